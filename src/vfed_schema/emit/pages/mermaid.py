"""The diagram as Mermaid's `erDiagram`, which GitHub and others draw inside Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .book import Book, Entry, Line, Link
from .diagram import brief, diagram

_HEAD = "%% Written by `vfed-schema docs`: change the model, not this."


def mermaid(book: Book, only: Collection[str] | None = None) -> str:
    """Return the tables and views of a book, or some by their ids, ending in a newline."""
    found = diagram(book, only)
    names = _names([node.entry for node in found.nodes], book.schema)
    lines = [_HEAD, "erDiagram"]
    for node in found.nodes:
        lines += _entity(node.entry, names[node.entry.id])
    for link in found.links:
        if link.source in names and link.target in names:
            lines.append(_relation(link, names))
    return "\n".join(lines) + "\n"


def _names(entries: list[Entry], schema: str) -> dict[str, str]:
    """Return a name for each entity: what Mermaid cannot say in one is an underscore there."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for entry in entries:
        plain = entry.title
        if entry.schema == schema:
            plain = plain.removeprefix(f"{schema}.")
        plain = called = _quotable(plain) or "_"
        number = 1
        while called in taken:
            number += 1
            called = f"{plain}_{number}"
        taken.add(called)
        found[entry.id] = f'"{called}"'
    return found


def _quotable(text: str) -> str:
    return re.sub(r'["%\\;{}\x00-\x1f\u2028\u2029]', "_", text)


def _sentence(text: str) -> str:
    """Return text that may stand in quotes: `#` to `;` would be an entity, `%%` a comment."""
    said = " ".join(text.split()).replace('"', "'").replace(";", ",")
    return re.sub(r"%{2,}", "%", re.sub(r"[\x00-\x1f\\]", "", said))


def _entity(entry: Entry, name: str) -> Iterator[str]:
    if not entry.columns:
        yield f"    {name}"
        return
    yield f"    {name} {{"
    for column in entry.columns:
        yield f"        {_attribute(column)}"
    yield "    }"


def _attribute(column: Line) -> str:
    keys = [key for key, has in (("PK", column.primary), ("FK", column.foreign)) if has]
    said = f"{_word(brief(column.type))} {_word(column.name)}"
    said += f" {', '.join(keys)}" if keys else ""
    comment = _sentence(column.comment)
    return f'{said} "{comment}"' if comment else said


def _word(text: str) -> str:
    """Return what Mermaid takes for a type or the name of an attribute."""
    word = re.sub(r"[^\w\[\]()-]", "_", text, flags=re.ASCII) or "_"
    return word if re.match(r"[A-Za-z_]", word) else f"_{word}"


def _relation(link: Link, names: dict[str, str]) -> str:
    target, source = names[link.target], names[link.source]
    if link.kind != "key":
        return f'    {target} ||..o| {source} : "{link.kind}"'
    left = "|o" if link.optional else "||"
    right = "o|" if link.single else "o{"
    label = _sentence(", ".join(link.columns))
    return f'    {target} {left}--{right} {source} : "{label}"'
