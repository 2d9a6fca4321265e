"""A book as Markdown: an index, a file for each table and view, and one for all the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from urllib.parse import quote

from .book import Book, Entry, Line, Link, Part
from .mermaid import mermaid
from .words import title_of

BANNER = "<!-- Written by `vfed-schema docs` from the model: change that, not this. -->"
_INDEX, _REST = "README.md", "objects.md"
_DRAWN = 40  # tables that a picture inside the index can still show


def markdown(book: Book) -> dict[str, str]:
    """Return the files of a book, by their names."""
    rest = [entry for entry in book.entries if not entry.relation]
    anchors = {entry.id: f"o{number}" for number, entry in enumerate(rest, 1)}
    pages = _Pages(book, _files(book), anchors)
    found = {_INDEX: pages.index()}
    found |= {pages.files[e.id]: pages.file(e) for e in book.entries if e.relation}
    if rest:
        found[_REST] = pages.rest(rest)
    return found


def one_file(book: Book) -> str:
    """Return a book in a single file, in which links lead to its headings."""
    anchors = {entry.id: f"o{number}" for number, entry in enumerate(book.entries, 1)}
    return _Pages(book, dict.fromkeys(anchors, ""), anchors).whole()


def _files(book: Book) -> dict[str, str]:
    """Return the file of each entry: its name is good on any disk, and taken once."""
    taken = {_INDEX.casefold(), _REST}
    found = {}
    for entry in book.entries:
        plain = re.sub(r"[^\w.-]", "_", entry.title).lstrip(".") or "_"
        name, number = f"{plain}.md", 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}_{number}.md"
        if entry.relation:
            taken.add(name.casefold())
        found[entry.id] = name if entry.relation else _REST
    return found


class _Pages:
    """What pages are made of; an entry with an anchor is a part of a page."""

    def __init__(self, book: Book, files: Mapping[str, str], anchors: Mapping[str, str]) -> None:
        self.book, self.files, self.anchors = book, files, anchors
        self.entries = book.by_id()
        self.towards: dict[str, list[Link]] = defaultdict(list)
        for link in book.links:
            if link.kind == "key":
                self.towards[link.target].append(link)

    def index(self) -> str:
        """Return the page that leads to the others."""
        version = f"\n\nVersion {text(self.book.version)}." if self.book.version else ""
        parts = [f"{BANNER}\n\n# {text(self.book.title)}{version}"]
        kinds: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.book.entries:
            kinds[entry.ref.kind].append(entry)
        relations = [e for e in self.book.entries if e.relation]
        if 0 < len(relations) <= _DRAWN:
            parts.append(f"```mermaid\n{mermaid(self.book)}```")
        for kind, entries in kinds.items():
            rows = [(self.link(e.id), text(_first(e.comment))) for e in entries]
            parts.append(f"## {title_of(kind).capitalize()}\n\n{table(('', ''), rows)}")
        return "\n\n".join(parts) + "\n"

    def file(self, entry: Entry) -> str:
        """Return the page of a table or a view."""
        parts = [self._back(), f"# {text(entry.title)}", *self._body(entry)]
        return "\n\n".join(parts) + "\n"

    def rest(self, entries: Sequence[Entry]) -> str:
        """Return the page of all that is neither table nor view."""
        return "\n\n".join([self._back(), "# Objects", *self._listed(entries)]) + "\n"

    def whole(self) -> str:
        """Return everything as one page."""
        return "\n\n".join([self.index().rstrip(), *self._listed(self.book.entries)]) + "\n"

    def _back(self) -> str:
        return f"{BANNER}\n\n[{text(self.book.title)}]({_INDEX})"

    def _listed(self, entries: Sequence[Entry]) -> Iterator[str]:
        """Yield entries below each other, those of a kind under one heading."""
        kind = ""
        for entry in entries:
            if entry.ref.kind != kind:
                kind = entry.ref.kind
                yield f"## {title_of(kind).capitalize()}"
            yield f'### <a id="{self.anchors[entry.id]}"></a>{text(entry.title)}'
            yield from self._body(entry)

    def link(self, id_: str, label: str = "") -> str:
        entry = self.entries[id_]
        where = quote(self.files[id_])
        where += f"#{self.anchors[id_]}" if id_ in self.anchors else ""
        return f"[{text(label or entry.title)}]({where})"

    def _body(self, entry: Entry) -> Iterator[str]:
        kind = f"{entry.kind.capitalize()}." if entry.relation else ""
        theirs = "Somebody else's: only what is relied on is listed." if entry.external else ""
        if kind or theirs:
            yield f"{kind} {theirs}".strip()
        if entry.comment:
            yield text(entry.comment)
        if entry.within:
            yield f"Partition of {self.link(entry.within)}."
        yield from self._facts(entry.facts)
        if entry.columns:
            yield self._heading(entry, "columns")
            yield self._columns(entry.columns)
        for section in entry.sections:
            yield self._heading(entry, section.title)
            yield self._parts(section.parts)
        yield from self._around(entry)
        if entry.python:
            yield self._heading(entry, "Python")
            yield fenced(entry.python, "python")

    def _heading(self, entry: Entry, said: str) -> str:
        """Return a heading below that of an entry, which may be in the middle of a page."""
        said = said[0].upper() + said[1:]
        return f"**{said}**" if entry.id in self.anchors else f"## {said}"

    def _facts(self, facts: Sequence[tuple[str, str]]) -> Iterator[str]:
        rows = [(text(key), code(value)) for key, value in facts if "\n" not in value]
        if rows:
            yield table(("", ""), rows)
        for key, value in facts:
            if "\n" in value:
                yield f"{text(key).capitalize()}:"
                yield fenced(value, "sql")

    def _columns(self, columns: Sequence[Line]) -> str:
        return table(
            ("column", "type", "null", "default", "refers to", "comment"),
            [
                (
                    code(c.name) + (" **PK**" if c.primary else ""),
                    code(c.type),
                    "" if c.null else "not null",
                    code(c.default),
                    ", ".join(self.link(id_) for id_ in c.foreign),
                    "<br>".join(filter(None, (text(c.comment), *map(text, _also(c))))),
                )
                for c in columns
            ],
        )

    def _parts(self, parts: Sequence[Part]) -> str:
        rows = [
            (code(p.name), code(p.text) + (f"<br>{text(p.comment)}" if p.comment else ""))
            for p in parts
        ]
        return table(("name", ""), rows)

    def _around(self, entry: Entry) -> Iterator[str]:
        """Yield who refers to an entry, what else uses it, and what it uses."""
        towards = self.towards[entry.id]
        if towards:
            yield self._heading(entry, "referred to by")
            rows = [
                (self.link(k.source), code(", ".join(k.columns)), code(k.name), k.on_delete)
                for k in towards
            ]
            yield table(("table", "columns", "foreign key", "on delete"), rows)
        known = {link.source for link in towards}
        others = [id_ for id_ in entry.used_by if id_ not in known]
        for heading, ids in (("Used by", others), ("Uses", entry.uses)):
            if ids:
                said = ", ".join(f"{self.entries[i].kind} {self.link(i)}" for i in ids)
                yield f"{heading}: {said}."


def _also(column: Line) -> Iterator[str]:
    if column.values:
        yield f"one of {', '.join(column.values)}"
    yield from column.more


def _first(comment: str) -> str:
    return comment.strip().splitlines()[0] if comment.strip() else ""


def text(said: str) -> str:
    """Return text in which nothing is Markdown or HTML, on one line."""
    plain = escape(" ".join(said.split()), quote=False)
    plain = re.sub(r"([\\`*\[\]|~])|(?<!\w)_|_(?!\w)", lambda m: f"\\{m[0]}", plain)
    return re.sub(r"\A(\d*)([#+.)=-])", r"\1\\\2", plain)


def code(said: str) -> str:
    """Return text as code that may stand in a table's cell; lines of it as lines there."""
    return "<br>".join(_code(line.rstrip()) for line in said.splitlines() if line.strip())


def _code(line: str) -> str:
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    inner = line.replace("|", r"\|")
    return f"{fence}{space}{inner}{space}{fence}"


def fenced(said: str, language: str) -> str:
    """Return text as a block of code, in a fence that does not occur in it."""
    longest = max((len(run) for run in re.findall("`+", said)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{said.rstrip()}\n{fence}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; columns that are empty everywhere are left out."""
    kept = [i for i in range(len(head)) if any(row[i] for row in rows)]
    lines = [
        [head[i] for i in kept],
        ["---"] * len(kept),
        *([row[i] for i in kept] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
