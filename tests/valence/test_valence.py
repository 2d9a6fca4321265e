"""The federation model against the specification's own SQL, on a database with rows in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import vfed
from tests.witness import dump, psql
from vfed_schema.migration import Wishes
from vfed_schema.prepare import compare, prepare
from vfed_schema.scratch import Database, Server
from vfed_schema.sources import Workshop, given

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "schema" / "tables.yaml"
BASE = (ROOT / "schema" / "base.sql").read_text()
SAMPLE = (ROOT / "schema" / "sample.sql").read_text()
SPEC = (Path(__file__).parent / "spec.sql").read_text()
SCHEMA = (ROOT / "generated" / "schema.sql").read_text()
ROLLBACK = (ROOT / "generated" / "rollback.sql").read_text()


@pytest.fixture
def base(server: Server) -> Iterator[Database]:
    """A database that already has beliefs and tensions in it."""
    with server.database() as database:
        psql(database, BASE + SAMPLE)
        yield database


def rows(database: Database) -> list[str]:
    """Return every row of beliefs and tensions, in the columns of the base."""
    with database.connect_admin() as conn:
        found = conn.execute(
            "select to_jsonb(b) - array['is_local', 'visibility', 'share_level', 'federation_id',"
            " 'origin_node_id'] from public.beliefs b"
            " union all select to_jsonb(t) from public.tensions t"
        )
        return sorted(str(row[0]) for row in found)


def test_the_same_as_the_specification(base: Database, server: Server) -> None:
    """Base and schema.sql dump the same as base and the specification's own SQL."""
    psql(base, SCHEMA)
    with server.database() as other:
        psql(other, BASE + SPEC)

        assert dump(other, "--no-comments") == dump(base, "--no-comments")


def test_schema_may_run_twice(base: Database) -> None:
    """All of schema.sql may be run again, and changes nothing."""
    psql(base, SCHEMA)
    once = dump(base)
    psql(base, SCHEMA)

    assert once == dump(base)


def test_rollback_returns_to_the_base(base: Database) -> None:
    """rollback.sql gives the dump of the base alone, every row still there; twice is as good."""
    before, kept = dump(base), rows(base)
    psql(base, SCHEMA + ROLLBACK)
    once = dump(base)
    psql(base, ROLLBACK)

    assert kept
    assert before == once == dump(base)
    assert kept == rows(base)


def test_existing_beliefs_become_local_and_private(base: Database) -> None:
    """The data step holds for rows that were there before."""
    psql(base, SCHEMA)
    with base.connect_admin() as conn:
        found = conn.execute(
            "select is_local, visibility, share_level, count(*) > 0 from public.beliefs"
            " group by 1, 2, 3"
        ).fetchall()

    assert [(True, "private", "belief_only", True)] == found


def test_the_migration_is_proven_and_arrives(base: Database, shop: Workshop) -> None:
    """From the base to the model: proven there and back; then nothing differs."""
    with given(base.conninfo, shop) as origin, given(str(MODEL), shop) as target:
        migration = prepare(origin, target, shop, Wishes(), lambda text: None)
    done = vfed("apply", "--from", base.admin_conninfo, "--model", MODEL, "--yes")
    with given(base.conninfo, shop) as origin, given(str(MODEL), shop) as target:
        left = compare(origin, target)[1]

    assert migration.proven
    assert migration.back
    assert not migration.left_out
    assert done.code == 0
    assert left == []


def test_built_from_the_model_nothing_differs(base: Database, shop: Workshop) -> None:
    """A database built by schema.sql, read as objects, is what the model says."""
    psql(base, SCHEMA)
    with given(base.conninfo, shop) as origin, given(str(MODEL), shop) as target:
        goal, left = compare(origin, target)

    assert left == []
    assert set(goal) >= set(target.model) - {r for r in target.model if not target.model[r].stored}


def test_artifacts_are_up_to_date() -> None:
    """What is committed under generated/ is what the model gives."""
    done = vfed("generate", "--check", "--model", MODEL)

    assert (done.code, done.out) == (0, "")


def test_generated_anew_they_are_the_same(tmp_path: Path) -> None:
    """Another folder, no lock: the same four files, byte for byte."""
    home = tmp_path / "schema"
    home.mkdir()
    for name in ("tables.yaml", "queries.yaml", "base.sql"):
        (home / name).write_text((ROOT / "schema" / name).read_text())
    done = vfed("generate", cwd=tmp_path)

    assert done.code == 0
    for path in sorted((ROOT / "generated").iterdir()):
        if path.suffix in (".sql", ".jsonl", ".py"):
            assert path.read_text() == (tmp_path / "generated" / path.name).read_text()


def test_what_the_model_relies_on_is_checked_first(base: Database) -> None:
    """A column that the model needs and the database has not is an error by name."""
    with base.connect_admin() as conn:
        conn.execute("alter table public.tensions rename column id to ident")
    done = vfed("diff", "--from", base.conninfo, "--model", MODEL)

    assert done.code == 1
    assert "column public.tensions.id is not there" in done.err


def test_what_else_is_in_beliefs_is_nobodys_business(base: Database) -> None:
    """More columns, indexes and tables than the base has: the model does not mind."""
    psql(base, SCHEMA)
    with base.connect_admin() as conn:
        conn.execute("alter table public.beliefs add column mood text")
        conn.execute("create index beliefs_mood on public.beliefs (mood)")
        conn.execute("create table public.elsewhere (id int)")
    done = vfed("drift", "--from", base.conninfo, "--model", MODEL)

    assert done.code == 0


def test_try_runs_the_main_job() -> None:
    """`try` goes there and back, and ends exactly where it began."""
    done = vfed("try", cwd=ROOT)

    assert done.code == 0, done.err
    assert "== exactly where it began" in done.out
    assert "nothing differs" in done.out
    assert "missing " in done.out
