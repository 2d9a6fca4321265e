"""Ctrl-C: one line that says what is left, exit code 130, and nothing that goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.command import Done, interrupt, start, vfed
from tests.witness import dump, psql
from vfed_schema.scratch import Database, Server

TABLE = "create table item (id int primary key, size int); insert into item values (1, 1);"
MODEL = """
tables:
  item:
    columns: {id: {type: int, primary_key: true}, size: int, more: int}
"""
INDEX = f"{MODEL}    indexes: {{item_size: [size]}}\n"
# Only where there are rows: on the copy that proves it, nobody waits.
SLOW = f"""{MODEL}data:
  slowly: {{after: [item.more], sql: SELECT pg_sleep(60) FROM item}}
"""


@pytest.fixture
def model(tmp_path: Path, database: Database) -> Path:
    psql(database, TABLE)
    (tmp_path / "schema").mkdir()
    return tmp_path / "schema" / "tables.yaml"


def _stopped(database: Database, when: str, *arguments: str | Path, cwd: Path, **env: str) -> Done:
    """Start a command, and stop it as soon as a query finds something."""
    process = start(*arguments, cwd=cwd, **env)
    with database.connect_admin() as conn:
        for _ in range(600):
            if conn.execute(when.encode()).fetchone() != (0,):
                break
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        else:
            process.kill()
            pytest.fail(f"it never came to that: {process.communicate()}")
    done = interrupt(process)

    assert "Traceback" not in done.err
    assert done.code == 130, done.err
    return done


WAITS = "select count(*) from pg_locks where not granted"
SLEEPS = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"


@contextmanager
def _held(database: Database, lock: str) -> Iterator[None]:
    with database.connect_admin() as conn:
        conn.execute(f"begin; {lock}".encode())
        yield
        conn.execute("rollback")


def test_an_apply_that_sleeps(model: Path, database: Database) -> None:
    """The statement is stopped on the server too, all is rolled back, and said."""
    model.write_text(SLOW)
    before = dump(database)
    url = database.admin_conninfo
    done = _stopped(database, SLEEPS, "apply", "--from", url, "--yes", cwd=model.parents[1])
    with database.connect_admin() as conn:
        sleeping = conn.execute(SLEEPS).fetchone()

    assert "interrupted: rolled back, and nothing has changed" == done.err.splitlines()[-1]
    assert (0,) == sleeping
    assert before == dump(database)


def test_an_apply_that_has_committed(model: Path, database: Database) -> None:
    """It says how far it came, leaves no half of an index, and goes on from there."""
    model.write_text(INDEX)
    where = ("--from", database.admin_conninfo)
    with _held(database, "set transaction isolation level repeatable read; select"):
        done = _stopped(database, WAITS, "apply", *where, "--yes", cwd=model.parents[1])
    again = vfed("apply", *where, "--yes", cwd=model.parents[1])

    assert done.err.splitlines()[-1] == (
        "interrupted: rolled back to step 1 of 2; the 1 before are committed. `vfed-schema diff`"
        " shows what is left, `vfed-schema apply` goes on from there"
    )
    assert again.code == 0, again.err
    assert vfed("drift", *where, cwd=model.parents[1]).code == 0


def test_a_rollback_that_waits(model: Path, database: Database) -> None:
    """It is as if nobody had tried."""
    model.write_text(MODEL)
    where = ("--from", database.admin_conninfo)
    vfed("apply", *where, "--yes", cwd=model.parents[1])
    how = ("rollback", *where, "--yes", "--allow", "all")
    with _held(database, "lock table item"):
        done = _stopped(database, WAITS, *how, cwd=model.parents[1])
    again = vfed(*how, cwd=model.parents[1])

    assert "interrupted: rolled back, and nothing has changed" == done.err.splitlines()[-1]
    assert again.code == 0, again.err


def test_a_diff_that_waits(model: Path, database: Database) -> None:
    """For a catalog that somebody has locked."""
    model.write_text(MODEL)
    vfed("generate", cwd=model.parents[1])
    url = database.admin_conninfo
    with _held(database, "lock table pg_description in access exclusive mode"):
        done = _stopped(database, WAITS, "diff", "--from", url, cwd=model.parents[1])

    assert ("", "interrupted\n") == (done.out, done.err)


def test_a_model_that_is_slow_to_build(model: Path, database: Database) -> None:
    """In scratch, of which nothing is left; here it is the server of the tests."""
    model.write_text(f"base: base.sql\n{MODEL}")
    (model.parent / "base.sql").write_text("select pg_sleep(60);")
    env = {"VFED_SCRATCH_PROVIDER": "url", "VFED_SCRATCH_URL": database.admin_conninfo}
    databases = "select count(*) from pg_database"
    with database.connect_admin() as conn:
        before = conn.execute(databases).fetchone()
        done = _stopped(database, SLEEPS, "generate", cwd=model.parents[1], **env)
        after = conn.execute(databases).fetchone()

    assert "interrupted" == done.err.splitlines()[-1]
    assert before == after


def test_many_databases(model: Path, database: Database, server: Server) -> None:
    """Those under way are stopped and write down where; the same command goes on."""
    model.write_text(SLOW)
    with server.database() as other:
        psql(other, TABLE)
        nodes = model.parent / "nodes.yaml"
        nodes.write_text(
            f"nodes:\n  a: {database.admin_conninfo!r}\n  b: {other.admin_conninfo!r}\n"
        )
        command = ("apply", "--nodes", nodes, "--yes")
        done = _stopped(database, SLEEPS, *command, cwd=model.parents[1])
        with database.connect_admin() as conn:
            sleeping = conn.execute(SLEEPS).fetchone()
            state = conn.execute("select state from vfed_schema.ledger").fetchone()
        for one in (database, other):
            psql(one, "delete from item")
        again = vfed(*command, cwd=model.parents[1])

    assert done.err.splitlines()[-1] == (
        "interrupted: 0 of 2 nodes brought to the model; what was under way is rolled back to its"
        " last commit, and the same command goes on"
    )
    assert ((0,), ("failed",)) == (sleeping, state)
    assert again.code == 0, again.out + again.err
