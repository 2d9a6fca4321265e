"""Who changed it: an event trigger writes it down, and drift tells it."""

from __future__ import annotations

import json
import threading
from html import unescape

import pytest

from tests.cli.command import published
from tests.drift.conftest import Place
from tests.witness import psql
from vfed_schema.catalog import introspect
from vfed_schema.drift import watch
from vfed_schema.errors import ApplyError, Refusal
from vfed_schema.scratch import Database, Server
from vfed_schema.sql import WATCH_SCHEMA


def _log(database: Database) -> list[tuple[str, list[str], str]]:
    with database.connect_admin() as conn:
        return conn.execute(
            f"select tag, objects, statement from {WATCH_SCHEMA}.log order by id"
        ).fetchall()


def test_drift_says_who_did_it_when_and_how(place: Place) -> None:
    """Of each object the statement about itself, or about its table; what we did is not told."""
    url = place.database.admin_conninfo
    installed = place.vfed("watch", "install", "--from", url)
    place.apply()
    with place.database.connect_admin() as conn:
        conn.execute("create index loud on item (name) /* \x07 */")
    psql(place.database, "alter table item add column other int;\nalter table item\n drop size")
    psql(place.database, "create index by_hand on item (name); drop table part")
    with place.database.connect_admin() as conn:
        who = conn.execute("select session_user").fetchall()[0][0]
    lines = {line.split(";")[0]: line for line in place.drift()}
    told = json.loads(place.run("drift", "--format", "json").out)
    markdown = place.run("drift", "--format", "markdown").out

    assert installed.code == 0, installed.err
    assert f"; changed by {who} at 20" in lines["extra column public.item.other"]
    assert (
        " in psql with `alter table item add column other int;"
        in lines["extra column public.item.other"]
    )
    assert "with `alter table item drop size`" in lines["missing column public.item.size"]
    assert [] == list(published().iter_errors(told))
    assert {who} == {change["changed_by"]["by"] for change in told["changes"]}
    assert "`drop table part`" in unescape(markdown)
    assert "create index by_hand" in lines["extra index public.by_hand"]
    assert "drop table part`" in lines["missing column public.part.id"]
    assert "with `create index loud on item (name) /* � */`" in lines["extra index public.loud"]
    assert not any("vfed-schema" in line for line in lines.values())


def test_nobody_is_blamed_for_what_another_did(place: Place) -> None:
    """A statement about the table that does not speak of a column is no trace of it."""
    with place.database.connect_admin() as conn:
        place.apply()
        conn.execute("alter table item drop column size")
        watch.install(conn)
    psql(
        place.database,
        """
        alter table item add column other int;
        alter table part rename to piece;
        do $$ begin execute 'alter table item drop column na' || 'me'; end $$;
        create function act() returns void language sql as 'create view v as select id from item';
        select act();
        grant select on item to public;
        """,
    )
    lines = {line.partition(";")[0]: line for line in place.drift()}

    size = "missing column public.item.size"
    assert size == lines[size]
    assert "alter table part rename to piece" in lines["missing table public.part"]
    assert "with `do $$ begin" in lines["missing column public.item.name"]


def test_the_watch_itself_is_nothing_that_differs(place: Place) -> None:
    """It is in no catalog that we read, whatever compares."""
    place.apply()
    with place.database.connect_admin() as conn:
        before = set(introspect(conn))
        watch.install(conn)
        after = set(introspect(conn))
    done = place.run("drift", "--strict")
    whole = place.vfed(
        *("drift", "--from", place.database.admin_conninfo, "--strict"),
        *("--to", place.database.admin_conninfo),
    )

    assert before == after
    assert (0, 0) == (done.code, whole.code), done.err
    assert "not managed" not in done.err + whole.err


def test_every_command_that_changes_a_schema_is_written_down(database: Database) -> None:
    """With its objects; not what is temporary, what only rebuilds, or what was rolled back."""
    with database.connect_admin() as conn:
        watch.install(conn)
    psql(
        database,
        """
        create table public.t (id int primary key, b text);
        create index concurrently by_b on public.t (b);
        reindex index concurrently public.by_b;
        alter table public.t drop column b;
        create temp table short (id int);
        drop table short;
        create type public.e as enum ('a');
        alter type public.e add value 'b';
        create function public.f(int, public.e) returns int language sql as 'select 1';
        grant select on public.t to public;
        comment on table public.t is 'x';
        create table public."A b" as select 1 as x;
        begin; create table public.never (); rollback;
        drop table public.t cascade;
        """,
    )

    assert [
        ("CREATE TABLE", ["public.t", "public.t_pkey"]),
        ("CREATE INDEX", ["public.by_b"]),
        ("ALTER TABLE", ["public.t.b"]),
        ("ALTER TABLE", ["public.t"]),
        ("CREATE TYPE", ["public.e"]),
        ("ALTER TYPE", ["public.e"]),
        ("CREATE FUNCTION", ["public.f(integer,public.e)"]),
        ("GRANT", []),
        ("COMMENT", ["public.t"]),
        ("CREATE TABLE AS", ['public."A b"']),
        ("DROP TABLE", ["public.t"]),
    ] == [(tag, objects) for tag, objects, _ in _log(database)]


def test_a_fault_of_the_watch_stops_nobody(database: Database) -> None:
    """Its table gone, full or locked: statements run, and wait for at most a moment."""
    with database.connect_admin() as conn:
        watch.install(conn)
        conn.execute(f"alter table {WATCH_SCHEMA}.log add check (statement = '') not valid")
    with database.connect() as user:
        user.execute("create table public.checked ()")
        with database.connect_admin() as holder, holder.transaction():
            holder.execute(f"lock table {WATCH_SCHEMA}.log in access exclusive mode")
            user.execute("create table public.waited ()")
        with database.connect_admin() as conn:
            conn.execute(f"drop table {WATCH_SCHEMA}.log")
        user.execute("create table public.lost ()")
        there = user.execute("select count(*) from pg_tables where schemaname = 'public'")

        assert (3,) == there.fetchone()


def test_serializable_neighbours_do_not_fail_each_other(database: Database) -> None:
    """Two transactions that create a table each have nothing in common, watched or not."""
    with database.connect_admin() as conn:
        watch.install(conn, kept=1)
    failed: list[Exception] = []
    barrier = threading.Barrier(2)

    def work(number: int) -> None:
        try:
            with database.connect() as conn:
                for turn in range(60):
                    barrier.wait(10)
                    conn.execute(
                        f"begin isolation level serializable; create table public.t{number}_{turn}"
                        f" (); create table public.u{number}_{turn} (); commit".encode()
                    )
        except Exception as error:
            failed.append(error)
            barrier.abort()

    threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    assert 240 == len(_log(database))


def test_only_so_many_are_kept(database: Database) -> None:
    """The oldest go, a hundred at a time."""
    with database.connect_admin() as conn:
        watch.install(conn, kept=10)
    with database.connect() as conn:
        conn.execute(
            "do $$ begin for i in 1..250 loop"
            " execute format('create table public.t%s ()', i); end loop; end $$"
        )

    assert 60 == len(_log(database))


def test_passwords_are_not_written_down(database: Database) -> None:
    """By command, and by word wherever one is given; a column of that name is no password."""
    with database.connect_admin() as conn:
        watch.install(conn)
        conn.execute("create foreign data wrapper w")
        conn.execute("create server s foreign data wrapper w options (host 'hidden-1')")
        conn.execute("create user mapping for public server s options (pw 'hidden-2')")
        conn.execute("create table public.t (password text)")
        conn.execute("create table public.u (); create role x_x password 'hidden-3'")
        conn.execute("drop role x_x")
    said = [statement for _, _, statement in _log(database)]

    assert not any("hidden" in statement for statement in said)
    assert "create table public.t (password text)" in said
    assert 3 == said.count("(left out: it may hold a password)")


def test_who_may_not_is_told_what_it_takes(database: Database) -> None:
    """To watch, to read, and where somebody else could put a table of theirs under it."""
    with database.connect() as conn:
        with pytest.raises(ApplyError, match="superusers alone create event triggers"):
            watch.install(conn)
        assert watch.status(conn) is None
        conn.execute(f"create schema {WATCH_SCHEMA}")
    with database.connect_admin() as conn, pytest.raises(Refusal, match="may create in it"):
        watch.install(conn)
    with database.connect_admin() as conn:
        conn.execute(f"drop schema {WATCH_SCHEMA}")
        watch.install(conn)
    with database.connect() as conn, pytest.raises(ApplyError, match="grant usage on schema"):
        watch.status(conn)


def test_it_comes_says_where_it_is_and_goes(place: Place) -> None:
    """Installed twice it is there once, and keeps its log; removed, nothing is left."""
    where = ("--from", place.database.admin_conninfo)
    none = place.vfed("watch", "status", *where)
    place.vfed("watch", "install", *where)
    psql(place.database, "create table t ()")
    again = place.vfed("watch", "install", *where, "--keep", "500")
    status = place.vfed("watch", "status", *where)
    psql(place.database, "alter event trigger vfed_schema_watch disable")
    off = place.vfed("watch", "status", *where)
    removed = place.vfed("watch", "remove", *where)
    with place.database.connect_admin() as conn:
        left = conn.execute(
            "select evtname from pg_event_trigger union all"
            " select nspname from pg_namespace where nspname like 'vfed%'"
        ).fetchall()

    assert (2, 0, 0, 2, 0) == (none.code, again.code, status.code, off.code, removed.code)
    assert none.out == "nobody watches\n"
    assert status.out.startswith("watching: 1 statement since 20")
    assert off.out.startswith("1 of 2 event triggers is disabled or gone")
    assert removed.out == "nobody watches any more; the log is gone\n"
    assert [] == left
    assert "nobody watched" in place.vfed("watch", "remove", *where).out


def test_without_rights_to_the_log_drift_goes_on(place: Place, server: Server) -> None:
    """It knows less, and fails for nothing."""
    place.apply()
    with place.database.connect_admin() as conn:
        watch.install(conn)
    psql(place.database, "drop table part")
    done = place.run("drift", url=place.database.conninfo)

    assert done.code == 2
    assert "missing table public.part" in done.out.splitlines()
