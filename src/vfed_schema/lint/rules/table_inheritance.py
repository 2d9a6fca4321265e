"""Tables that inherit, and are no partitions."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.table import Table
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for table in facts.own(Table):
        if table.inherits:
            yield Found(table.ref, f"inherits from {', '.join(table.inherits)}", "inherits")


RULE = Rule(
    name="table-inheritance",
    group="Left over",
    level=Level.note,
    summary="a table inherits from another one",
    why="Primary keys, unique constraints, foreign keys and indexes are not inherited: a key of the"
    " parent is unique in the parent's own rows alone.",
    instead="Use partitions for parts of one thing, and a foreign key for kinds of it.",
    check=check,
)
