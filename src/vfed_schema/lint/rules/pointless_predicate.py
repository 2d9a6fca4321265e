"""Partial indexes that leave nothing out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ...kinds.index import Index
from ...sql import unquoted
from ..facts import Facts
from ..rule import Found, Rule

_NOT_NULL = re.compile(r'\(?("(?:[^"]|"")+"|\w+) IS NOT NULL\)?')


def check(facts: Facts) -> Iterator[Found]:
    for index in facts.own(Index):
        said = _NOT_NULL.fullmatch(index.where or "")
        called = unquoted(said.group(1)) if said else ""
        if called and facts.column(index.table, called) and not facts.is_null(index.table, called):
            yield Found(index.ref, f"`{called}` is never null: the index holds every row", "where")


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
