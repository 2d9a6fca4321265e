"""Rows that stay where they are while their table becomes one of partitions, or a plain one again.

The table with the rows becomes the default partition of a new one of its name, or takes the place
of that one. Only the catalog changes: no row is read, but to build an index that was not there,
and that comes first and keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..model import Context, Model
from ..ref import Ref
from ..sql import name, text
from ..step import Lock, Step
from ..written import made_name
from .column import Column
from .index import Index, label
from .key import Key, PrimaryKey

if TYPE_CHECKING:
    from .table import Table

Indexed = Key | Index

REASON = "the table with its rows becomes the default partition: no row is moved"
REASON_BACK = "the default partition with its rows becomes the table: no row is moved"


def heir(was: Table, now: Table, before: Model, after: Model) -> Ref | str:
    """Return the default partition that takes a table's rows over, or has them to give back.

    Or say what stands in the way.
    """
    side, other = (after, before) if now.split else (before, after)
    parts = _partitions(side, was.ref)
    default = next((p for p in parts if p.bound == "DEFAULT"), None)
    plain = "one table" if now.split else "partitions"
    if default is None:
        return f"give it a DEFAULT partition, which takes the rows of {plain} over as they are"
    if len(parts) > 1 and not now.split:
        told = ", ".join(sorted(".".join(p.path) for p in parts if p is not default))
        return f"`vfed-schema partitions --gather` first moves the rows of {told} into the default"
    if default.ref in other or default.split:
        return f"{default.ref} is there already, or is divided itself: give it another name"
    if told := _differing(was, now, before, after):
        return f"bring {told} to what it is to be first, and divide the table after"
    return default.ref


def _partitions(model: Model, parent: Ref) -> list[Table]:
    users = (model[ref] for ref in model.users(parent) if ref.kind == parent.kind)
    return [u for u in users if getattr(u, "partition_of", None) == parent.path]  # type: ignore[misc]


def _differing(was: Table, now: Table, before: Model, after: Model) -> str:
    """Return what else differs of a table, which would have to change in the same breath."""
    for side in (was, now):
        if side.partition_of or side.inherits or side.of or side.server:
            return f"where {side.ref} has its columns from"
    for ref in sorted(before.users(was.ref) | after.users(was.ref)):
        old, new = before.get(ref), after.get(ref)
        obj = old or new
        if obj is None or not obj.rides or obj.parent != was.ref or isinstance(obj, Indexed):
            continue
        if old is None or new is None or new.changed(old):
            return str(ref)
    return ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """An index on either side: of the plain table, and of the one of partitions."""

    plain: Indexed | None
    split: Indexed | None
    chosen: str  # what it is called on the default partition


def _pairs(table: Ref, heir: Ref, plain: Model, split: Model) -> list[_Pair]:
    """Match the indexes of a table on both sides, by what they are and not by their names."""
    left = {_meaning(i): i for i in reversed(_indexes(plain, table))}
    found, taken = [], set[str]()
    for index in _indexes(split, table):
        chosen = _chosen(index, heir, taken)
        found.append(_Pair(left.pop(_meaning(index), None), index, chosen))
    found += [_Pair(i, None, i.path[-1]) for i in left.values()]
    return found


def _indexes(model: Model, table: Ref) -> list[Indexed]:
    found = (model[ref] for ref in model.users(table))
    return sorted(
        (i for i in found if isinstance(i, Indexed) and i.parent == table), key=lambda i: i.ref
    )


def _meaning(index: Indexed) -> Indexed:
    if isinstance(index, Index):
        return replace(index, path=(), table=(), statistics=(), clustered=False)
    return replace(index, path=())


def _chosen(index: Indexed, heir: Ref, taken: set[str]) -> str:
    """Return the name that Postgres gives to the part of an index on a partition.

    A number tells apart those whose names would be the same (ChooseRelationName in the server's
    commands/indexcmds.c).
    """
    if isinstance(index, PrimaryKey):
        columns, kind = "", "pkey"
    elif isinstance(index, Key):
        columns, kind = "_".join(index.columns), "key"
    else:
        columns, kind = label([*index.keys, *index.include]), "idx"
    made, number = str(made_name(heir.path[-1], columns, kind)), 0
    while made in taken:
        number += 1
        made = str(made_name(heir.path[-1], columns, f"{kind}{number}"))
    taken.add(made)
    return made


def give(table: Table, heir: Ref, context: Context) -> Iterator[Step]:
    """Make a table what will be the default partition of the one that takes its name."""
    pairs = _pairs(table.ref, heir, context.before, context.after)
    built = {p.chosen for p in pairs if p.plain is None and _left_over(p, table, context)}
    for pair in pairs:
        if pair.plain is None and pair.split and pair.chosen not in built:
            yield _build(pair.split, pair.chosen, table.path, context)
    for column in _identities(context.before, table.ref):
        yield table.step(f"ALTER COLUMN {name(column.path[-1])} DROP IDENTITY")
    for pair in pairs:
        if pair.plain and pair.split is None and pair.plain.path[-1] not in built:
            yield _gone(pair.plain, pair.plain.path[-1], table.path)
    yield replace(table.step(f"RENAME TO {name(heir.path[-1])}"), reason=REASON)
    for pair in pairs:
        if pair.plain and pair.split:
            yield _renamed(table.path[0], pair.plain.path[-1], pair.chosen)
        elif isinstance(pair.split, Key):
            key = replace(pair.split, path=(*heir.path, pair.chosen))
            yield key.adopt(pair.chosen)


def _left_over(pair: _Pair, table: Table, context: Context) -> bool:
    """True if an earlier try has built the index already."""
    if isinstance(pair.split, Key):
        return replace(pair.split, path=(*table.path, pair.chosen)).adopts(context.before)
    return False


def attach(heir: Table, context: Context) -> Iterator[Step]:
    """Make what was the table the default partition of the one that has its name now."""
    parent = name(*heir.partition_of)
    yield Step(
        sql=f"ALTER TABLE {parent} ATTACH PARTITION {name(*heir.path)} {heir.bound}",
        table=heir.path,
        lock=Lock.ACCESS_EXCLUSIVE,
    )
    above = Ref(heir.kind, heir.partition_of)
    for column in _identities(context.after, above):
        yield _go_on(column, heir.path)


def release(heir: Table) -> Iterator[Step]:
    """Let the default partition go, with its rows, if it is the only one."""
    parent = name(*heir.partition_of)
    yield replace(heir.step(""), sql=f"ALTER TABLE {parent} DETACH PARTITION {name(*heir.path)}")
    yield Step(
        sql=f"""DO $$BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = {text(parent)}::regclass) THEN
        RAISE EXCEPTION '% has other partitions, whose rows would go', {text(parent)}
            USING HINT = '`vfed-schema partitions --gather` moves them into the default partition';
    END IF;
END$$""",
        reason="no partition goes with it unseen",
    )


def take(table: Table, heir: Ref, context: Context) -> Iterator[Step]:
    """Make what was the default partition the table."""
    pairs = _pairs(table.ref, heir, context.after, context.before)
    for pair in pairs:
        if pair.split is None and pair.plain:
            yield _build(pair.plain, _beside(pair.plain), heir.path, context)
    for pair in pairs:
        if pair.plain is None and pair.split:
            yield _gone(pair.split, pair.chosen, heir.path)
    was = replace(table, path=heir.path)
    yield replace(was.step(f"RENAME TO {name(table.path[-1])}"), reason=REASON_BACK)
    for pair in pairs:
        if pair.plain and pair.split:
            yield _renamed(table.path[0], pair.chosen, pair.plain.path[-1])
        elif isinstance(pair.plain, Key):
            yield pair.plain.adopt(_beside(pair.plain))
        elif pair.plain:
            yield _renamed(table.path[0], _beside(pair.plain), pair.plain.path[-1])
    for column in _identities(context.after, table.ref):
        bare = replace(column, identity=None, identity_options=(), identity_sequence=None)
        yield from column.alter(bare, context)


def _beside(index: Indexed) -> str:
    return f"{index.path[-1][:57]}__new"


def _build(index: Indexed, called: str, table: tuple[str, ...], context: Context) -> Step:
    """Return the step that builds an index before anything else happens, while all go on."""
    how = " CONCURRENTLY" if context.online else ""
    if isinstance(index, Key):
        step = replace(index, path=(*table, called)).build(how)
    else:
        step = replace(index, path=(table[0], called), table=table).build(how)
    return replace(step, early=True)


def _gone(index: Indexed, called: str, table: tuple[str, ...]) -> Step:
    if isinstance(index, Key):
        action = f"ALTER TABLE {name(*table)} DROP CONSTRAINT {name(called)}"
    else:
        action = f"DROP INDEX {name(table[0], called)}"
    return Step(sql=action, table=table, lock=Lock.ACCESS_EXCLUSIVE)


def _renamed(schema: str, was: str, now: str) -> Step:
    return Step(sql=f"ALTER INDEX {name(schema, was)} RENAME TO {name(now)}")


def _identities(model: Model, table: Ref) -> list[Column]:
    found = (model[ref] for ref in sorted(model.users(table)))
    return [c for c in found if isinstance(c, Column) and c.identity and c.parent == table]


def _go_on(column: Column, rows: tuple[str, ...]) -> Step:
    """Let a new identity sequence go on where the rows are."""
    table, own = name(*column.path[:-1]), column.path[-1]
    down = any(o.startswith("INCREMENT BY -") for o in column.identity_options)
    last = f"{'min' if down else 'max'}({name(own)})"
    return Step(
        sql=f"SELECT setval(pg_get_serial_sequence({text(table)}, {text(own)}),"
        f" (SELECT {last} FROM {name(*rows)}))"
    )
