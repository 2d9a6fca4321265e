"""Columns of `timetz`."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for column, _ in facts.typed("time with time zone"):
        yield Found(column.ref, f"is {column.type}", "type")


RULE = Rule(
    name="time-with-time-zone",
    group="Types",
    level=Level.warning,
    summary="a column is `timetz`",
    why="A time of day in a zone means nothing without the date: the zone's offset depends on it.",
    instead="Use `timestamptz` for a moment; `time`, and a column that names the zone, for an hour"
    " of the day.",
    check=check,
)
