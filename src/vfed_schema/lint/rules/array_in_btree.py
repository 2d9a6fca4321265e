"""Arrays in a B-tree."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.index import Index
from ..facts import Facts
from ..lookups import column_of
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for index in facts.own(Index):
        if index.method != "btree" or index.unique:
            continue
        for key in index.keys:
            called = column_of(key)
            column = facts.column(index.table, called) if called else None
            if column and facts.base_type(column.type).endswith("[]"):
                yield Found(index.ref, f"`{called}` is {column.type}, in a B-tree", "keys")


RULE = Rule(
    name="array-in-btree",
    group="Indexes",
    level=Level.note,
    summary="a B-tree has an array as a key",
    why="It finds whole arrays that are equal or greater, which few people ask for. `@>`, `&&` and"
    " `= ANY (column)` cannot use it, and an array that is too long for a page cannot be stored.",
    instead="Say `method: gin`.",
    fix="None: somebody may ask for whole arrays, or their order.",
    check=check,
)
