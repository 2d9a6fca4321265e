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
    with base.connect_admin() as conn:
        conn.execute(
            "create table public.sync_events_2026_11 partition of public.sync_events"
            " for values from ('2026-11-01') to ('2026-12-01')"
        )
    with_month = vfed("drift", *sides)
    with base.connect_admin() as conn:
        conn.execute("drop table public.sync_events_default")
        conn.execute("drop index public.idx_federation_nodes_active")
    without = vfed("drift", *sides)

    assert applied.code == 0, applied.err
    assert with_month.code == 0, with_month.out
    assert without.code == 2
    assert "table public.sync_events_default" in without.out
    assert "index public.idx_federation_nodes_active" in without.out


def test_from_the_plain_table_it_is_a_refusal_yet(base: Database) -> None:
    """A table with rows is not made a partitioned one by dropping it."""
    sides = ("--from", base.admin_conninfo, "--model", MODEL)
    vfed("apply", *sides, "--yes")
    done = vfed("diff", *sides, "--profile", "production")

    assert done.code == 3
    assert "partition_by None to 'RANGE (occurred_at)' cannot change in place" in done.err
