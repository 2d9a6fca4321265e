"""What found no difference is remembered, and never longer than it is true."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.command import Done, vfed
from vfed_schema.artifacts import generate
from vfed_schema.cli import memory
from vfed_schema.cli.made import Made
from vfed_schema.scratch import Database
from vfed_schema.scratch import cache as scratch_cache

MODEL = """
tables:
  orders:
    columns: {id: {type: int, primary_key: true}, total: numeric}
    indexes: {orders_total: [total]}
"""
TIMED = """
  orders_by_year:
    partition_by: range (at)
    partition_every: year
    columns: {at: {type: date, not_null: true}}
"""
THERE = """
create table public.orders (id int constraint orders_pkey primary key, total numeric);
create index orders_total on public.orders (total);
"""


@pytest.fixture
def asked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Done]:
    """Ask for the difference of a model and a database that are the same."""
    monkeypatch.setenv("VFED_MEMORY", "1")
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema/tables.yaml").write_text(MODEL)
    with database.connect_admin() as conn:
        conn.execute(THERE)
    vfed("generate", cwd=tmp_path)

    def ask(command: str = "diff", *options: str) -> Done:
        url = database.admin_conninfo
        return vfed(command, "--from", url, *options, cwd=tmp_path)

    return ask


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of our own, with the clusters of the usual one in it."""
    home = tmp_path / "cache"
    home.mkdir()
    for path in scratch_cache.folder().glob("[cp]*-*"):
        (home / path.name).symlink_to(path)
    monkeypatch.setenv("VFED_CACHE_DIR", str(home))
    return home


def change(database: Database, statement: str) -> None:
    with database.connect_admin() as conn:
        conn.execute(statement.encode())


def marked(cache: Path, **more: object) -> None:
    """Mark what is remembered, to see it when it is said."""
    for path in cache.glob("answer-*"):
        kept = json.loads(path.read_text())
        path.write_text(json.dumps({**kept, "answer": "remembered\n", **more}))


@pytest.mark.parametrize("command", ["diff", "drift"])
def test_the_same_question_is_answered_from_memory(
    asked: Callable[..., Done], cache: Path, command: str
) -> None:
    """The second time the very same is said, without a comparison."""
    first = asked(command)
    second = asked(command)
    marked(cache)
    third = asked(command)

    assert (0, first.out) == (second.code, second.out)
    assert (0, "remembered\n") == (third.code, third.out)


@pytest.mark.parametrize(
    "statement",
    [
        "alter table orders alter total set not null",
        "drop index orders_total",
        "comment on table orders is 'what was bought'",
        "alter index orders_total set (fillfactor = 70)",
        "alter table orders add check (total > 0)",
        "alter table orders alter total set default 0",
        "alter table orders rename constraint orders_pkey to orders_key",
        "update pg_index set indisvalid = false where indexrelid = 'orders_total'::regclass",
    ],
)
def test_a_change_in_the_database_is_seen(
    asked: Callable[..., Done], cache: Path, database: Database, statement: str
) -> None:
    """Whatever changes, the next answer is a new one."""
    asked()
    marked(cache)
    change(database, statement)
    found = asked()

    assert 2 == found.code
    assert "orders" in found.out


def test_what_came_and_went_is_compared_once(
    asked: Callable[..., Done], cache: Path, database: Database
) -> None:
    """Rows were written, and all is as it was: from then on that standing counts."""
    first = asked()
    marked(cache)
    (before,) = (json.loads(path.read_text()) for path in cache.glob("answer-*"))
    change(
        database,
        "alter table orders alter total set default 0; alter table orders alter total drop default",
    )
    found = asked()
    (after,) = (json.loads(path.read_text()) for path in cache.glob("answer-*"))
    marked(cache)
    again = asked()

    assert first == found
    assert before["standing"] != after["standing"]
    assert (0, "remembered\n") == (again.code, again.out)


def test_a_table_that_is_gone_has_written_nothing_that_stays(
    asked: Callable[..., Done], cache: Path, database: Database
) -> None:
    """Nor has a temporary one, though the schema stays that it was in."""
    asked()
    marked(cache)
    change(database, "create temporary table passing (n int); insert into passing values (1)")
    change(database, "create table passing (n int); drop table passing; analyze orders")
    found = asked()

    assert (0, "remembered\n") == (found.code, found.out)


def test_what_nobody_describes_is_told_of_as_it_is(
    asked: Callable[..., Done], cache: Path, database: Database
) -> None:
    """It is no difference, so the answer is remembered, for as long as it stays the same."""
    without = asked()
    made = "create subscription sub connection '' publication p"
    change(database, f"{made} with (connect = false, enabled = false, slot_name = none)")
    first = asked()
    marked(cache)
    second = asked()
    change(database, "drop subscription sub")
    third = asked()

    assert "subscription" in first.out + first.err
    assert (0, "remembered\n") == (second.code, second.out)
    assert without == third


def test_what_a_session_is_set_to_has_no_say_in_it(
    asked: Callable[..., Done], cache: Path, database: Database
) -> None:
    """Times are told by the clock of nobody in particular: no row was written, and none is read."""
    change(database, f"alter database {database.name} set timezone to 'Asia/Tokyo'")
    change(database, f"alter database {database.name} set datestyle to 'German'")
    asked()
    marked(cache)
    again = asked()

    assert (0, "remembered\n") == (again.code, again.out)


def test_what_is_remembered_is_said_without_the_engine(
    asked: Callable[..., Done], cache: Path, database: Database, tmp_path: Path
) -> None:
    """No kind is imported: that would take longer than all else."""
    asked()
    script = (
        "import atexit, os, sys; os._exit = lambda code: sys.exit(code)\n"
        "from vfed_schema.cli import main\n"
        f"sys.argv = ['vfed-schema', 'diff', '--from', {database.admin_conninfo!r}]\n"
        "try: main()\n"
        "except SystemExit: print(sorted(m for m in sys.modules if m.startswith('vfed_schema')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "vfed_schema.snapshot" in done.stdout
    assert "vfed_schema.kinds" not in done.stdout
    assert "vfed_schema.record" not in done.stdout
    assert "vfed_schema.migration" not in done.stdout


def test_a_change_of_model_options_or_place_is_another_question(
    asked: Callable[..., Done], cache: Path, tmp_path: Path
) -> None:
    """Options, a changed lock, and a stale one: none is answered from memory."""
    asked()
    marked(cache)
    as_json = asked("diff", "--format", "json")
    (tmp_path / "schema/tables.yaml").write_text(
        MODEL.replace("total: numeric", "total: numeric, at: date")
    )
    stale = asked()
    vfed("generate", cwd=tmp_path)
    changed = asked()

    assert 0 == as_json.code
    assert [] == json.loads(as_json.out)["changes"]
    assert (2, 2) == (stale.code, changed.code)


def test_nothing_is_remembered_where_it_is_switched_off(
    asked: Callable[..., Done], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """$VFED_MEMORY=0 neither keeps an answer nor recalls one."""
    monkeypatch.setenv("VFED_MEMORY", "0")
    asked()
    kept = list(cache.glob("answer-*"))
    monkeypatch.setenv("VFED_MEMORY", "1")
    asked()
    marked(cache)
    monkeypatch.setenv("VFED_MEMORY", "0")
    again = asked()

    assert [] == kept
    assert "remembered" not in again.out


def test_what_the_time_of_day_has_a_say_in_is_not_remembered(
    asked: Callable[..., Done], cache: Path, tmp_path: Path, database: Database
) -> None:
    """Partitions that come with time are looked for every time."""
    change(database, "create table orders_by_year (at date not null) partition by range (at)")
    (tmp_path / "schema/tables.yaml").write_text(MODEL + TIMED)
    vfed("generate", cwd=tmp_path, VFED_MEMORY="0")
    vfed("partitions", "--from", database.admin_conninfo, cwd=tmp_path)
    found = asked("drift")

    assert 0 == found.code, found.out
    assert [] == list(cache.glob("answer-*"))


def test_damage_to_what_is_kept_is_no_trouble(asked: Callable[..., Done], cache: Path) -> None:
    """What cannot be read, or does not hold, is asked anew."""
    first = asked()
    for text in ("", "[]", "{}", '{"files": 1}', '{"files": {}, "query": "select"}'):
        for path in cache.glob("answer-*"):
            path.write_text(text)
        again = asked()

        assert (0, first.out) == (again.code, again.out)


@pytest.fixture
def written(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model whose artifacts are written, which is remembered."""
    monkeypatch.setenv("VFED_MEMORY", "1")
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema/tables.yaml").write_text(f"base: base.sql\n{MODEL}")
    (tmp_path / "schema/base.sql").write_text("create table public.theirs (id int);\n")
    vfed("generate", cwd=tmp_path)
    return tmp_path


FILES = ("schema.sql", "rollback.sql", "models.py", "catalog.jsonl")


def test_that_nothing_is_to_be_written_is_remembered(written: Path, cache: Path) -> None:
    """What was found to be right is not made again, only to find it so."""
    (kept,) = cache.glob("answer-*")
    script = written / "generated/schema.sql"
    script.write_text("-- edited\n")
    told = json.loads(kept.read_text())

    assert set(told["files"]) == {
        *(f"generated/{name}" for name in FILES), "schema/tables.yaml", "schema/base.sql"
    }  # fmt: skip
    assert "stale generated/schema.sql" in vfed("generate", "--check", cwd=written).out

    told["files"]["generated/schema.sql"] = memory.hash_of(script)
    kept.write_text(json.dumps(told))

    assert vfed("generate", "--check", cwd=written).out == ""
    assert "wrote generated/schema.sql" in vfed("generate", cwd=written, VFED_MEMORY="0").out


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("edit", [True, False], ids=["edited", "removed"])
def test_a_file_that_is_not_as_it_was_is_written_again(
    written: Path, name: str, edit: bool
) -> None:
    """Whatever happens to one of the artifacts, it is what it should be after the next run."""
    file = written / "generated" / name
    was = file.read_text()
    file.write_text(f"{was}\n") if edit else file.unlink()

    assert f"wrote generated/{name}" in vfed("generate", cwd=written).out
    assert file.read_text() == was


def test_a_model_that_has_changed_is_read(written: Path) -> None:
    """So is its base, and the style of models.py is another question."""
    model, base = written / "schema/tables.yaml", written / "schema/base.sql"
    model.write_text(model.read_text().replace("numeric", "bigint"))
    first = vfed("generate", cwd=written).out
    base.write_text("create table public.theirs (id bigint);\n")
    second = vfed("generate", cwd=written).out
    third = vfed("generate", "--models", "pydantic", cwd=written).out
    fourth = vfed("generate", cwd=written).out

    assert "wrote generated/schema.sql" in first
    assert second == "wrote generated/catalog.jsonl\n"
    assert third == fourth == "wrote generated/models.py\n"
    assert vfed("generate", cwd=written).out == ""


def test_a_model_edited_meanwhile_is_not_taken_for_what_was_read(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Artifacts of what was there before say nothing of what is there now."""
    monkeypatch.chdir(written)
    model = Path("schema/tables.yaml")
    found: list[Mapping[Path, str]] = []
    generate(model, False, print, right=found.append)
    model.write_text(model.read_text().replace("numeric", "bigint"))
    remembered = Made(model, "dataclasses")
    remembered.keep(*found)

    assert not remembered.holds()

    model.write_text(model.read_text().replace("bigint", "numeric"))

    assert Made(model, "dataclasses").holds()
