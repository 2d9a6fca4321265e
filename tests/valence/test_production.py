"""The production profile of the federation model, on a database with rows in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.command import vfed
from tests.valence.test_valence import BASE, MODEL, SAMPLE
from tests.witness import dump, psql
from vfed_schema.scratch import Database, Server

GENERATED = MODEL.parents[1] / "generated" / "production"


@pytest.fixture
def base(server: Server) -> Iterator[Database]:
    """A database that already has beliefs and tensions in it."""
    with server.database() as database:
        psql(database, BASE + SAMPLE)
        yield database


def test_its_artifacts_are_up_to_date() -> None:
    """What is committed is what would be written."""
    assert vfed("generate", "--check", "--model", MODEL, "--profile", "production").code == 0


def test_schema_and_rollback_may_run_twice(base: Database) -> None:
    """There, there again, and back to what was before."""
    before = dump(base)
    psql(base, (GENERATED / "schema.sql").read_text())
    once = dump(base)
    psql(base, (GENERATED / "schema.sql").read_text())
    again = dump(base)
    psql(base, (GENERATED / "rollback.sql").read_text() * 2)

    assert once == again
    assert before == dump(base)


def test_partitions_of_the_day_are_no_drift(base: Database) -> None:
    """What is made as time goes by is nobody's difference; the default partition is the model's."""
    sides = ("--from", base.admin_conninfo, "--model", MODEL, "--profile", "production")
    applied = vfed("apply", *sides, "--yes")
    due = vfed("drift", *sides)
    made = vfed("partitions", *sides, "--ahead", "3", "--keep", "24")
    with_month = vfed("drift", *sides)
    with base.connect_admin() as conn:
        conn.execute("drop table public.sync_events_default")
        conn.execute("drop index public.idx_federation_nodes_active")
    without = vfed("drift", *sides)

    assert applied.code == 0, applied.err
    assert 2 == due.out.count("missing table public.sync_events_20")
    assert 4 == made.out.count("done: make public.sync_events_20")
    assert with_month.code == 0, with_month.out
    assert without.code == 2
    assert "table public.sync_events_default" in without.out
    assert "index public.idx_federation_nodes_active" in without.out


def test_from_the_plain_table_and_back(base: Database, server: Server) -> None:
    """With rows, to partitions by month, and back to the plain table: every row is there."""
    sides = ("--from", base.admin_conninfo, "--model", MODEL)
    vfed("apply", *sides, "--yes")
    plain = dump(base)
    psql(
        base,
        "insert into federation_nodes (did, public_key_multibase) values ('did:a', 'z');"
        "insert into sync_events (node_id, event_type, occurred_at) select id, 'belief_sent', at"
        " from federation_nodes, generate_series(now() - interval '1 year', now(), '1 day') at",
    )
    divided = vfed("apply", *sides, "--profile", "production", "--yes")
    with server.database() as other:
        psql(other, BASE + SAMPLE + (GENERATED / "schema.sql").read_text())

        assert dump(other) == dump(base)
    months = vfed("partitions", *sides, "--profile", "production")
    as_it_is = vfed("drift", *sides, "--profile", "production")
    gathered = vfed("partitions", *sides, "--profile", "production", "--gather")
    back = vfed("apply", *sides, "--yes")
    with base.connect_admin() as conn:
        rows = conn.execute("select count(*) from sync_events").fetchall()

    codes = [done.code for done in (divided, months, as_it_is, gathered, back)]
    assert [0] * 5 == codes, divided.err + months.err + as_it_is.out + gathered.err + back.err
    assert months.out.count("done: make public.sync_events_20") in (16, 17)
    assert plain == dump(base)
    assert rows[0][0] in (366, 367)
