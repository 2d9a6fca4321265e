"""A unique key that lets nulls in, any number of them."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..reading import sure
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for home, lookups in facts.lookups.items():
        for found in lookups:
            if not found.unique or found.nulls_not_distinct or found.ref in facts.model.external:
                continue
            loose = [c for c in found.columns if c and facts.is_null(home, c)]
            loose = [c for c in loose if c not in sure(found.where or "")]
            if loose and len(found.keys) > 1:
                told = ", ".join(f"`{c}`" for c in loose)
                message = f"rows without {told} are never the same: such doubles are let in"
                yield Found(found.ref, message)


RULE = Rule(
    name="nullable-unique",
    group="Keys",
    level=Level.note,
    summary="a unique key of several columns holds one that may be null",
    why="A null is equal to no other: two rows that are the same in all the other columns are both"
    " let in as long as this one is null. Of a key of one column that is mostly what is meant; of"
    " several, mostly not.",
    instead="Make the column NOT NULL, say `nulls_not_distinct: true` (PostgreSQL 15), or give the"
    " index `where: column IS NOT NULL` to say that it is meant.",
    check=check,
)
