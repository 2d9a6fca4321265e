"""Tables that a crash empties."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.table import Table
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for table in facts.own(Table):
        if table.unlogged:
            yield Found(table.ref, "unlogged: a crash empties it", "unlogged")


RULE = Rule(
    name="unlogged-table",
    group="Left over",
    level=Level.warning,
    summary="a table is unlogged",
    why="After a crash it is empty, and on a standby it cannot be read at all.",
    instead="Leave `unlogged` out; silence it for what can be made again at any time.",
    fix="None: to log it writes the whole table anew.",
    check=check,
)
