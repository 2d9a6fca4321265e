"""The text of a YAML file, and small edits of it that leave everything else as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from ..errors import Mark
from ..source.text import Edit
from .yaml_nodes import Alias, composed, merges


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair of a mapping, or an item of a list, and which one of its home it is."""

    home: yaml.CollectionNode
    number: int
    above: Entry | None  # where the home stands, if it is not the whole file

    @property
    def key(self) -> yaml.Node | None:
        found = self.home.value[self.number]
        return found[0] if isinstance(found, tuple) else None

    @property
    def value(self) -> yaml.Node:
        found = self.home.value[self.number]
        node: yaml.Node = found[1] if isinstance(found, tuple) else found
        return node

    @property
    def first(self) -> yaml.Node:
        return self.key or self.value


class Unmendable(Exception):
    """The place is written in a way that no small edit reaches."""


class Text:
    """A file's text, its nodes, and edits by these."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._nodes = composed(text)
        root = self._nodes.root
        self._keys: dict[int, Entry] = {}
        self._items: dict[int, Entry] = {}
        self._values: dict[int, Entry] = {}
        for entry in _entries(root, None) if root else ():
            if entry.key:
                self._keys[self._at(entry.key.start_mark)] = entry
                if isinstance(entry.value, yaml.ScalarNode):
                    self._values.setdefault(self._at(entry.value.start_mark), entry)
            else:
                self._items[self._at(entry.value.start_mark)] = entry

    def object(self, mark: Mark) -> Entry:
        """Return where an object stands: under its name, or in a list. Raises Unmendable."""
        return self._found(self._items, self._keys, mark=mark)

    def pair(self, mark: Mark) -> Entry:
        """Return the pair whose key, or plain value, stands at a place. Raises Unmendable."""
        return self._found(self._keys, self._values, mark=mark)

    def around(self, mark: Mark, section: str) -> Entry | None:
        """Return the entry of a section that holds the plain value, or the key, at a place."""
        place = self._lines[mark.line - 1] + mark.column - 1
        entry = self._values.get(place) or self._keys.get(place)
        while entry and entry.above:
            if entry.above.key and entry.above.key.value == section:
                return entry
            entry = entry.above
        return None

    def _found(self, *tables: dict[int, Entry], mark: Mark) -> Entry:
        place = self._lines[mark.line - 1] + mark.column - 1
        for table in tables:
            if place in table:
                return table[place]
        raise Unmendable(f"{mark}: nothing of its own stands here")

    def without(self, entry: Entry) -> Edit:
        """Return the edit that takes an entry out; what would be left empty goes too."""
        self._own(entry.home, entry)
        if merges(entry.home):
            raise Unmendable("what is merged into its place (`<<`) would be seen instead")
        if len(entry.home.value) == 1 and entry.above:
            return self.without(entry.above)
        if self._nodes.lends(entry.value):
            raise Unmendable("an alias names what is said in it")
        start, end = self._at(entry.first.start_mark), self.end(entry.value)
        rest = entry.home.value[entry.number + 1 :]
        if entry.home.flow_style:
            if rest:
                return Edit(start, self._at(_first(rest[0]).start_mark), "")
            if entry.number:
                return Edit(self.end(_last(entry.home.value[entry.number - 1])), end, "")
            return Edit(start, end, "")
        line = self.text.rfind("\n", 0, start) + 1
        before = self.text[line:start].strip()
        if before == ("" if entry.key else "-"):
            return Edit(line, self._next_line(end), "")
        if entry.key and rest:  # it shares its line with what it stands in: `- key: value`
            return Edit(start, self._at(_first(rest[0]).start_mark), "")
        raise Unmendable("it shares its line with something else")

    def with_section(self, entry: Entry, section: str, added: list[tuple[str, str]]) -> Edit:
        """Return the edit that adds pairs of key and body to a section of an object's body."""
        body = entry.value
        if isinstance(body, Alias):
            raise Unmendable(f"`*{body.value}` says it, and others with it")
        self._own(body, entry)
        if not isinstance(body, yaml.MappingNode) or not body.value or not entry.key:
            raise Unmendable(f"it has no body to add `{section}` to")
        there = next((v for k, v in body.value if k.value == section), None)
        if there is not None:
            return self._more(there, added)
        if merges(body):
            raise Unmendable(f"`{section}` would take the place of what is merged in (`<<`)")
        if body.flow_style:
            pairs = ", ".join(f"{key}: {said}" for key, said in added)
            return Edit(self.end(body) - 1, self.end(body) - 1, f", {section}: {{{pairs}}}")
        inner = self._column(body)
        step = max(inner - entry.key.start_mark.column, 1)
        lines = [" " * inner + f"{section}:"]
        lines += [" " * (inner + step) + f"{key}: {said}" for key, said in added]
        return self._after(body, lines)

    def _more(self, section: yaml.Node, added: list[tuple[str, str]]) -> Edit:
        if isinstance(section, Alias) or self._nodes.shared(section):
            raise Unmendable("an alias says the section, and others with it")
        named = isinstance(section, yaml.MappingNode)
        told = [f"{key}: {said}" if named else said for key, said in added]
        if not isinstance(section, yaml.CollectionNode):
            raise Unmendable("the section is empty")
        if section.flow_style:
            place = self.end(section) - 1
            lead = ", " if section.value else ""
            return Edit(place, place, lead + ", ".join(told))
        mark = "" if named else "- "
        column = self._column(section)
        return self._after(section, [" " * column + mark + line for line in told])

    def _after(self, node: yaml.Node, lines: list[str]) -> Edit:
        place = self._next_line(self.end(node))
        newline = "" if self.text[:place].endswith("\n") or not place else "\n"
        return Edit(place, place, newline + "".join(f"{line}\n" for line in lines))

    def end(self, node: yaml.Node) -> int:
        """Return where a node's own text ends, before blank lines and comments."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            return self.end(_last(node.value[-1]))
        start, end = self._at(node.start_mark), self._at(node.end_mark)
        return start + len(self.text[start:end].rstrip())

    def _column(self, node: yaml.CollectionNode) -> int:
        """Return how far what is in a node is indented; an anchor may stand before it."""
        first = _first(node.value[0]).start_mark
        if isinstance(node, yaml.MappingNode):
            return int(first.column)
        dash = self.text.rfind("-", 0, self._at(first))
        return dash - self.text.rfind("\n", 0, dash) - 1

    def _own(self, node: yaml.Node, entry: Entry) -> None:
        """Raise Unmendable where aliases name a node, or what it stands in."""
        around: Entry | None = entry
        while around and not self._nodes.shared(node):
            node, around = around.home, around.above
        if self._nodes.shared(node):
            raise Unmendable("an alias names what it stands in: others would change with it")

    def _next_line(self, place: int) -> int:
        found = self.text.find("\n", place)
        return len(self.text) if found < 0 else found + 1

    def _at(self, mark: yaml.Mark) -> int:
        return self._lines[mark.line] + mark.column


def _entries(node: yaml.Node, above: Entry | None) -> Iterator[Entry]:
    """Yield every entry of a node and of what is in it."""
    if isinstance(node, yaml.CollectionNode):
        for number in range(len(node.value)):
            entry = Entry(node, number, above)
            yield entry
            yield from _entries(entry.value, entry)


def _first(entry: yaml.Node | tuple[yaml.Node, yaml.Node]) -> yaml.Node:
    return entry[0] if isinstance(entry, tuple) else entry


def _last(entry: yaml.Node | tuple[yaml.Node, yaml.Node]) -> yaml.Node:
    return entry[1] if isinstance(entry, tuple) else entry
