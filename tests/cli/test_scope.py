"""What a model has a say in, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.command import Done, vfed
from vfed_schema.dependencies import Edge
from vfed_schema.errors import PlanError
from vfed_schema.kinds.table import Table
from vfed_schema.kinds.unmanaged import Unmanaged
from vfed_schema.model import Model
from vfed_schema.plan import plan
from vfed_schema.scratch import Database, Server

THERE = """
create schema billing;
create table public.orders (id int primary key, extra int);
create index orders_hand on public.orders (extra);
create table public.elsewhere (id int);
create table public.tmp_1 (id int);
create table billing.invoice (id int primary key);
create table billing.stray (id int);
"""
MODEL = """
tables:
  orders: {columns: {id: {type: int, primary_key: true}, extra: int}}
schemas:
  billing:
    tables:
      invoice: {columns: {id: {type: int, primary_key: true}}}
"""


SUBSCRIPTION = (
    "create subscription {} connection 'dbname=nowhere' publication p"
    " with (connect = false, slot_name = none, enabled = false)"
)


@contextmanager
def subscribed(database: Database, name: str) -> Iterator[None]:
    """Have a subscription, which would keep its database from being dropped."""
    with database.connect_admin() as conn:
        conn.execute(SUBSCRIPTION.format(name).encode())
        try:
            yield
        finally:
            conn.execute(f"drop subscription {name}".encode())


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
    assert ["extra index public.orders_hand", "1 object differs: 1 extra"] == drift(
        there, tmp_path
    ).out.splitlines()


def test_what_is_ignored_is_not_seen(there: Database, tmp_path: Path) -> None:
    """A pattern of `kind schema.name` hides what appears by hand."""
    assert drift(there, tmp_path, 'ignore: ["index public.*_hand"]\n').code == 0


def test_a_whole_schema_may_be_claimed(there: Database, tmp_path: Path) -> None:
    """In an exclusive schema there is nothing but what the model says."""
    done = drift(there, tmp_path, 'exclusive: [billing]\nignore: ["index *"]\n')

    assert done.out.splitlines() == [
        "extra column billing.stray.id",
        "extra table billing.stray",
        "2 objects differ: 2 extra",
    ]


def test_what_is_not_managed_is_named(there: Database, tmp_path: Path) -> None:
    """A subscription is not managed: the report says so, by name."""
    file = tmp_path / "tables.yaml"
    file.write_text(MODEL)
    sides = ("--from", there.admin_conninfo, "--model", file)
    with subscribed(there, "vf_far"):
        done, drifted = vfed("diff", *sides), vfed("drift", *sides)
        strict, strict_drift = vfed("diff", *sides, "--strict"), vfed("drift", *sides, "--strict")

    assert "not managed: subscription vf_far" in done.out
    assert "note: not managed: subscription vf_far" in drifted.err
    assert (strict.code, strict_drift.code) == (1, 1)
    assert "not managed: subscription vf_far" in strict.err


def test_what_is_not_managed_stands_in_the_way() -> None:
    """A plan that would have to drop under it is refused, by name."""
    table = Table(path=("public", "t"))
    strange = Unmanaged(path=("oddity", "public.o"))
    live = Model([table, strange], [Edge(strange.ref, table.ref)])

    with pytest.raises(PlanError, match=r"oddity public\.o stands on table public\.t"):
        plan(live, Model([strange]), allow=frozenset({"all"}))


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
    assert "NOT PROVEN (no scratch server could be started: url: " in done.out
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
    """Two databases that differ in a subscription alone are not the same, and it is named."""
    with server.database() as other:
        with other.connect_admin() as conn:
            conn.execute(THERE)
        sides = ("--from", there.admin_conninfo, "--to", other.admin_conninfo)
        with subscribed(there, "vf_far"), subscribed(other, "vf_near"):
            done, drifted = vfed("diff", *sides), vfed("drift", *sides)

    assert (done.code, drifted.code) == (2, 2)
    assert "only in what is there: subscription vf_far" in done.out
    assert "only in what is wanted: subscription vf_near" in done.out
    assert "2 objects differ, of kinds that are not managed" in done.out


def test_owners_are_compared_where_the_model_says_them(there: Database, tmp_path: Path) -> None:
    """Who owns what is the model's affair if it says so, and nobody's if it does not."""
    file = tmp_path / "tables.yaml"
    said = MODEL.replace(
        "  orders: {", "  orders: {owner: vf_app, privileges: {vf_reader: select}, "
    )
    file.write_text(said)
    with there.connect_admin() as conn:
        conn.execute("drop index public.orders_hand")
    unsaid = drift(there, tmp_path)
    file.write_text(said)
    url = ("--from", there.admin_conninfo, "--model", file)
    applied = vfed("apply", *url, "--yes", "--allow", "all")
    again = vfed("diff", *url)
    with there.connect_admin() as conn:
        found = conn.execute(
            "select pg_get_userbyid(relowner), has_table_privilege('vf_reader', oid, 'select')"
            " from pg_class where oid = 'public.orders'::regclass"
        ).fetchone()

    assert "owner table" not in unsaid.out
    assert (applied.code, again.code) == (0, 0), applied.err
    assert found == ("vf_app", True)


def test_a_role_that_is_not_there_is_named_at_once(there: Database, tmp_path: Path) -> None:
    """A plan that grants to a role nobody made is not begun."""
    file = tmp_path / "tables.yaml"
    file.write_text(MODEL.replace("  orders: {", "  orders: {privileges: {vf_nobody: select}, "))
    done = vfed("diff", "--from", there.admin_conninfo, "--model", file, "--allow", "all")

    assert done.code == 1
    assert "lacks roles: create them first" in done.err
    assert "vf_nobody, for privileges" in done.err
