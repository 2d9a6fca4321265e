"""Times that are rounded to whole seconds."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule

_TYPES = ("timestamp with time zone", "timestamp without time zone")


def check(facts: Facts) -> Iterator[Found]:
    for column, modifier in facts.typed(*_TYPES):
        if modifier == (0,):
            yield Found(column.ref, f"is {column.type}: it rounds, up too", "type")


RULE = Rule(
    name="rounded-timestamp",
    group="Types",
    level=Level.note,
    summary="a column is `timestamp(0)` or `timestamptz(0)`",
    why="Values are rounded and not cut: half of them are stored half a second in the future.",
    instead="Leave the precision out, and say `date_trunc('second', …)` where it is shown.",
    check=check,
)
