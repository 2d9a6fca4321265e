"""YAML into items: YAML 1.2's habits, a place for everything, and nothing that explodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
_LOOKS = re.compile(r"[-+.0-9~nNtTfF]|\Z")  # as all begin that are no text, or nothing
_YAML = "tag:yaml.org,2002:"
_MERGE = f"{_YAML}merge"
_TEXT = f"{_YAML}str"
_REPLACE = "!replace"
_BY_LOOKS = (None, "!")
_PLAIN = frozenset(f"{_YAML}{type_}" for type_ in ("null", "bool", "int", "float", "seq", "map"))
_KNOWN = frozenset({*_BY_LOOKS, _MERGE, _TEXT}) | _PLAIN

# A model of a thousand tables has some 100,000 nodes; an alias bomb has more than memory.
MOST = 1_000_000
DEEPEST = 100

# What ends a line for YAML 1.1 and for nobody else: in a text it would silently become a blank.
_LINE_ENDS = {"\r": "\\r", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}
_LINE_END = re.compile(f"[{''.join(_LINE_ENDS)}]")


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
        items = _Items(str(path), text, _KNOWN | {_REPLACE} if profile else _KNOWN)
        try:
            return items.root()
        except SourceError:
            items.rest()  # a mistake may come of one behind it: of a quote that is not closed
            raise
    except yaml.MarkedYAMLError as error:
        raise _refused(error, str(path), text) from None
    except yaml.reader.ReaderError as error:
        place = Mark.at(str(path), text, error.position)
        raise SourceError("a character that YAML does not allow", place) from None


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


class _Items:
    """Turn the parser's events into items, counting."""

    def __init__(self, file: str, text: str, tags: frozenset[str | None]) -> None:
        self.file, self.tags = file, tags
        self.events: Iterator[Any] = yaml.parse(text, Loader=_PARSER)
        self.count = 0
        self.anchors: dict[str, Item | None] = {}  # nothing while one is being read

    def root(self) -> Item:
        """Return what the one document of a file says."""
        found = Item(None, Mark(self.file, 1, 1))
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                found = self.item(event, 0)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise SourceError("a second document; a file holds one", self._mark(event))
        return found

    def rest(self) -> None:
        """Read on to the end, which says what is no YAML at all."""
        for _ in self.events:
            pass

    def item(self, event: Any, depth: int) -> Item:
        """Return the item that an event begins."""
        mark = self._mark(event)
        if isinstance(event, yaml.AliasEvent):
            return self._again(self._named(event, mark), mark, depth)
        self._count(mark, depth)
        self._refuse_strange(event, mark)
        name = event.anchor
        if name is not None:
            if name in self.anchors:
                raise SourceError(f"the anchor `&{visible(name)}` is said twice", mark)
            self.anchors[name] = None
        if isinstance(event, yaml.ScalarEvent):
            found = _scalar(event, mark)
        elif isinstance(event, yaml.MappingStartEvent):
            found = Item(self._pairs(depth), mark, replaces=event.tag == _REPLACE)
        else:
            found = Item(self._list(depth), mark, replaces=event.tag == _REPLACE)
        if name is not None:
            self.anchors[name] = found
        return found

    def _count(self, mark: Mark, depth: int) -> None:
        self.count += 1
        if depth > DEEPEST:
            raise SourceError("nested too deep", mark)
        if self.count > MOST:
            raise SourceError("aliases that grow into more than a model can be", mark)

    def _named(self, event: Any, mark: Mark) -> Item:
        """Return what an alias stands for."""
        if event.anchor not in self.anchors:
            raise SourceError(f"no anchor `&{visible(event.anchor)}` before its alias", mark)
        found = self.anchors[event.anchor]
        if found is None:
            raise SourceError("an alias that contains itself", mark)
        return found

    def _again(self, item: Item, mark: Mark, depth: int) -> Item:
        """Return what is said in another place once more: nothing is to be changed in both."""
        self._count(mark, depth)
        value = item.value
        if isinstance(value, list):
            return replace(item, value=[self._again(one, mark, depth + 1) for one in value])
        if isinstance(value, dict):
            pairs = value.items()
            return replace(item, value={k: self._again(v, mark, depth + 1) for k, v in pairs})
        return item

    def _list(self, depth: int) -> list[Item]:
        events, found = self.events, []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self.item(event, depth + 1))
        return found

    def _pairs(self, depth: int) -> dict[str, Item]:
        found: dict[str, Item] = {}
        merged: dict[str, Item] | None = None
        events = self.events
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if _is_merge(event):
                if merged is not None:
                    said = "`<<` is said twice; say `<<: [*one, *two]`"
                    raise SourceError(said, self._mark(event))
                merged = self._merged(self.item(next(events), depth + 1))
                continue
            key = self._key(event)
            if key in found:
                first = next(k for k in found if k == key)
                line = first.mark.line if isinstance(first, Key) else 0
                raise SourceError(f"`{key}` is said twice, first in line {line}", key.mark)
            found[key] = self.item(next(events), depth + 1)
        return {**{k: v for k, v in merged.items() if k not in found}, **found} if merged else found

    def _merged(self, item: Item) -> dict[str, Item]:
        if isinstance(item.value, list):
            found: dict[str, Item] = {}
            for part in reversed(item.value):
                found |= part.mapping()
            return found
        return item.mapping()

    def _key(self, event: Any) -> Key:
        mark = self._mark(event)
        if isinstance(event, yaml.ScalarEvent) and event.tag == _REPLACE:
            raise SourceError(f"`{_REPLACE}` belongs behind the colon, before the value", mark)
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None:
            self._refuse_strange(event, mark)
            text = event.value
        elif isinstance(event, yaml.CollectionStartEvent):
            raise SourceError("a key must be a plain word", mark)
        else:
            item = self.item(event, 0)
            if isinstance(item.value, list | dict):
                raise SourceError("a key must be a plain word", mark)
            text, mark = item.text, item.mark
        if not text:
            raise SourceError("an empty name", mark)
        return Key.at(text, mark)

    def _refuse_strange(self, event: Any, mark: Mark) -> None:
        """Raise SourceError at a tag that means nothing here, and at half a character."""
        if event.tag not in self.tags:
            tag = event.tag.replace(_YAML, "!!")
            raise SourceError(f"no tag `{tag}` here; there is `{_REPLACE}`, in a profile", mark)
        if isinstance(event, yaml.ScalarEvent) and not event.value.isascii():
            try:
                event.value.encode()
            except UnicodeEncodeError:  # written as an escape, which libyaml refuses
                raise SourceError("a character that YAML does not allow", mark) from None

    def _mark(self, event: Any) -> Mark:
        start = event.start_mark
        return _place(Mark, (self.file, start.line + 1, start.column + 1))


_place: Callable[..., Mark] = tuple.__new__  # what a NamedTuple's own calls, and nothing around it


def _is_merge(event: Any) -> bool:
    """True for a key that says what another mapping is merged in: `<<`, without quotes."""
    if not isinstance(event, yaml.ScalarEvent):
        return False
    plain = event.tag in _BY_LOOKS and event.implicit[0]
    return event.tag == _MERGE or (plain and event.value == "<<")


def _scalar(event: yaml.ScalarEvent, mark: Mark) -> Item:
    text, replaces = event.value, event.tag == _REPLACE
    return Item(_value(text, mark, bool(event.style) or event.tag == _TEXT), mark, text, replaces)


def _value(text: str, mark: Mark, quoted: bool) -> str | int | float | bool | None:
    if "\0" in text:
        raise SourceError("a NUL, which Postgres takes nowhere", mark)
    if quoted or not _LOOKS.match(text):  # a block is too
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text
