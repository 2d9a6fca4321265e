"""Partial indexes that leave nothing out."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.index import Index
from ..facts import Facts
from ..reading import only_not_null
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for index in facts.own(Index):
        named = sorted(only_not_null(index.where or ""))
        known = all(facts.column(index.table, called) for called in named)
        if named and known and not any(facts.is_null(index.table, called) for called in named):
            are = "is" if len(named) == 1 else "are"
            told = f"{' and '.join(f'`{called}`' for called in named)} {are} never null"
            yield Found(index.ref, f"{told}: the index holds every row", "where")


RULE = Rule(
    name="pointless-predicate",
    group="Indexes",
    level=Level.note,
    summary="a partial index is for rows where a NOT NULL column is not null",
    why="It leaves out no row, and is not taken where a query does not repeat the condition.",
    instead="Take `where` out.",
    fix="None: the index is built anew.",
    check=check,
)
