"""`vfed-schema fill`: rows that Postgres takes, the same every time, spread as the model says."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.cli.command import vfed
from tests.witness import psql, run
from vfed_schema.connection import connect
from vfed_schema.fill import fill
from vfed_schema.scratch import Database, Server

SCHEMA = (Path(__file__).parent / "schema.sql").read_text()
DRAWS = """
tables:
  person:
    columns:
      id: {type: uuid, primary_key: true}
      mood: text
      boss_id: uuid
      share: {type: "numeric(5,2)", check: share between 0 and 100}
      begins: {type: timestamptz, not_null: true}
      ends: {type: timestamptz, not_null: true}
    sample:
      rows: 3000
      shares: {mood: {glad: 97, sad: 3}, boss_id: {null: 100}, share: {null: 50, 100: 25}}
      draws:
        begins: timestamptz '2026-01-01' + i * interval '1 h'
        ends: "timestamptz '2026-01-02' + i * interval '1 h' + u * interval '1 h'"
"""


def counted(database: Database, query: str) -> int:
    with database.connect_admin() as conn:
        return int(conn.execute(query.encode()).fetchall()[0][0])


def content(database: Database) -> str:
    """Return all the rows there are, as pg_dump tells them."""
    said = run("pg_dump", "-a", "--inserts", "-d", database.admin_conninfo).splitlines()
    return "\n".join(line for line in said if "restrict" not in line)


def test_every_kind_of_constraint_is_met(database: Database) -> None:
    """Each table has the rows that were asked for, or as many as can be told apart."""
    psql(database, SCHEMA)
    with connect(database.admin_conninfo) as conn:
        found = {path[1]: n for path, n in fill(conn, {}, lambda text: None, rows=500).items()}

    assert dict.fromkeys(found, 500) == found
    assert 25 < counted(database, "select count(*) from person where share is null") < 75
    assert 2 == counted(database, "select count(distinct mood) from person")
    assert 450 < counted(database, "select count(distinct (tenant_id, person_id)) from member")
    assert 400 < counted(database, "select count(distinct person_id) from member")
    assert 0 < counted(database, "select count(*) from event_2025")
    assert 25 < counted(database, "select count(*) from every where u is null") < 75


def test_it_is_the_same_every_time(server: Server) -> None:
    """Quickly or not: the same rows, to the last value."""
    said = []
    for fast in (False, True):
        with server.database() as database:
            psql(database, SCHEMA)
            with connect(database.admin_conninfo) as conn:
                fill(conn, {}, lambda text: None, rows=300, fast=fast)
            said.append(content(database))

    assert said[0].count("INSERT INTO") > 3000
    assert said[0] == said[1]


def test_fast_makes_again_what_it_drops(database: Database) -> None:
    """Indexes and foreign keys are there as they were, by the witness of pg_dump."""
    psql(database, SCHEMA + "CREATE INDEX ON event (kind) WHERE kind = 'up';")
    before = run("pg_dump", "-s", "-d", database.admin_conninfo).splitlines()
    with connect(database.admin_conninfo) as conn:
        fill(conn, {}, lambda text: None, rows=50, fast=True)
    after = run("pg_dump", "-s", "-d", database.admin_conninfo).splitlines()

    lines = [sorted(x for x in said if "restrict" not in x) for said in (before, after)]
    assert lines[0] == lines[1]


def test_rows_are_spread_as_the_model_says(database: Database, tmp_path: Path) -> None:
    """Shares within a percent or two; an expression with `i` and `u`; and evenly where told so."""
    psql(database, SCHEMA)
    model = tmp_path / "tables.yaml"
    model.write_text(DRAWS)
    done = vfed("fill", database.admin_conninfo, "--model", model)

    assert done.code == 0, done.err
    assert "public.person: 3,000 rows" in done.out
    assert "public.tenant: 1,000 rows" in done.out
    assert 40 < counted(database, "select count(*) from person where mood = 'sad'") < 140
    assert 3000 == counted(database, "select count(*) from person where boss_id is null")
    assert 1300 < counted(database, "select count(*) from person where share is null") < 1700
    assert 600 < counted(database, "select count(*) from person where share = 100") < 900
    assert 3000 == counted(
        database, "select count(*) from person where ends - begins between '1 day' and '25 h'"
    )
    again = vfed("fill", database.admin_conninfo, "--model", model)

    assert again.code == 0, again.err
    assert 3000 == counted(database, "select count(*) from person")


def test_without_skew_values_are_even(database: Database, tmp_path: Path) -> None:
    """--no-skew takes no notice of shares, and --rows of what the samples say."""
    psql(database, SCHEMA)
    model = tmp_path / "tables.yaml"
    model.write_text(DRAWS)
    done = vfed("fill", database.admin_conninfo, "--model", model, "--no-skew", "--rows", "400")

    assert done.code == 0, done.err
    assert 150 < counted(database, "select count(*) from person where mood = 'sad'") < 250


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            "create table t (a text not null check (md5(a) = 'x'))",
            "column public.t.a: no value of text was found that it takes; say one in",
        ),
        (
            "create table t (a int not null, b int not null, check (a + b = -7))",
            "cannot fill public.t: no row was found that its checks take",
        ),
        (
            "create table a (id int primary key, b int not null);"
            "create table b (id int primary key, a int not null references a);"
            "alter table a add foreign key (b) references b",
            "these tables refer to each other, and none may be empty: public.a, public.b",
        ),
        (
            "create type pair as (a int, b int); create table t (p pair not null)",
            "column public.t.p: no value of public.pair was found that it takes",
        ),
    ],
)
def test_what_cannot_be_filled_is_said(database: Database, schema: str, said: str) -> None:
    """By name, with what to do; and no row is left of the others."""
    psql(database, "create table fine (a int);" + schema)
    done = vfed("fill", database.admin_conninfo, "--rows", "10", cwd=Path(__file__).parent)

    assert (3, True) == (done.code, said in done.err), done.err
    assert 0 == counted(database, "select count(*) from fine")


def test_what_was_there_stays(database: Database) -> None:
    """Rows are added to those that are there, up to the number; never changed, never deleted."""
    psql(database, SCHEMA + "insert into tenant (name) values ('mine');")
    with connect(database.admin_conninfo) as conn:
        fill(conn, {}, lambda text: None, rows=20)

    assert 20 == counted(database, "select count(*) from tenant")
    assert 1 == counted(database, "select count(*) from tenant where name = 'mine'")


def test_a_mistake_in_a_sample_has_its_place(database: Database, tmp_path: Path) -> None:
    """Columns that are not there, shares of more than all, and what is no number."""
    model = tmp_path / "tables.yaml"
    model.write_text(
        "tables:\n  t:\n    columns: {a: int}\n    sample:\n      shares: {a: {1: 60, 2: 50}}\n"
        "  u:\n    columns: {a: int}\n    sample:\n      draws: {b: i}\n"
        "  v:\n    columns: {a: int}\n    sample:\n      shares: {a: {1: many}}\n"
    )
    done = vfed("validate", "--model", model)

    assert done.code == 1
    assert "tables.yaml:5:19: shares of 110 percent" in done.err
    assert "tables.yaml:13:23: expected a percentage, not `many`" in done.err


def test_a_reader_may_not(database: Database) -> None:
    """A role that may only read is told so in one line."""
    psql(database, "create table t (a int); grant select on t to vf_reader")
    with psycopg.connect(database.admin_conninfo, autocommit=True) as conn:
        conn.execute("set role vf_reader")
        from vfed_schema.errors import PlanError

        with pytest.raises(PlanError, match=r"cannot fill public.t: permission denied"):
            fill(conn, {}, lambda text: None, rows=5)
