"""A generated key that will run out of numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.column import Column
from ...kinds.key import PrimaryKey
from ..facts import Facts
from ..rule import Found, Rule

_MOST = {"smallint": "32,767", "integer": "2,147,483,647"}


def check(facts: Facts) -> Iterator[Found]:
    for key in facts.own(PrimaryKey):
        for called in key.columns:  # what counts, counts for all that is beside it in the key
            column = facts.column(key.path[:-1], called)
            type_ = facts.base_type(column.type) if column else ""
            if column and type_ in _MOST and _counts(column):
                message = f"counts up in {type_}: the last row is number {_MOST[type_]}"
                yield Found(column.ref, message, "type")


def _counts(column: Column) -> bool:
    return bool(column.identity) or (column.default or "").lstrip("(").startswith("nextval(")


RULE = Rule(
    name="narrow-key",
    group="Keys",
    level=Level.warning,
    summary="a primary key that counts up is of `integer` or `smallint`",
    why="Numbers are used up by failed inserts too, and when the last one is gone every insert"
    " fails. To widen the column then means to write the table again, and all that point at it,"
    " while everybody waits.",
    instead="Make it `bigint`: the four bytes are mostly padding that is there anyway. Widen the"
    " columns that point at it too.",
    fix="None: it rewrites the table, and those that point at it.",
    check=check,
)
