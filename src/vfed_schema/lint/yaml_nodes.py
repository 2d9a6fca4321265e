"""YAML's nodes with every one at its own place: an alias is a node, and not what it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Alias(yaml.ScalarNode):
    """A place where `*name` stands; its value is the name."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of a file, and which of them aliases name."""

    root: yaml.Node | None
    named: frozenset[int]  # by `id`

    def shared(self, node: yaml.Node) -> bool:
        """True if what stands here is said elsewhere too."""
        return id(node) in self.named

    def lends(self, node: yaml.Node) -> bool:
        """True if something in a node is said elsewhere too."""
        return any(self.shared(one) for one in _all(node))


def composed(text: str) -> Nodes:
    """Return the nodes of a text that has been read before without a complaint."""
    return _Composer(text).nodes()


def merges(node: yaml.Node) -> bool:
    """True for a mapping into which others are merged."""
    if not isinstance(node, yaml.MappingNode):
        return False
    return any(k.value == "<<" and not k.style for k, _ in node.value)


class _Composer:
    def __init__(self, text: str) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.anchors: dict[Any, yaml.Node] = {}
        self.named: set[int] = set()

    def nodes(self) -> Nodes:
        root = None
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event)
        return Nodes(root, frozenset(self.named))

    def _node(self, event: Any) -> yaml.Node:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.AliasEvent):
            self.named.add(id(self.anchors[event.anchor]))
            return Alias("", event.anchor, start, end)
        if isinstance(event, yaml.ScalarEvent):
            return self._anchored(
                event, yaml.ScalarNode("", event.value, start, end, style=event.style)
            )
        of = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
        node = self._anchored(event, of("", [], start, end, flow_style=event.flow_style))
        inside: list[yaml.Node] = []
        while isinstance(part := next(self.events), yaml.NodeEvent):
            inside.append(self._node(part))
        node.end_mark = part.end_mark
        pairs = isinstance(node, yaml.MappingNode)
        node.value = list(zip(inside[::2], inside[1::2], strict=True)) if pairs else inside
        return node

    def _anchored(self, event: Any, node: yaml.Node) -> yaml.Node:
        if event.anchor:
            self.anchors[event.anchor] = node
        return node


def _all(node: yaml.Node) -> Iterator[yaml.Node]:
    yield node
    if isinstance(node, yaml.CollectionNode):
        for part in node.value:
            for one in part if isinstance(part, tuple) else (part,):
                yield from _all(one)
