"""What a model has a say in, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Done, vfed
from vfed_schema.scratch import Database, Server

THERE = """
create schema billing;
create table public.orders (id int primary key, extra int);
create index orders_hand on public.orders (extra);
create table public.elsewhere (id int);
create table public.tmp_1 (id int);
create table billing.invoice (id int primary key);
create table billing.stray (id int);
create function public.f() returns int language sql as 'select 1';
"""
MODEL = """
tables:
  orders: {columns: {id: {type: int, primary_key: true}, extra: int}}
schemas:
  billing:
    tables:
      invoice: {columns: {id: {type: int, primary_key: true}}}
"""


@pytest.fixture
def there(database: Database) -> Database:
    with database.connect_admin() as conn:
        conn.execute(THERE)
    return database


def drift(there: Database, tmp_path: Path, more: str = "") -> Done:
    file = tmp_path / "tables.yaml"
    file.write_text(more + MODEL)
    return vfed("drift", "--from", there.admin_conninfo, "--model", file)


def test_what_the_model_does_not_name_is_left_alone(there: Database, tmp_path: Path) -> None:
    """Other tables are nobody's business; what lives in a table that is ours is ours."""
    assert ["extra index public.orders_hand"] == drift(there, tmp_path).out.splitlines()


def test_what_is_ignored_is_not_seen(there: Database, tmp_path: Path) -> None:
    """A pattern of `kind schema.name` hides what appears by hand."""
    assert drift(there, tmp_path, 'ignore: ["index public.*_hand"]\n').code == 0


def test_a_whole_schema_may_be_claimed(there: Database, tmp_path: Path) -> None:
    """In an exclusive schema there is nothing but what the model says."""
    done = drift(there, tmp_path, 'exclusive: [billing]\nignore: ["index *"]\n')

    assert done.out.splitlines() == [
        "extra column billing.stray.id",
        "extra table billing.stray",
    ]


def test_what_is_not_managed_is_named(there: Database, tmp_path: Path) -> None:
    """A function is not managed yet: the report says so, by name."""
    file = tmp_path / "tables.yaml"
    file.write_text(MODEL)
    done = vfed("diff", "--from", there.admin_conninfo, "--model", file)

    assert "not compared, since not managed yet: 1 function" in done.out
    assert "function public.f()" in done.out


def test_what_is_not_managed_stands_in_the_way(there: Database, tmp_path: Path) -> None:
    """A plan that would have to drop under it is refused, by name."""
    with there.connect_admin() as conn:
        conn.execute("create materialized view public.m as select extra from public.orders")
    file = tmp_path / "tables.yaml"
    file.write_text(MODEL.replace(", extra: int", ""))
    done = vfed("diff", "--from", there.admin_conninfo, "--model", file, "--allow", "all")

    assert done.code == 3
    assert "materialized view public.m stands on column public.orders.extra" in done.err


def test_without_a_scratch_server_the_lock_is_enough(there: Database, tmp_path: Path) -> None:
    """With a fresh lock and no scratch server, a diff still works and says that it is unproven."""
    home = tmp_path / "schema"
    home.mkdir()
    (home / "tables.yaml").write_text(MODEL)
    made = vfed("generate", cwd=tmp_path)
    url = there.admin_conninfo
    nowhere = {"VFED_SCRATCH_PROVIDER": "url", "VFED_SCRATCH_URL": "host=/nowhere dbname=x"}
    done = vfed("diff", "--from", url, cwd=tmp_path, **nowhere)
    drifted = vfed("drift", "--from", url, cwd=tmp_path, **nowhere)

    assert made.code == 0
    assert (done.code, drifted.code) == (2, 2)
    assert "NOT PROVEN (no scratch server" in done.out
    assert "- index orders_hand" in done.out


def test_a_ledger_nobody_may_make(there: Database, tmp_path: Path) -> None:
    """A role that may not make the ledger is told so in one sentence."""
    file = tmp_path / "tables.yaml"
    file.write_text(MODEL)
    with there.connect_admin() as conn:
        conn.execute("create role vf_small login")
    url = there.admin_conninfo.replace("user=postgres", "user=vf_small")
    done = vfed("apply", "--from", url, "--model", file, "--yes")
    with there.connect_admin() as conn:
        conn.execute("drop role vf_small")

    assert done.code == 1
    assert "cannot keep the ledger: permission denied for database" in done.err


def test_what_is_not_managed_and_on_one_side_differs(there: Database, server: Server) -> None:
    """Two databases that differ in a function alone are not the same, and it is named."""
    with server.database() as other:
        with other.connect_admin() as conn:
            conn.execute(THERE.replace("function public.f()", "function public.g()"))
        sides = ("--from", there.admin_conninfo, "--to", other.admin_conninfo)
        done, drifted = vfed("diff", *sides), vfed("drift", *sides)

    assert (done.code, drifted.code) == (2, 2)
    assert "only in what is there: function public.f()" in done.out
    assert "only in what is wanted: function public.g()" in done.out
    assert "2 objects differ, of kinds that are not managed yet" in done.out
