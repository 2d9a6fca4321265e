"""Columns of `money`."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for column, _ in facts.typed("money"):
        yield Found(column.ref, "is money", "type")


RULE = Rule(
    name="money-type",
    group="Types",
    level=Level.warning,
    summary="a column is `money`",
    why="It knows no currency: how a value is read and shown depends on `lc_monetary` of whoever"
    " asks, so that a dump loaded elsewhere changes what things cost. Division rounds to cents.",
    instead="Use `numeric(12,2)`, or whole cents in `bigint`, and a column for the currency.",
    fix="None: how the stored values were meant depends on a setting.",
    check=check,
)
