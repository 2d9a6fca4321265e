"""What the page's script is given: a book and its diagram as plain data, without what is usual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from ...shown import visible
from .book import Book, Entry, Line, Link, Part
from .diagram import HEAD, MOST, ROW, Diagram, Node, diagram
from .svg import path, told
from .words import title_of

Data = dict[str, Any]


def payload(book: Book, only: Collection[str] | None = None) -> Data:
    """Return the data of a page, of all entries or of some by their ids."""
    return _Payload(book, only).data()


class _Payload:
    def __init__(self, book: Book, only: Collection[str] | None) -> None:
        self.book, self.only = book, only
        self.entries = [e for e in book.entries if only is None or e.id in only]
        self.number = {entry.id: i for i, entry in enumerate(self.entries)}
        self.titles = {entry.id: entry.title for entry in book.entries}
        self.towards: dict[str, list[Link]] = defaultdict(list)
        for link in book.links:
            if link.kind == "key":
                self.towards[link.target].append(link)

    def data(self) -> Data:
        found = diagram(self.book, self.only)
        return {
            "schema": self.book.schema,
            "subtitle": f"version {self.book.version}" if self.book.version else "",
            "head": HEAD,
            "row": ROW,
            "entries": [self._entry(entry) for entry in self.entries],
            "nodes": list(self._nodes(found)),
            "links": list(self._links(found)),
            "migration": None,
        }

    def _entry(self, entry: Entry) -> Data:
        towards = self.towards[entry.id]
        known = {link.source for link in towards}
        said = {
            "id": entry.id,
            "title": entry.title if visible(entry.title) != entry.id else "",
            "kind": entry.kind,
            "section": title_of(entry.ref.kind),
            "schema": entry.schema,
            "external": entry.external,
            "within": self.number.get(entry.within),
            "comment": entry.comment,
            "state": entry.touched if entry.touched != "same" else "",
            "told": entry.told,
            "columns": [self._column(column) for column in entry.columns],
            "sections": [
                {"title": s.title, "parts": [_part(part) for part in s.parts]}
                for s in entry.sections
            ],
            "facts": entry.facts,
            "towards": [
                [self._link(k.source), ", ".join(k.columns), k.name, k.on_delete] for k in towards
            ],
            "uses": [self._link(id_) for id_ in entry.uses],
            "usedBy": [self._link(id_) for id_ in entry.used_by if id_ not in known],
            "python": entry.python,
        }
        return _short(said)

    def _column(self, column: Line) -> Data:
        return _short(
            {
                "name": column.name,
                "type": column.type,
                "null": column.null,
                "default": column.default,
                "more": column.more,
                "comment": column.comment,
                "values": column.values,
                "pk": column.primary,
                "foreign": [self._link(id_) for id_ in column.foreign],
                "state": column.state if column.state != "same" else "",
                "told": column.told,
            }
        )

    def _link(self, id_: str) -> int | str:
        """Return the number of an entry, or the name of one that the page has not."""
        return self.number.get(id_, self.titles[id_])

    def _nodes(self, found: Diagram) -> Iterator[Data]:
        for node in found.nodes:
            place = found.drawing.places[node.entry.id]
            yield {
                "e": self.number[node.entry.id],
                "heading": node.heading,
                "x": place.x,
                "y": place.y,
                "w": node.width,
                "h": node.height,
                "state": node.state,
                "rows": list(_rows(node)),
            }

    def _links(self, found: Diagram) -> Iterator[Data]:
        numbers = {node.entry.id: i for i, node in enumerate(found.nodes)}
        for link, route in zip(found.links, found.drawing.routes, strict=True):
            yield {
                "k": link.kind,
                "n": told(link),
                "s": numbers[found.homes[link.source]],
                "t": numbers[found.homes[link.target]],
                "c": link.columns,
                "tc": link.targets,
                "d": path(route),
                "m": [
                    "one" if link.single else "many",
                    "may" if link.optional else "must",
                ],
                "state": link.state if link.state != "same" else "",
            }


def _rows(node: Node) -> Iterator[list[str]]:
    """Yield what stands in a box: name and type as drawn, sign, whole name, state."""
    columns = node.entry.columns[:MOST]
    for number, row in enumerate(node.rows):
        column = columns[number] if number < len(columns) else None
        state = column.state if column and column.state != "same" else ""
        yield [row.name, row.type, row.sign, column.name if column else "", state]


def _part(part: Part) -> Data:
    return _short(
        {
            "kind": part.kind,
            "name": part.name,
            "text": part.text,
            "comment": part.comment,
            "state": part.state if part.state != "same" else "",
            "told": part.told,
        }
    )


def _short(said: Data) -> Data:
    """Return data without what the script takes for granted."""
    return {
        key: value
        for key, value in said.items()
        if value is not None and value is not False and value != "" and value not in ([], ())
    }
