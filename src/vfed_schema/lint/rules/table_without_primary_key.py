"""A table whose rows nothing tells apart."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.key import PrimaryKey
from ...kinds.table import Table
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    keyed = {key.path[:-1] for key in facts.all(PrimaryKey)}
    for table in facts.own(Table):
        # Of partitions, the one that they are of is told.
        if table.server is None and not table.partition_of and table.path not in keyed:
            yield Found(table.ref, "has no primary key")


RULE = Rule(
    name="table-without-primary-key",
    group="Keys",
    level=Level.warning,
    summary="a table has no primary key",
    why="Nothing tells its rows apart: the same row can be there twice, no foreign key can point at"
    " one, and logical replication cannot say which one was changed or deleted.",
    instead="Declare the columns that name a row, or add `id: {type: bigint, identity: always,"
    " primary_key: true}`.",
    check=check,
)
