"""Rows that stay where they are while their table becomes one of partitions, or a plain one again.

The table with the rows becomes the default partition of a new one of its name, or takes the place
of that one. Only the catalog changes: no row is read, but to build an index that was not there,
and that comes first and keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, Self, cast

from ..model import Context, Model
from ..objects import Object
from ..record import replace
from ..ref import Ref
from ..sql import name, text
from ..step import Lock, Step


class Table(Protocol):
    """What is asked of a table here."""

    @property
    def ref(self) -> Ref: ...

    @property
    def path(self) -> tuple[str, ...]: ...

    @property
    def split(self) -> bool: ...

    @property
    def partition_of(self) -> tuple[str, ...]: ...

    @property
    def bound(self) -> str | None: ...

    @property
    def borrows(self) -> bool: ...

    @property
    def server(self) -> str | None: ...

    def step(self, action: str) -> Step:
        """Return the step that alters it."""


class Indexed(Protocol):
    """What is asked here of whatever is, or stands on, an index of a table."""

    @property
    def path(self) -> tuple[str, ...]: ...

    def meaning(self) -> object:
        """Return what it is, whatever it is called."""

    def part_name(self, partition: str, number: str) -> str:
        """Return the name Postgres gives to its part on a partition."""

    def moved(self, table: tuple[str, ...], called: str) -> Self:
        """Return the same on another table, by another name."""

    def build(self, how: str) -> Step:
        """Return the step that builds the index; `how` may be ` CONCURRENTLY`."""

    def adopts(self, before: Model) -> bool:
        """True if an index of its name is there for it to use."""

    def adopt(self, index: str) -> Iterator[Step]:
        """Yield the steps that make an index its own, once its table is there."""

    def drop(self, context: Context) -> Iterator[Step]: ...


class Counted(Protocol):
    """What is asked here of a column whose values a sequence gives."""

    identity: str | None

    def release(self) -> Step:
        """Return the step that takes its sequence away."""

    def regain(self, context: Context) -> Iterator[Step]:
        """Yield the steps that give it one again, which goes on after the largest value."""

    def go_on(self, rows: tuple[str, ...]) -> Step:
        """Return the step that lets its sequence go on after the rows of another table."""


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
        how = "`vfed-schema partitions --gather` does it where they are of time"
        return f"first move the rows of {told} into the default partition, and drop them; {how}"
    if default.ref in other or default.split:
        return f"{default.ref} is there already, or is divided itself: give it another name"
    if told := _differing(was, now, before, after):
        return f"bring {told} to what it is to be first, and divide the table after"
    return default.ref


def _partitions(model: Model, parent: Ref) -> list[Table]:
    users = (cast(Table, model[ref]) for ref in model.users(parent) if ref.kind == parent.kind)
    return [u for u in users if u.partition_of == parent.path]


def _differing(was: Table, now: Table, before: Model, after: Model) -> str:
    """Return what else differs of a table, which would have to change in the same breath."""
    for side in (was, now):
        if side.borrows or side.server:
            return f"where {side.ref} has its columns from"
    for ref in sorted(before.users(was.ref) | after.users(was.ref)):
        old, new = before.get(ref), after.get(ref)
        obj = old or new
        if obj is None or not obj.rides or obj.parent != was.ref or obj.indexed:
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
    left = {i.meaning(): i for i in reversed(_indexes(plain, table))}
    found, taken = [], set[str]()
    for index in _indexes(split, table):
        chosen = _chosen(index, heir, taken)
        found.append(_Pair(left.pop(index.meaning(), None), index, chosen))
    found += [_Pair(i, None, i.path[-1]) for i in left.values()]
    return found


def _indexes(model: Model, table: Ref) -> list[Indexed]:
    found = (model[ref] for ref in sorted(model.users(table)))
    return [cast(Indexed, i) for i in found if i.indexed and i.parent == table]


def _chosen(index: Indexed, heir: Ref, taken: set[str]) -> str:
    """Return the name that Postgres gives to the part of an index on a partition.

    A number tells apart those whose names would be the same (ChooseRelationName in the server's
    commands/indexcmds.c).
    """
    number = 0
    while (made := index.part_name(heir.path[-1], str(number or ""))) in taken:
        number += 1
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
        yield column.release()
    for pair in pairs:
        if pair.plain and pair.split is None and pair.plain.path[-1] not in built:
            yield from _gone(pair.plain, context)
    yield replace(table.step(f"RENAME TO {name(heir.path[-1])}"), reason=REASON)
    for pair in pairs:
        if pair.plain and pair.split:
            yield _renamed(table.path[0], pair.plain.path[-1], pair.chosen)
        elif pair.split:
            yield from pair.split.moved(heir.path, pair.chosen).adopt(pair.chosen)


def _left_over(pair: _Pair, table: Table, context: Context) -> bool:
    """True if an earlier try has built the index already."""
    return bool(pair.split and pair.split.moved(table.path, pair.chosen).adopts(context.before))


def attach(heir: Table, context: Context) -> Iterator[Step]:
    """Make what was the table the default partition of the one that has its name now."""
    above = Ref(heir.ref.kind, heir.partition_of)
    others = len(_partitions(context.after, above)) > 1
    where = ".".join(heir.path)
    yield Step(
        sql=f"ALTER TABLE {name(*above.path)} ATTACH PARTITION {name(*heir.path)} {heir.bound}",
        table=heir.path,
        lock=Lock.ACCESS_EXCLUSIVE,
        scans=others,
        doubt=f"fails if a row of {where} belongs into another partition" if others else "",
    )
    for column in _identities(context.after, above):
        yield column.go_on(heir.path)


def release(heir: Table) -> Iterator[Step]:
    """Let the default partition go, with its rows, if it is the only one."""
    parent = name(*heir.partition_of)
    yield Step(
        sql=f"ALTER TABLE {parent} DETACH PARTITION {name(*heir.path)}",
        table=heir.path,
        lock=Lock.ACCESS_EXCLUSIVE,
    )
    yield Step(
        sql=f"""DO $$BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = {text(parent)}::regclass) THEN
        RAISE EXCEPTION '% has other partitions, whose rows would go', {text(parent)}
            USING HINT = 'move them into the default partition: `vfed-schema partitions --gather`';
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
            yield from _gone(pair.split.moved(heir.path, pair.chosen), context)
    yield Step(
        sql=f"ALTER TABLE {name(*heir.path)} RENAME TO {name(table.path[-1])}",
        table=heir.path,
        lock=Lock.ACCESS_EXCLUSIVE,
        reason=REASON_BACK,
    )
    for pair in pairs:
        if pair.plain and pair.split:
            yield _renamed(table.path[0], pair.chosen, pair.plain.path[-1])
        elif pair.plain:
            yield from pair.plain.adopt(_beside(pair.plain))
    for column in _identities(context.after, table.ref):
        yield from column.regain(context)


def _beside(index: Indexed) -> str:
    return f"{index.path[-1][:57]}__new"


def _build(index: Indexed, called: str, table: tuple[str, ...], context: Context) -> Step:
    """Return the step that builds an index before anything else happens, while all go on."""
    how = " CONCURRENTLY" if context.online else ""
    return replace(index.moved(table, called).build(how), early=True)


def _gone(index: Indexed, context: Context) -> Iterator[Step]:
    """Drop an index in the transaction that its table is in."""
    yield from index.drop(replace(context, online=False, superseded=frozenset()))


def _renamed(schema: str, was: str, now: str) -> Step:
    return Step(sql=f"ALTER INDEX {name(schema, was)} RENAME TO {name(now)}")


def _identities(model: Model, table: Ref) -> list[Counted]:
    found = (model[ref] for ref in sorted(model.users(table)))
    return [cast(Counted, c) for c in found if _counted(c) and c.parent == table]


def _counted(obj: Object) -> bool:
    return obj.attribute and bool(getattr(obj, "identity", None))
