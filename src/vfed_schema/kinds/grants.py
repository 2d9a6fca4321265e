"""Grants as texts: `PRIVILEGE TO role`, one of a column `PRIVILEGE (column) TO role`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..sql import name as quoted
from ..sql import outside, split, unquoted
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
            named = split(columns) if columns else ()
            parts = [f" ({quoted(unquoted(c) if c[0] == chr(34) else c)})" for c in named] or [""]
            found += [f"{word}{part} TO {to}{tail}" for part in parts]
    return sorted(found)


def by_tail(some: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield whom, and what, for grants to the same role that can share a statement."""
    found: dict[str, dict[tuple[str, bool], list[str]]] = {}
    for grant in some:
        what, _, tail = parted(grant)
        word, _, column = what.partition(" (")
        # A privilege of the whole and the same one of columns are two.
        columns = found.setdefault(tail, {}).setdefault((word, bool(column)), [])
        columns += [column.removesuffix(")")] if column else []
    for tail, words in sorted(found.items()):
        told = {(w, c): f"{w} ({', '.join(of)})" if c else w for (w, c), of in words.items()}
        # ALL is said by itself.
        yield from ((tail, said) for (w, _), said in told.items() if w == "ALL")
        if some := [said for (w, _), said in told.items() if w != "ALL"]:
            yield tail, ", ".join(some)


def taken_along(grant: str, gone: Iterable[str]) -> bool:
    """True for a grant of a column that goes with one of the whole (manual, REVOKE)."""
    what, _, tail = parted(grant)
    word, column, _ = what.partition(" (")
    role = tail.removesuffix(OPTION)
    wholes = {(w, t.removesuffix(OPTION)) for w, _, t in map(parted, gone)}
    return bool(column) and not wholes.isdisjoint({(word, role), ("ALL", role)})


def parted(grant: str) -> tuple[str, str, str]:
    """Return what is granted, ` TO `, and to whom: each may hold that in a quoted name."""
    at = next(i for i in outside(grant) if grant.startswith(" TO ", i))
    return grant[:at], grant[at : at + 4], grant[at + 4 :]


def roles(some: Iterable[str]) -> Iterator[str]:
    """Yield the roles that grants are to, but for PUBLIC."""
    for grant in some:
        role = parted(grant)[2].removesuffix(OPTION)
        if role != "PUBLIC":
            yield role[1:-1].replace('""', '"') if role[:1] == '"' else role
