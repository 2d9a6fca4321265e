"""Columns of `char(n)`."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for column, _ in facts.typed("character"):
        yield Found(column.ref, f"is {column.type}", "type")


RULE = Rule(
    name="char-type",
    group="Types",
    level=Level.warning,
    summary="a column is `char(n)`, which is padded with blanks",
    why="Blanks are stored, and ignored in some comparisons and not in others (LIKE, a cast to"
    " `text`). It is no quicker than `text`, and lets shorter values in.",
    instead="Use `text`, with `check: length(code) = 2` where the length counts.",
    fix="None: with `text`, blanks at the end begin to count.",
    check=check,
)
