"""YAML into items: YAML 1.2's habits, a place for everything, and nothing that explodes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from ..errors import Mark, SourceError
from ..record import replace
from ..shown import visible
from ..written import Item, Key
from . import text_of

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]{1,1000}\Z")  # Python reads no number of 4,301 digits
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_YAML = "tag:yaml.org,2002:"
_MERGE = f"{_YAML}merge"
_TEXT = f"{_YAML}str"
_REPLACE = "!replace"
_BY_LOOKS = ""
_PLAIN = frozenset(f"{_YAML}{type_}" for type_ in ("null", "bool", "int", "float", "seq", "map"))
_KNOWN = frozenset({_BY_LOOKS, _MERGE, _TEXT}) | _PLAIN

# A model of a thousand tables has some 100,000 nodes; an alias bomb has more than memory.
MOST = 1_000_000
DEEPEST = 100

# What ends a line for YAML 1.1 and for nobody else: in a text it would silently become a blank.
_LINE_ENDS = {"\r": "\\r", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}
_LINE_END = re.compile(f"[{''.join(_LINE_ENDS)}]")


class _Loader(_PARSER):  # type: ignore[misc]
    """Finds no types by their looks but a merge: `_scalar` does that, and sooner."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        return _MERGE if value == "<<" and implicit[0] else _BY_LOOKS

    def descend_resolver(self, node: yaml.Node, index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def load(path: Path, *, profile: bool = False) -> Item:
    """Read a file. Raises SourceError, with the place, where it is no YAML of ours.

    What is laid over others may say `!replace`.
    """
    text = text_of(path)
    if end := _LINE_END.search(text):
        told = f"`{visible(end[0])}` ends a line in YAML alone; end lines with `\\n`, or `\\r\\n`"
        said = f"; in a text, write `{_LINE_ENDS[end[0]]}`, in double quotes"
        raise SourceError(told + said, Mark.at(str(path), text, end.start()))
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _refused(error, str(path), text) from None
    except yaml.reader.ReaderError as error:
        place = Mark.at(str(path), text, error.position)
        raise SourceError("a character that YAML does not allow", place) from None
    except RecursionError:
        raise SourceError(f"`{path}` is nested too deep") from None
    if root is None:
        return Item(None, Mark(str(path), 1, 1))
    return _Nodes(str(path), _KNOWN | {_REPLACE} if profile else _KNOWN).item(root, 0)


def _refused(error: yaml.MarkedYAMLError, file: str, text: str) -> SourceError:
    at = error.problem_mark or error.context_mark
    line, column = (at.line, at.column) if at else (0, 0)
    mark = Mark(file, line + 1, column + 1)
    lines = text.split("\n")
    lead = re.match(r"\s*", lines[line]) if line < len(lines) else None
    if lead and "\t" in lead.group():
        return SourceError(
            "a tab; indent with spaces", Mark(file, line + 1, lead.group().index("\t") + 1)
        )
    return SourceError(f"not YAML: {error.problem or error.context or 'no'}", mark)


class _Nodes:
    """Turn composed nodes into items, counting."""

    def __init__(self, file: str, tags: frozenset[str]) -> None:
        self.file, self.tags = file, tags
        self.count = 0
        self.within: set[int] = set()

    def item(self, node: yaml.Node, depth: int) -> Item:
        mark = self._mark(node)
        self.count += 1
        if self.count > MOST or depth > DEEPEST:
            raise SourceError("aliases that grow into more than a model can be", mark)
        self._refuse_strange(node, mark)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, mark)
        if id(node) in self.within:
            raise SourceError("an alias that contains itself", mark)
        self.within.add(id(node))
        try:
            replaces = node.tag == _REPLACE
            if isinstance(node, yaml.SequenceNode):
                items = [self.item(child, depth + 1) for child in node.value]
                return Item(items, mark, replaces=replaces)
            return Item(self._pairs(node, depth), mark, replaces=replaces)
        finally:
            self.within.discard(id(node))

    def _pairs(self, node: yaml.Node, depth: int) -> dict[str, Item]:
        found: dict[str, Item] = {}
        merged: dict[str, Item] = {}
        merges = False
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                if merges:
                    said = "`<<` is said twice; say `<<: [*one, *two]`"
                    raise SourceError(said, self._mark(key_node))
                merges = True
                merged |= self._merged(self.item(value_node, depth + 1))
                continue
            key = self._key(key_node)
            if key in found:
                first = next(k for k in found if k == key)
                line = first.mark.line if isinstance(first, Key) else 0
                raise SourceError(f"`{key}` is said twice, first in line {line}", key.mark)
            found[key] = self.item(value_node, depth + 1)
        return {**{k: v for k, v in merged.items() if k not in found}, **found} if merged else found

    def _merged(self, item: Item) -> dict[str, Item]:
        if isinstance(item.value, list):
            found: dict[str, Item] = {}
            for part in reversed(item.value):
                found |= part.mapping()
            return found
        return item.mapping()

    def _key(self, node: yaml.Node) -> Key:
        mark = self._mark(node)
        if not isinstance(node, yaml.ScalarNode):
            raise SourceError("a key must be a plain word", mark)
        if node.tag == _REPLACE:
            raise SourceError(f"`{_REPLACE}` belongs behind the colon, before the value", mark)
        self._refuse_strange(node, mark)
        if not node.value:
            raise SourceError("an empty name", mark)
        return Key.at(node.value, mark)

    def _refuse_strange(self, node: yaml.Node, mark: Mark) -> None:
        """Raise SourceError at a tag that means nothing here, and at half a character."""
        if node.tag not in self.tags:
            tag = node.tag.replace(_YAML, "!!")
            raise SourceError(f"no tag `{tag}` here; there is `{_REPLACE}`, in a profile", mark)
        if isinstance(node, yaml.ScalarNode) and not node.value.isascii():
            try:
                node.value.encode()
            except UnicodeEncodeError:  # written as an escape, which libyaml refuses
                raise SourceError("a character that YAML does not allow", mark) from None

    def _mark(self, node: yaml.Node) -> Mark:
        return Mark(self.file, node.start_mark.line + 1, node.start_mark.column + 1)


def _scalar(node: yaml.ScalarNode, mark: Mark) -> Item:
    if node.tag == _REPLACE:
        plain = yaml.ScalarNode(_BY_LOOKS, node.value, style=node.style)
        return replace(_scalar(plain, mark), replaces=True)
    text = node.value
    if "\0" in text:
        raise SourceError("a NUL, which Postgres takes nowhere", mark)
    if node.style or node.tag == _TEXT:  # quoted, or a block
        return Item(text, mark, text)
    if text in ("", "~", "null", "Null", "NULL"):
        return Item(None, mark, text)
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return Item(text.lower() == "true", mark, text)
    if _INTEGER.match(text):
        return Item(int(text), mark, text)
    if _FLOAT.match(text):
        return Item(float(text), mark, text)
    return Item(text, mark, text)
