"""A key of many columns."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule

MOST = 4


def check(facts: Facts) -> Iterator[Found]:
    for lookups in facts.lookups.values():
        for found in lookups:
            if found.unique and len(found.keys) > MOST and found.ref not in facts.model.external:
                yield Found(found.ref, f"{len(found.keys)} columns make one key")


RULE = Rule(
    name="wide-unique-key",
    group="Keys",
    level=Level.note,
    summary=f"a primary key or unique key of more than {MOST} columns",
    why="Whoever points at such a row carries all of the columns along, and so does every index"
    " entry. Often fewer of them are unique already, and the rest let doubles in.",
    instead="See whether fewer columns tell a row; else give rows a key of their own, and keep this"
    " one as a unique constraint that nobody points at.",
    check=check,
)
