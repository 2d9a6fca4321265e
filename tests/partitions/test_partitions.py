"""`vfed-schema partitions` on a table in use: what it makes, moves, drops, and leaves alone."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path

import psycopg
import pytest

from tests.cli.command import COMMAND, vfed
from tests.witness import dump, psql
from vfed_schema import calendar
from vfed_schema.scratch import Database, Server

MODEL = """
tables:
  place: {columns: {id: {type: int, primary_key: true}}}
  event:
    partition_by: RANGE (at)
    partition_every: month
    columns:
      id: {type: bigint, identity: always}
      at: {type: timestamptz, not_null: true}
      place: {type: int, references: place(id)}
      what: {type: text, default: x, check: what <> ''}
      loud: {type: text, generated: upper(what)}
    primary_key: [id, at]
    indexes: {event_what: [what]}
    triggers:
      counts: {timing: after, events: [insert, update, delete], row: true, function: count_it}
    partitions: {event_default: DEFAULT}
  counted: {columns: {what: text}}
functions:
  count_it():
    returns: trigger
    language: plpgsql
    body: BEGIN INSERT INTO public.counted VALUES (TG_OP); RETURN NULL; END
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "schema" / "tables.yaml"
    file.parent.mkdir()
    file.write_text(MODEL)
    return file


@pytest.fixture
def events(model: Path, database: Database) -> Database:
    """A database of the model, all rows of which are in the default partition."""
    done = vfed("apply", "--from", database.admin_conninfo, "--model", model, "--yes")
    assert done.code == 0, done.err

    psql(
        database,
        "insert into place values (1);"
        "insert into event (at, place, what) select at, 1, 'y' from"
        " generate_series(timestamptz '2026-01-15 UTC', '2026-12-15 UTC', '1 day') at;"
        "delete from counted;",
    )
    return database


def spans(database: Database) -> dict[str, int]:
    """Return the rows of each partition."""
    with database.connect_admin() as conn:
        parts = conn.execute(
            "select relid::regclass::text from pg_partition_tree('event') where isleaf order by 1"
        ).fetchall()
        return {
            part: conn.execute(f"select count(*) from {part}".encode()).fetchall()[0][0]
            for (part,) in parts
        }


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.connect_admin() as conn:
        return conn.execute("select * from event order by id").fetchall()


def test_rows_of_the_default_partition_move_into_those_that_are_made(
    events: Database, model: Path
) -> None:
    """Every row is there as it was, no trigger has seen it move, and again there is nothing to do.

    Rows that are further ahead than asked for stay where they are, and are told.
    """
    sides = ("--from", events.admin_conninfo, "--model", model, "--at", "2026-09-20")
    before = rows(events)
    check = vfed("partitions", *sides, "--ahead", "1", "--check")
    done = vfed("partitions", *sides, "--ahead", "1")
    again = vfed("partitions", *sides, "--ahead", "1")

    assert (2, 0, 0) == (check.code, done.code, again.code), done.err
    assert check.out.replace("to do:", "done:") == done.out
    assert before == rows(events)
    assert "done: make public.event_2026_09, 2026-09-01 to 2026-10-01, and move 30 rows" in done.out
    assert "note: 30 rows stay in public.event_default: 2026-11-01 to 2026-12-01" in done.out
    assert "every partition is there" in again.out
    found = spans(events)
    assert {f"event_2026_{n:02}" for n in range(1, 11)} | {"event_default"} == set(found)
    assert (17, 31, 45) == (
        found["event_2026_01"],
        found["event_2026_10"],
        found["event_default"],
    )
    with events.connect_admin() as conn:
        assert [(0,)] == conn.execute("select count(*) from counted").fetchall()
        conn.execute("insert into event (at, place) values ('2026-09-09', 1), ('2027-09-09', 1)")
        assert [("INSERT",), ("INSERT",)] == conn.execute("table counted").fetchall()


def test_a_partition_is_as_one_that_postgres_makes(
    events: Database, model: Path, server: Server
) -> None:
    """By the witness of pg_dump: indexes, keys, checks, triggers, the owner."""
    sides = ("--model", model, "--at", "2026-09-20", "--ahead", "0", "--keep", "0")
    with server.database() as other:
        vfed("apply", "--from", other.admin_conninfo, "--model", model, "--yes")
        psql(
            other,
            "create table event_2026_09 partition of event"
            " for values from ('2026-09-01 UTC') to ('2026-10-01 UTC')",
        )
        done = vfed("partitions", "--from", events.admin_conninfo, *sides)

        assert done.code == 0, done.err
        assert dump(other) == dump(events)


def test_what_is_old_is_dropped_or_let_go(events: Database, model: Path) -> None:
    """Only what is over before the first period to keep; a table that is let go keeps its rows."""
    sides = ("--from", events.admin_conninfo, "--model", model, "--at", "2026-12-20")
    vfed("partitions", *sides, "--ahead", "0")
    let_go = vfed("partitions", *sides, "--ahead", "0", "--keep", "6", "--detach")
    with events.connect_admin() as conn:
        kept = conn.execute("select count(*) from event_2026_05").fetchall()
    dropped = vfed("partitions", *sides, "--ahead", "0", "--keep", "4")

    assert (0, 0) == (let_go.code, dropped.code), let_go.err + dropped.err
    assert 5 == let_go.out.count("done: detach")
    assert [(31,)] == kept
    assert ["06", "07"] == [line.partition("_")[2][5:7] for line in dropped.out.splitlines()]
    assert [f"event_2026_{n:02}" for n in range(8, 13)] == list(spans(events))[:5]


def test_a_default_partition_of_many_rows_becomes_one_as_a_whole(
    events: Database, model: Path
) -> None:
    """Nothing is moved: Postgres knows by a validated check that every row is of its time."""
    with events.connect_admin() as conn:
        conn.execute(
            "insert into event (at, place) select timestamptz '2026-06-01' + i * interval '1 s', 1"
            " from generate_series(1, 110000) i"
        )
        files = "select oid, pg_relation_filenode(oid) from pg_class where relname = 'event_{}'"
        before = conn.execute(files.format("default").encode()).fetchall()
    sides = ("--from", events.admin_conninfo, "--model", model, "--at", "2026-09-20")
    count = len(rows(events))
    check = vfed("partitions", *sides, "--ahead", "2", "--check")
    done = vfed("partitions", *sides, "--ahead", "2")
    with events.connect_admin() as conn:
        after = conn.execute(files.format("before_2027_01").encode()).fetchall()
        checks = conn.execute("select from pg_constraint where conname ~ 'vfed'").fetchall()
        names = conn.execute("select from pg_class where relname ~ 'idx1|key1'").fetchall()

    assert done.code == 0, done.err
    assert check.out.replace("to do:", "done:") == done.out
    assert before == after
    assert ([], []) == (checks, names)
    assert count == len(rows(events))
    assert {"event_before_2027_01": count, "event_default": 0} == spans(events)
    assert "with its 110,335 rows, the first to 2027-01-01" in done.out
    gathered = vfed("partitions", *sides, "--gather")
    with events.connect_admin() as conn:
        last = conn.execute(files.format("default").encode()).fetchall()
        names = conn.execute("select from pg_class where relname ~ 'before|idx1'").fetchall()

    assert gathered.code == 0, gathered.err
    assert "make public.event_before_2027_01, the first to 2027-01-01, the default" in gathered.out
    assert (before, []) == (last, names)
    assert {"event_default": count} == spans(events)


def test_two_at_once_take_turns(events: Database, model: Path) -> None:
    """Both end well, and what is there is what one would have made."""
    command = [*COMMAND, "partitions", "--from", events.admin_conninfo, "--model", str(model)]
    command += ["--at", "2026-12-20", "--ahead", "2"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60) for process in both]

    assert [0, 0] == [process.returncode for process in both], said
    assert 14 == sum(out.count("done: make") for out, _ in said)
    assert 15 == len(spans(events))


PAUSE = """
    create function pause() returns event_trigger language plpgsql as $$ begin
        if exists (select from pg_inherits
                   where inhrelid = to_regclass('public.event_2026_09')) then
            perform pg_advisory_xact_lock(7);
        end if;
    end $$;
    create event trigger pause on ddl_command_end execute function pause()
"""


def waits(conn: psycopg.Connection[tuple[object, ...]], event: str, reader: str) -> None:
    """Return when a client is waiting for a lock."""
    query = (
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and wait_event = %s"
        " and datname = current_database() and query ~ %s"
    )
    for _ in range(300):
        if conn.execute(query, [event, reader]).fetchall() == [(1,)]:
            return
        time.sleep(0.02)
    raise AssertionError(f"nobody waits for {event}")


def test_who_comes_while_one_is_attached_sees_every_row(events: Database, model: Path) -> None:
    """Planned before and run after, a query would have no partition to find the moved rows in."""
    seen: list[object] = []

    def count() -> None:
        with psycopg.connect(events.admin_conninfo, autocommit=True) as conn:
            seen.extend(conn.execute("select count(*) /* c */ from event").fetchall()[0])

    command = [*COMMAND, "partitions", "--from", events.admin_conninfo, "--model", str(model)]
    command += ["--at", "2026-09-20", "--ahead", "0"]
    with events.connect_admin() as conn:
        conn.execute(PAUSE.encode())
        conn.execute("select pg_advisory_lock(7)")
        mover = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        reader = threading.Thread(target=count)
        try:
            waits(conn, "advisory", "ATTACH")
            reader.start()
            waits(conn, "relation", "/[*] c [*]/")
        finally:
            conn.execute("select pg_advisory_unlock(7)")
            if reader.ident:
                reader.join()
            said = mover.communicate(timeout=60)

    assert mover.returncode == 0, said
    assert "event_2026_09" in spans(events)
    assert [335] == seen


def test_readers_and_writers_lose_nothing_meanwhile(events: Database, model: Path) -> None:
    """Clients that insert and count all the time see every row of theirs, at every moment."""
    done = threading.Event()
    written, wrong = [0], []

    def client() -> None:
        with psycopg.connect(events.admin_conninfo, autocommit=True) as conn:
            while not done.is_set():
                conn.execute("insert into event (at, place, what) values ('2026-09-09', 1, 'c')")
                written[0] += 1
                seen = conn.execute("select count(*) from event where what = 'c'").fetchall()[0][0]
                if seen != written[0]:
                    wrong.append((seen, written[0]))

    thread = threading.Thread(target=client)
    thread.start()
    try:
        sides = ("--from", events.admin_conninfo, "--model", model, "--at", "2026-09-20")
        ways = [("--ahead", "2"), ("--gather",), ("--ahead", "0")]
        ended = [vfed("partitions", *sides, *way) for way in ways]
    finally:
        done.set()
        thread.join()

    assert [0, 0, 0] == [end.code for end in ended], [end.err for end in ended]
    assert written[0] > 0
    assert [] == wrong
    assert 335 + written[0] == len(rows(events))


def test_a_table_in_use_is_waited_for_and_not_for_long(events: Database, model: Path) -> None:
    """It tries again, says so, and goes on when the table is free."""
    command = [*COMMAND, "partitions", "--from", events.admin_conninfo, "--model", str(model)]
    with psycopg.connect(events.admin_conninfo) as conn:
        conn.execute("lock table event in exclusive mode")
        with subprocess.Popen([*command, "--at", "2026-12-20"], stdout=subprocess.PIPE) as run:
            assert run.stdout
            said = run.stdout.readline().decode()
            conn.rollback()
            rest = run.stdout.read().decode()

    assert run.returncode == 0
    assert "a table is in use: trying again (1 of 9)\n" == said
    assert "done: make public.event_2026_12" in rest


def test_what_a_killed_run_left_is_taken_away(events: Database, model: Path) -> None:
    """The check that is there for moments would refuse rows for ever."""
    psql(
        events,
        "alter table event_default add constraint vfed_schema_span check (at < '2027-01-01')"
        " not valid",
    )
    sides = ("--from", events.admin_conninfo, "--model", model, "--at", "2026-12-20")
    done = vfed("partitions", *sides)
    again = vfed("drift", *sides[:4])

    assert done.code == 0, done.err
    assert "take away what was left of a run on public.event_default" in done.out
    assert "vfed_schema_span" not in again.out


def test_rows_that_others_would_follow_are_not_moved(events: Database, model: Path) -> None:
    """A foreign key with CASCADE elsewhere would delete rows when one moves: a refusal."""
    psql(
        events,
        "create table note (id bigint, at timestamptz,"
        " foreign key (id, at) references event on delete cascade);"
        "insert into note select id, at from event",
    )
    sides = ("--from", events.admin_conninfo, "--model", model, "--at", "2026-12-20")
    done = vfed("partitions", *sides)
    with events.connect_admin() as conn:
        left = conn.execute("select count(*) from note").fetchall()

    assert done.code == 3
    assert "rows of public.event are in its default partition and cannot be moved" in done.err
    assert [(335,)] == left


def test_nor_are_those_that_refer_to_the_partition_itself(events: Database, model: Path) -> None:
    """A key to the default partition deletes just as well as one to the table."""
    psql(
        events,
        "create table note (id bigint, at timestamptz,"
        " foreign key (id, at) references event_default on delete cascade);"
        "insert into note select id, at from event",
    )
    sides = ("--from", events.admin_conninfo, "--model", model, "--at", "2026-12-20")
    done = vfed("partitions", *sides)
    with events.connect_admin() as conn:
        left = conn.execute("select count(*) from note").fetchall()

    assert done.code == 3
    assert [(335,)] == left


def test_a_missing_partition_is_drift_and_one_of_the_day_is_not(
    events: Database, model: Path
) -> None:
    """The present and the next period are asked for, and that there is no hole before the last."""
    sides = ("--from", events.admin_conninfo, "--model", model)
    now = calendar.now()
    called = [
        "event_" + calendar.label("month", calendar.period("month", now, n).start) for n in range(4)
    ]
    none = vfed("drift", *sides)
    done = vfed("partitions", *sides)
    all_there = vfed("drift", *sides)
    psql(events, f"drop table {called[2]}")
    hole = vfed("drift", *sides)
    psql(events, f"drop table {called[3]}")
    enough = vfed("drift", *sides)

    assert done.code == 0, done.err
    assert [f"missing table public.{called[n]}" for n in (0, 1)] == none.out.splitlines()[:-1]
    assert 0 == all_there.code
    assert [f"missing table public.{called[2]}"] == hole.out.splitlines()[:-1]
    assert 0 == enough.code


def test_the_way_back_drops_no_partition_unseen(
    database: Database, model: Path, tmp_path: Path
) -> None:
    """Rolling back to the plain table refuses while rows are elsewhere than in the default one."""
    plain = tmp_path / "plain.yaml"
    said = MODEL.replace("    partition_by: RANGE (at)\n    partition_every: month\n", "")
    plain.write_text(said.replace("    partitions: {event_default: DEFAULT}\n", ""))
    url = database.admin_conninfo
    vfed("apply", "--from", url, "--model", plain, "--yes")
    psql(database, "insert into event (at) values ('2026-09-09'), ('2026-10-10')")
    divided = vfed("apply", "--from", url, "--model", model, "--yes")
    vfed("partitions", "--from", url, "--model", model, "--at", "2026-10-20")
    refused = vfed("rollback", "--from", url, "--yes")
    planned = vfed("diff", "--from", url, "--model", plain)
    in_between = rows(database)
    vfed("partitions", "--from", url, "--model", model, "--gather")
    back = vfed("rollback", "--from", url, "--yes", "--allow", "all")

    assert divided.code == 0, divided.err
    assert refused.code == 1
    assert "has other partitions, whose rows would go" in refused.err
    assert planned.code == 3
    assert "first move the rows of public.event_2026_" in planned.err
    assert back.code == 0, back.err
    assert in_between == rows(database)
    assert 2 == len(in_between)
    assert vfed("drift", "--from", url, "--model", plain).code == 0


def test_pg_partman_is_left_its_work(events: Database, model: Path) -> None:
    """Where it is installed and has the table in its configuration, nothing is made or dropped."""
    with events.connect_admin() as conn:
        try:
            conn.execute("create schema partman; create extension pg_partman schema partman")
        except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile):
            pytest.skip("the server has no pg_partman")
        conn.execute("truncate event; drop table event_default")
        conn.execute(
            "select partman.create_parent('public.event', 'at', 'native', 'monthly',"
            " p_premake := 2)"
        )
    sides = ("--from", events.admin_conninfo, "--model", model)
    before = spans(events)
    done = vfed("partitions", *sides, "--keep", "0")
    drift = vfed("drift", *sides)

    assert done.code == 0, done.err
    assert "public.event: left to pg_partman" in done.out
    assert before == spans(events)
    assert (0, "") == (drift.code, drift.err)


def test_what_cannot_be_is_an_error(database: Database, model: Path, tmp_path: Path) -> None:
    """A table that is not divided yet, by no time, so often as nobody knows; options that clash."""
    url = ("--from", database.admin_conninfo)
    numbers = tmp_path / "numbers.yaml"
    numbers.write_text(
        "tables: {t: {columns: {a: int}, partition_by: RANGE (a), partition_every: day}}"
    )
    often = tmp_path / "often.yaml"
    often.write_text(
        "tables: {t: {columns: {a: date}, partition_by: RANGE (a), partition_every: hour}}"
    )
    lists = tmp_path / "lists.yaml"
    lists.write_text(
        "tables: {t: {columns: {a: date}, partition_by: LIST (a), partition_every: day}}"
    )
    early = vfed("partitions", *url, "--model", model)
    vfed("apply", *url, "--model", numbers, "--yes")

    assert "public.event is not a table of partitions: `vfed-schema apply`" in early.err
    assert "which is no column of time" in vfed("partitions", *url, "--model", numbers).err
    psql(database, "create table t_1 partition of t for values from (1) to (10)")
    drift = vfed("drift", *url, "--model", numbers)
    assert (3, True) == (drift.code, "public.t_1 FOR VALUES FROM (1) TO (10)" in drift.err)
    assert (
        "often.yaml:1:76: `hour` is no period; known are day"
        in vfed("validate", "--model", often).err
    )
    assert "wants `partition_by: RANGE (column)`" in vfed("validate", "--model", lists).err
    assert "cannot be -1" in vfed("partitions", *url, "--model", model, "--keep", "-1").err
    assert (
        "neither --keep nor"
        in vfed("partitions", *url, "--model", model, "--gather", "--detach").err
    )
