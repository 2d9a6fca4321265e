"""Rows of a catalog as they come in: as soon as they are there, and over two connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from vfed_schema import snapshot
from vfed_schema.catalog import Reading, introspect
from vfed_schema.connection import connect
from vfed_schema.errors import CatalogError
from vfed_schema.lock import fingerprint
from vfed_schema.scratch import Database
from vfed_schema.snapshot import Query, Taking, Told, fetched

QUERIES = [
    Query("select 1 as a", many=3),
    Query("select array['x', 'y'] as b, 2 as c", "pg_class where relname = 'pg_class'", many=2),
    Query("select 3 as a where false"),
    Query("select 4 as a", "pg_class where relname = 'nobody'"),
]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every catalog is a large one."""
    monkeypatch.setattr(snapshot, "LARGE", 0)


def test_what_is_there_is_told_before_the_rest_is(database: Database) -> None:
    """The second query waits for what happens once the first is told; nobody waits for both."""
    with database.connect_admin() as conn, database.connect_admin() as other:
        conn.execute("set statement_timeout = '20s'")
        other.execute("select pg_advisory_lock(1)")
        asked = fetched(conn, ["select 1", "select 2, pg_advisory_lock(1)::text"])
        first = next(asked)
        other.execute("select pg_advisory_unlock(1)")
        (second,) = asked

    assert [(1,)] == first.rows
    assert [(2, "")] == second.rows


def test_what_fails_is_raised_and_leaves_the_connection_as_it_was(database: Database) -> None:
    """What was asked after it is not told, and is read to its end all the same."""
    with database.connect_admin() as conn:
        asked = fetched(conn, ["select 1", "select 1/0", "select 2"])
        first = next(asked)
        with pytest.raises(psycopg.errors.DivisionByZero):
            next(asked)
        left = fetched(conn, ["select 1", "select 2"])
        next(left)
        left.close()
        after = conn.execute("select 3").fetchone()

    assert [(1,)] == first.rows
    assert (3,) == after


def _taken(database: Database, another: snapshot.Another | None) -> dict[int, Told]:
    found: dict[int, Told] = {}
    with database.connect_admin() as conn:
        Taking(conn, QUERIES, another, found.__setitem__).all()
    return found


@pytest.mark.usefixtures("large")
def test_two_connections_bring_what_one_does(database: Database) -> None:
    """Each a half, in one snapshot: a second one is made, and all is taken in once."""
    made = []

    @contextmanager
    def another() -> Iterator[Connection[Any]]:
        with connect(database.admin_conninfo) as conn:
            made.append(conn)
            yield conn

    alone = _taken(database, None)
    found = _taken(database, another)

    assert [[(1,)], [(["x", "y"], 2)], [], []] == [alone[n].rows for n in range(4)]
    assert [["b"]] == [alone[1].lists]
    assert alone == found
    assert 1 == len(made)


def test_a_small_catalog_is_read_over_one(database: Database) -> None:
    """Nobody asks for a second connection."""

    def another() -> Any:
        raise AssertionError

    assert {0, 1, 2, 3} == set(_taken(database, another))


@pytest.mark.usefixtures("large")
def test_where_there_is_no_second_one_the_first_does_all(database: Database) -> None:
    """None to be had, or one that goes away."""

    def none() -> Any:
        raise CatalogError("too many connections")

    @contextmanager
    def gone() -> Iterator[Connection[Any]]:
        with database.connect_admin() as conn:
            conn.close()
            yield conn

    alone = _taken(database, None)

    assert alone == _taken(database, none)
    assert alone == _taken(database, gone)


@pytest.mark.usefixtures("large")
def test_two_connections_make_the_model_that_one_makes(database: Database) -> None:
    """In the order that one has, with what is said of objects after these."""
    with database.connect_admin() as conn:
        conn.execute(
            "create table a (i int primary key, t text check (t <> '')); create index on a (t);"
            " create view v as select i from a; comment on column a.t is 'of a';"
            " comment on view v is 'of v'; create text search parser p"
            " (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,"
            " lextypes = prsd_lextype)"
        )
        alone = introspect(conn)
        reading = Reading(conn, another=lambda: connect(database.admin_conninfo))
        found = reading.model()

    assert list(alone) == list(found)
    assert fingerprint(alone) == fingerprint(found)
    assert alone.edges == found.edges
