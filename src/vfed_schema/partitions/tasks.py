"""What there is to do with partitions, as SQL. A task is a few transactions, one after another.

To make a partition, a table like the others is made apart and attached: readers and writers go on
(ATTACH PARTITION takes SHARE UPDATE EXCLUSIVE; manual, ALTER TABLE), but for those who use the
default partition, which Postgres reads to see that no row of it belongs into the new one. A writer
who has chosen that partition and waits for it would then be told that the row does not fit
(ExecFindPartition in the server's executor/execPartition.c): so writers wait before they choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .. import calendar
from ..calendar import Period
from ..kinds.table import Table
from ..ref import Ref
from ..sql import how_many, name
from .state import State

Sql = tuple[str, ...]

# A default partition with more rows becomes a partition as a whole: to move them would take long.
MANY = 100_000

# The name of a check that is there for moments, and tells Postgres what it need not read.
SPAN = "vfed_schema_span"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, in words, and the transactions that do it."""

    said: str
    transactions: tuple[Sql, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a closer look at a table found that is in no model."""

    owner: str  # quoted; empty where that is us
    triggers: tuple[tuple[str, str], ...]  # on the default partition: the name, how to enable it
    indexes: tuple[str, ...]  # of the default partition
    names: frozenset[str]  # that are taken in its schema
    major: int


def make(state: State, found: Found, span: Period, count: int, total: int, *, ahead: bool) -> Task:
    """Make a partition, and move `count` of the `total` rows of the default partition into it.

    For one that is `ahead` of its time, hardly anybody has rows.
    """
    called = _free(f"{state.table.path[-1]}_{calendar.label(state.every, span.start)}", found)
    path = (state.table.path[0], called)
    bound = f"FROM ({state.bound(span.start)}) TO ({state.bound(span.end)})"
    attach = f"ALTER TABLE {state.sql} ATTACH PARTITION {name(*path)} FOR VALUES {bound}"
    said = f"make {'.'.join(path)}, {span}"
    new = _like(state, found, path)
    if state.default is None:
        return Task(said, ((*new, attach),))
    default = name(*state.default.path)
    wait = f"LOCK TABLE ONLY {state.sql} IN SHARE ROW EXCLUSIVE MODE"
    if count:
        move = _moved(state, found, span, default, name(*path))
        said += f", and move {how_many(count, 'row')} into it"
        # Who has planned without the new one, and waits for the default, would find no moved row.
        alone = f"LOCK TABLE ONLY {state.sql} IN ACCESS EXCLUSIVE MODE"
        return Task(said, ((*new, wait, *move, alone, attach),))
    if total > MANY and ahead:
        drop = f"ALTER TABLE {default} DROP CONSTRAINT {SPAN}"
        proven = _proven(default, state.outside(span))
        return Task(said, (*proven, (*new, wait, attach, drop)))
    return Task(said, ((*new, wait, attach),))


def whole(state: State, found: Found, until: Period, total: int) -> Task:
    """Make the default partition, with all its rows, the partition of all up to some time."""
    assert state.default is not None
    schema, was = state.default.path
    period = Period(calendar.FIRST, until.start)
    called = _free(
        f"{state.table.path[-1]}_before_{calendar.label(state.every, until.start)}", found
    )
    old, default = name(schema, called), name(schema, was)
    bound = f"FROM (MINVALUE) TO ({state.bound(until.start)})"
    swap = (
        f"ALTER TABLE {state.sql} DETACH PARTITION {default}",
        *_renamed(schema, was, called, found.indexes),
        *_like(state, found, (schema, was)),
        f"ALTER TABLE {state.sql} ATTACH PARTITION {old} FOR VALUES {bound}",
        f"ALTER TABLE {state.sql} ATTACH PARTITION {default} DEFAULT",
        f"ALTER TABLE {old} DROP CONSTRAINT {SPAN}",
    )
    rows = how_many(total, "row")
    said = f"make {schema}.{called} of the default partition with its {rows}, {period}"
    return Task(said, (*_proven(default, state.within(period)), swap))


def old(state: State, oldest: Period, *, detach: bool, said: frozenset[Ref]) -> Iterator[Task]:
    """Drop partitions all of whose time is before the oldest period to keep, or let them go.

    Not those that are `said` by the model.
    """
    for table, span in state.parts:
        if span.end <= oldest.start and table.ref not in said:
            part, where = name(*table.path), ".".join(table.path)
            if detach:
                sql = f"ALTER TABLE {state.sql} DETACH PARTITION {part}"
                yield Task(f"detach {where}, {span}", ((sql,),))
            else:
                yield Task(f"drop {where}, {span}, with its rows", ((f"DROP TABLE {part}",),))


def gather(state: State, found: Found, *, said: frozenset[Ref]) -> Iterator[Task]:
    """Move the rows of every partition that the model does not say into the default one."""
    assert state.default is not None
    default = name(*state.default.path)
    off, on = _triggers(found, default)
    for table, span in state.parts:
        part, columns = name(*table.path), ", ".join(state.columns)
        if table.ref in said:
            continue
        yield Task(
            f"move the rows of {'.'.join(table.path)}, {span}, into the default partition",
            (
                (
                    f"ALTER TABLE {state.sql} DETACH PARTITION {part}",
                    *off,
                    f"INSERT INTO {default} ({columns}) OVERRIDING SYSTEM VALUE"
                    f" SELECT {columns} FROM {part}",
                    *on,
                    f"DROP TABLE {part}",
                ),
            ),
        )


def _renamed(schema: str, was: str, called: str, indexes: Sequence[str]) -> Sql:
    """Give a table another name, and its indexes those that go with it."""
    return (
        f"ALTER TABLE {name(schema, was)} RENAME TO {name(called)}",
        *(
            f"ALTER INDEX {name(schema, index)} RENAME TO {name(called + index[len(was) :])}"
            for index in indexes
            if index.startswith(was) and len(called + index[len(was) :]) < 64
        ),
    )


def become_default(
    state: State, found: Found, table: Table, span: Period, indexes: Sequence[str]
) -> Task:
    """Make a partition the default one, and move the rows of that one into it.

    A check of its own bounds tells Postgres that no row of it belongs into another.
    """
    assert state.default is not None
    schema, called = table.path
    part, default = name(*table.path), name(*state.default.path)
    off, on = _triggers(found, part)
    columns = ", ".join(state.columns)
    swap = (
        f"ALTER TABLE {state.sql} DETACH PARTITION {part}",
        f"ALTER TABLE {state.sql} DETACH PARTITION {default}",
        f"ALTER TABLE {state.sql} ATTACH PARTITION {part} DEFAULT",
        f"ALTER TABLE {part} DROP CONSTRAINT {SPAN}",
        *off,
        f"INSERT INTO {part} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {default}",
        *on,
        f"DROP TABLE {default}",
        *_renamed(schema, called, state.default.path[-1], indexes),
    )
    said = f"make {'.'.join(table.path)}, {span}, the default partition, with its rows"
    return Task(said, (*_proven(part, state.within(span)), swap))


def _like(state: State, found: Found, path: tuple[str, ...]) -> Sql:
    """Make a table that a partition can be made of. ATTACH brings indexes, keys and triggers."""
    including = ["DEFAULTS", "CONSTRAINTS", "GENERATED", "STORAGE"]
    including += ["COMPRESSION"] if found.major >= 14 else []
    said = " ".join(f"INCLUDING {what}" for what in including)
    made = f"CREATE TABLE {name(*path)} (LIKE {state.sql} {said})"
    return (made, f"ALTER TABLE {name(*path)} OWNER TO {found.owner}") if found.owner else (made,)


def _moved(state: State, found: Found, span: Period, default: str, table: str) -> Sql:
    """Move rows out of the default partition, unseen by its triggers; readers go on."""
    off, on = _triggers(found, default)
    columns = ", ".join(state.columns)
    return (
        f"LOCK TABLE ONLY {default} IN SHARE ROW EXCLUSIVE MODE",
        *off,
        f"WITH moved AS (DELETE FROM ONLY {default} WHERE {state.within(span)} RETURNING *)"
        f" INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE"
        f" SELECT {columns} FROM moved",
        *on,
    )


def _triggers(found: Found, table: str) -> tuple[Sql, Sql]:
    off = tuple(f"ALTER TABLE {table} DISABLE TRIGGER {name(t)}" for t, _ in found.triggers)
    return off, tuple(f"ALTER TABLE {table} {how} TRIGGER {name(t)}" for t, how in found.triggers)


def _proven(table: str, condition: str) -> tuple[Sql, Sql]:
    """Let Postgres know what holds for all rows of a table, while readers and writers go on.

    Between the two, a row that does not fit is refused.
    """
    return (
        (
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {SPAN}",
            f"ALTER TABLE {table} ADD CONSTRAINT {SPAN} CHECK ({condition}) NOT VALID",
        ),
        (f"ALTER TABLE {table} VALIDATE CONSTRAINT {SPAN}",),
    )


def _free(called: str, found: Found) -> str:
    made, number = called, 1
    while made in found.names:
        number += 1
        made = f"{called}_{number}"
    return made
