"""Calls and collections, laid out as ruff does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...shown import width as columns
from .text import WIDTH


class Group(NamedTuple):
    """What stands in brackets: `before` ends in the one that opens, `after` is the one that closes.

    A tuple of one keeps its comma.
    """

    before: str
    items: tuple[Doc, ...]
    after: str = ")"


Doc = str | Group


def call(function: str, /, *items: Doc, **named: Doc | None) -> Group:
    """Return a call, with the arguments that are not None."""
    said = [keyword(key, value) for key, value in named.items() if value is not None]
    return Group(f"{function}(", (*items, *said))


def keyword(key: str, value: Doc) -> Doc:
    """Return an argument with its name."""
    if isinstance(value, str):
        return f"{key}={value}"
    return value._replace(before=f"{key}={value.before}")


def listed(items: Iterable[Doc]) -> Group:
    """Return a list."""
    return Group("[", tuple(items), "]")


def flat(doc: Doc) -> str:
    """Return it on one line."""
    if isinstance(doc, str):
        return doc
    return f"{doc.before}{', '.join(map(flat, doc.items))}{_comma(doc)}{doc.after}"


def laid(doc: Doc, indent: str = "", more: str = "") -> str:
    """Return it on one line, with its items on one line of their own, or on one an item.

    `more` stands behind it on its last line.
    """
    one = flat(doc)
    if isinstance(doc, str) or columns(f"{indent}{one}{more}") <= WIDTH or not doc.items:
        return f"{indent}{one}{more}"
    inner = f"{indent}    "
    together = inner + ", ".join(map(flat, doc.items)) + _comma(doc)
    if columns(together) <= WIDTH and not _comma(doc):
        return f"{indent}{doc.before}\n{together}\n{indent}{doc.after}{more}"
    lines = "\n".join(laid(item, inner, ",") for item in doc.items)
    return f"{indent}{doc.before}\n{lines}\n{indent}{doc.after}{more}"


def _comma(doc: Group) -> str:
    return "," if doc.before.endswith(("= (", "=(")) and len(doc.items) == 1 else ""


def attribute(name: str, said: str, value: str, *, call: str) -> str:
    """Return an attribute of a class, its type and, with what it begins with, its value.

    It is broken where ruff breaks it: in the call that is its value, its type, or around that.
    """
    if columns(f"    {name}: {said}{value}") <= WIDTH:
        return f"    {name}: {said}{value}"
    head, found, inner = value.partition(call)
    if found and columns(f"    {name}: {said}{head}{call}") <= WIDTH:
        items = tuple(inner.removesuffix(")").split(", ", 1))
        return laid(Group(f"{name}: {said}{head}{call}", items), "    ")
    parts = _alternatives(said)
    if len(parts) > 1:
        inside = f"        {said}"
        if columns(inside) > WIDTH:
            inside = "        " + "\n        | ".join(parts)
        return f"    {name}: (\n{inside}\n    ){value}"
    inner = said.removeprefix("Annotated[").removesuffix("]")
    return laid(Group(f"{name}: Annotated[", tuple(inner.split(", ", 1)), "]"), "    ", value)


def _alternatives(said: str) -> list[str]:
    """Return what an annotation has `|` between, outside of brackets."""
    parts, depth = [""], 0
    for word in said.split(" | "):
        parts[-1] += f" | {word}" if depth else word
        depth += word.count("[") + word.count("(") - word.count("]") - word.count(")")
        if not depth:
            parts.append("")
    return parts[:-1]
