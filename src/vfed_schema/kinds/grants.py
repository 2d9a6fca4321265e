"""Grants as texts: `PRIVILEGE TO role`, one of a column `PRIVILEGE (column) TO role`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..sql import name as quoted
from ..sql import split
from ..written import Item

_SAID = re.compile(r"(\w+(?: privileges)?)\s*(?:\((.*)\))?\s*(with grant option)?\Z", re.I | re.S)
OPTION = " WITH GRANT OPTION"


def grants(body: dict[str, Item]) -> list[str]:
    """Return the grants that a mapping of roles to privileges says. Raises SourceError."""
    found = []
    for role, said in body.items():
        to = "PUBLIC" if role.lower() == "public" else quoted(role)
        for text in said.strings() if isinstance(said.value, list) else split(said.string()):
            match = _SAID.match(" ".join(text.split()))
            if not match:
                raise said.wrong(f"`{text}` is no `privilege` or `privilege (columns)`")
            word, columns, option = match.groups()
            word = word.upper().removesuffix(" PRIVILEGES")
            tail = OPTION if option else ""
            parts = [f" ({quoted(c)})" for c in split(columns)] if columns else [""]
            found += [f"{word}{part} TO {to}{tail}" for part in parts]
    return sorted(found)


def by_tail(some: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield whom, and what, for grants to the same role that can share a statement."""
    found: dict[str, dict[str, list[str]]] = {}
    for grant in some:
        what, _, tail = grant.partition(" TO ")
        word, _, column = what.partition(" (")
        columns = found.setdefault(tail, {}).setdefault(word, [])
        columns += [column.removesuffix(")")] if column else []
    for tail, words in sorted(found.items()):
        yield tail, ", ".join(f"{w} ({', '.join(c)})" if c else w for w, c in words.items())


def roles(some: Iterable[str]) -> Iterator[str]:
    """Yield the roles that grants are to, but for PUBLIC."""
    for grant in some:
        role = grant.partition(" TO ")[2].removesuffix(OPTION)
        if role != "PUBLIC":
            yield role[1:-1].replace('""', '"') if role[:1] == '"' else role
