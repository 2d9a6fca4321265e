"""Columns of `json`."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for column, _ in facts.typed("json"):
        yield Found(column.ref, "is json", "type")


RULE = Rule(
    name="json-type",
    group="Types",
    level=Level.warning,
    summary="a column is `json`, which is kept as text",
    why="It is parsed at every access, has no operator for equality (so no DISTINCT, no UNION and"
    " no GROUP BY), and no index goes inside.",
    instead="Use `jsonb`. Keep `json` where the very text counts: blanks, order, doubled keys.",
    fix="None: it rewrites the table, and loses order and doubled keys.",
    check=check,
)
