"""Columns of `varchar(n)`."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for column, modifier in facts.typed("character varying"):
        if modifier:
            yield Found(column.ref, f"is {column.type}", "type")


RULE = Rule(
    name="varchar-limit",
    group="Types",
    level=Level.note,
    summary="a column is `varchar(n)`",
    why="The number is seldom a rule of the business. It saves no room, and to lower it later"
    " writes the table again under a lock that keeps everybody out; a check does neither.",
    instead="Use `text`; where there is a limit that is meant, `check: length(name) <= 80`.",
    fix="None: the limit may be one that others rely on.",
    usual=False,
    check=check,
)
