"""Columns of `timestamp`."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for column, _ in facts.typed("timestamp without time zone"):
        yield Found(column.ref, f"is {column.type}", "type")


RULE = Rule(
    name="timestamp-without-time-zone",
    group="Types",
    level=Level.warning,
    summary="a column is `timestamp`, which says no moment",
    why="It is a date and a time on an unknown clock. What two sessions in two zones read or write"
    " is not the same moment, `now()` is cut to the zone of whoever asks, and hours go missing when"
    " clocks are changed.",
    instead="Use `timestamptz`, which is stored in eight bytes too. Keep `timestamp` for what is"
    " local by nature, such as opening hours.",
    fix="None: which zone the stored values were written in is not known, and with a wrong guess"
    " all of them move. Say `using: column AT TIME ZONE 'zone'` when you change it.",
    check=check,
)
