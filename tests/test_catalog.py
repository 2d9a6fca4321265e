"""A catalog's objects beside those of a lock that is known already."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from vfed_schema.catalog import Reading, introspect
from vfed_schema.kinds.column import Column
from vfed_schema.lock import Header, dump, load
from vfed_schema.model import Model
from vfed_schema.ref import Ref
from vfed_schema.scratch import Database

TABLE = Ref("table", ("public", "t"))
A, B = (Ref("column", ("public", "t", name)) for name in "ab")


def test_what_is_the_same_is_kept_once(database: Database) -> None:
    """An object is the lock's own where all of it is the same, and not where anything differs."""
    with database.connect_admin() as conn:
        conn.execute("create table t (a int, b int)")
        there = introspect(conn)
        lock, _ = load(dump(there, Header(digest="d", files=(), major=18)))
        same = _read(conn, lock)
        conn.execute("alter table t drop column a, add column a int")
        moved = _read(conn, lock)
        conn.execute("alter table t alter b set not null")
        changed = _read(conn, lock)

    assert all(same[ref] is lock[ref] for ref in lock if not lock[ref].facet)
    assert moved[B] is lock[B]
    # Where a column is among the others is no difference, and is not forgotten either.
    assert moved[A] == lock[A]
    assert moved[A] is not lock[A]
    assert [_position(model) for model in (lock, moved)] == [1, 3]
    assert changed[TABLE] is lock[TABLE]
    assert changed[B] != lock[B]


def _read(conn: Connection[Any], known: Model) -> Model:
    reading = Reading(conn)
    reading.known = known
    return reading.model()


def _position(model: Model) -> int:
    column = model[A]
    assert isinstance(column, Column)
    return column.position
