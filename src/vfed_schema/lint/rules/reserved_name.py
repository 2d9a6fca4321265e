"""Names that are words of SQL."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...sql import KEYWORDS
from ..facts import Facts
from ..names import own_names
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for ref, called in own_names(facts):
        if called in KEYWORDS:
            yield Found(ref, f"`{called}` is a word of SQL")


RULE = Rule(
    name="reserved-name",
    group="Names",
    level=Level.warning,
    summary="something is called by a word that SQL keeps for itself",
    why="It has to be quoted wherever it is named; unquoted it is an error, or something else:"
    " `SELECT user FROM t` is who you are, and no column.",
    instead="Give it another name; `renamed_from` keeps the rows.",
    fix="None: whoever uses the name has to follow.",
    check=check,
)
