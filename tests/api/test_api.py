"""What Python programs may do."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

import vfed_schema
from tests.emit.module import MYPY_CACHE
from vfed_schema.canonical import script_into
from vfed_schema.scratch import Database
from vfed_schema.sources import Workshop

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "schema" / "tables.yaml"
SHOP = "tables:\n  orders:\n    columns:\n      id: {type: bigint, primary_key: true}\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A small model."""
    path = tmp_path / "schema" / "tables.yaml"
    path.parent.mkdir()
    path.write_text(SHOP)
    return path


def _documented() -> str:
    """Return the program that the documentation shows."""
    (found,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(), re.S)
    return str(found)


def test_importing_it_costs_nothing() -> None:
    """The package imports none of its rooms, no driver and no YAML before something is used."""
    script = "import vfed_schema, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    loaded = {m for m in done.stdout.split() if m.startswith("vfed_schema")}

    assert {"vfed_schema"} == loaded
    assert not {"psycopg", "yaml", "typer", "logging"} & set(done.stdout.split())


def test_every_public_name_is_there() -> None:
    """What `__all__` says can be imported, is in dir(), and is told in the documentation."""
    page = (ROOT / "docs" / "api.md").read_text()
    functions = [n for n in vfed_schema.__all__ if isinstance(_get(n), FunctionType)]

    assert set(vfed_schema.__all__) <= set(dir(vfed_schema))
    assert [] == [name for name in vfed_schema.__all__ if _get(name) is None]
    assert [] == [name for name in functions if f"`{name}" not in page]
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = vfed_schema.nothing_like_it  # type: ignore[attr-defined]


def _get(name: str) -> Any:
    return getattr(vfed_schema, name)


def test_a_room_does_not_take_its_function_s_name() -> None:
    """Importing the room `vfed_schema.plan` leaves `vfed_schema.plan` the function it is."""
    script = (
        "import vfed_schema.plan.graph, vfed_schema.diff, vfed_schema.apply, vfed_schema as v\n"
        "from vfed_schema.diff import Change\n"
        "print(type(v.plan).__name__, type(v.diff).__name__, type(v.apply).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert ("function function function\n", "") == (done.stdout, done.stderr)


@pytest.mark.parametrize(
    "function", [f for n in vfed_schema.__all__ if isinstance(f := _get(n), FunctionType)]
)
def test_every_signature_is_typed_and_told(function: Callable[..., Any]) -> None:
    """Every parameter and result has a type, and every function a docstring."""
    found = inspect.signature(function)
    untyped = [p.name for p in found.parameters.values() if p.annotation is p.empty]

    assert ([], False) == (untyped, found.return_annotation is found.empty)
    assert (function.__doc__ or "").strip()


def test_mypy_accepts_a_program(tmp_path: Path) -> None:
    """What the documentation shows, and every name beside, holds for `mypy --strict`."""
    path = tmp_path / "program.py"
    names = "\n".join(f"reveal_type(vfed_schema.{name})" for name in vfed_schema.__all__)
    path.write_text(f"{_documented()}\n\n{names}\n")
    kept = f"--cache-dir={MYPY_CACHE}"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "", kept, path.name],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip

    assert not re.findall(r".*error:.*", done.stdout)
    assert not re.findall(r'.*Revealed type is "Any".*', done.stdout)
    assert done.stdout.count("Revealed type") == len(vfed_schema.__all__), done.stdout


def test_what_is_documented_runs(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documented program brings a database to the model, and rollback brings it back."""
    shutil.copytree(ROOT / "schema", tmp_path / "schema")
    shutil.copytree(ROOT / "generated", tmp_path / "generated")
    monkeypatch.chdir(tmp_path)
    with database.connect() as conn:
        conn.autocommit = True
        script_into(conn, ROOT / "schema" / "base.sql")
    before = vfed_schema.introspect(database.conninfo)
    space: dict[str, Any] = {}
    exec(_documented(), space)
    said = space["bring_up_to_date"](database.conninfo)

    assert re.fullmatch(r"\d+ steps, 0 objects still differ", said), said
    assert space["bring_up_to_date"](database.conninfo) == "nothing to do"
    assert vfed_schema.rollback(database.conninfo, allow=["data-loss"]) > 0
    assert before == vfed_schema.introspect(database.conninfo)
    assert [] == space["slow"]()


def test_a_connection_comes_back_as_it_was(database: Database, model: Path, shop: Workshop) -> None:
    """A caller's connection is used as it is open, whatever its rows look like, and given back."""
    with psycopg.connect(database.conninfo, row_factory=dict_row) as conn:
        conn.execute("set search_path = pg_catalog")
        conn.commit()
        found = vfed_schema.diff(conn, model, shop=shop)
        migration = vfed_schema.plan(conn, model, shop=shop)
        steps = vfed_schema.apply(conn, vfed_schema.to_json(migration))
        kept = (conn.autocommit, conn.row_factory, conn.execute("show search_path").fetchone())

        assert "missing table public.orders" in str(found).splitlines()
        assert steps > 0
        assert (False, dict_row, {"search_path": "pg_catalog"}) == kept
        with pytest.raises(vfed_schema.CatalogError, match="in a transaction"):
            vfed_schema.introspect(conn)
        conn.rollback()

        assert vfed_schema.rollback(conn, allow=["data-loss"]) == steps
        assert str(found) == str(vfed_schema.diff(conn, model, shop=shop))
    with pytest.raises(vfed_schema.CatalogError, match="closed"):
        vfed_schema.introspect(conn)


def test_a_model_is_a_source(database: Database, model: Path, shop: Workshop) -> None:
    """What `read` returned is compared as it is, and can be written as YAML again."""
    wanted = vfed_schema.read(model, shop=shop)
    found = vfed_schema.diff(vfed_schema.introspect(database.conninfo), wanted, shop=shop)

    assert found
    assert not vfed_schema.diff(wanted, model, shop=shop)
    assert {"tables.yaml", "tables/orders.yaml"} == set(
        vfed_schema.to_yaml(wanted, split="by-table", shop=shop)
    )


QUERIES = """
queries:
  by_name: {sql: SELECT * FROM orders WHERE id = $1, arguments: [7], uses: [orders_pkey]}
  by_note: {sql: "SELECT * FROM orders WHERE id + 1 = $1", arguments: [8], uses: [orders_pkey]}
"""


def test_queries_are_asked(database: Database, model: Path, shop: Workshop) -> None:
    """In scratch they are run; a database is only read, and a connection comes back as it was."""
    model.write_text(SHOP + QUERIES)
    found = vfed_schema.queries(model, rows=2_000, shop=shop)
    vfed_schema.apply(database.conninfo, vfed_schema.plan(database.conninfo, model, shop=shop))
    with psycopg.connect(database.conninfo) as conn:
        asked = vfed_schema.queries(model, conn, shop=shop)
        kept = [
            conn.execute(f"show {name}".encode()).fetchone()
            for name in ("default_transaction_read_only", "plan_cache_mode", "search_path")
        ]

    assert (2, 2) == (len(found), len(asked))
    assert ["by_note"] == [one.query.path[-1] for one in found.missed]
    assert [1, 1] == [one.custom.actual for one in found]
    assert [None, None] == [one.custom.actual for one in asked]
    assert "MISS  by_note: " in str(found)
    assert [("off",), ("auto",), ('"$user", public',)] == kept
    assert 5 == conn.prepare_threshold
    model.write_text(SHOP)
    with pytest.raises(vfed_schema.SourceError, match="it has no `queries`"):
        vfed_schema.queries(model, shop=shop)
    with pytest.raises(vfed_schema.SourceError, match="counts rows"):
        vfed_schema.queries(model, rows=0, shop=shop)


def test_data_is_lost_where_that_is_allowed(
    database: Database, model: Path, shop: Workshop, tmp_path: Path
) -> None:
    """`apply` refuses what loses data, from a plan or a file of it, until it is allowed."""
    url = database.conninfo
    with database.connect() as conn:
        conn.execute("create table orders (id bigint primary key, note text)")
    migration = vfed_schema.plan(url, model, shop=shop)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(vfed_schema.to_json(migration)))
    for given in (migration, file):
        with pytest.raises(vfed_schema.Refusal, match="data would be lost"):
            vfed_schema.apply(url, given)

    assert "DROP COLUMN note" in vfed_schema.to_sql(migration)
    assert "data-loss" in vfed_schema.to_text(migration)
    assert vfed_schema.apply(url, file, allow=["data-loss"]) == 1
    assert {("public", "orders"): 5} == vfed_schema.fill(url, rows=5)


def test_mistakes_are_told(model: Path, tmp_path: Path) -> None:
    """What cannot be a source, a database or a hazard is an error that says so."""
    model.write_text(SHOP.replace("columns:", "colums:"))
    with pytest.raises(vfed_schema.SourceError, match=r"tables\.yaml:3:.*`colums`"):
        vfed_schema.validate(model)

    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: vfed_schema.read(3), "`int` is no source"),  # type: ignore[arg-type]
        (lambda: vfed_schema.read(tmp_path / "a.txt"), "is no source"),
        (lambda: vfed_schema.rollback("tables.yaml"), "is no database"),
        (lambda: vfed_schema.plan(model, model, allow=["loss"]), "no hazard is called `loss`"),
        (lambda: vfed_schema.to_yaml(model, split="twice"), "no split is called `twice`"),
        (lambda: vfed_schema.apply("dbname=x", {"format": 0}), "the plan"),
    ]
    for call, said in wrong:
        with pytest.raises(vfed_schema.VfedSchemaError, match=said):
            call()


def test_generate_says_what_is_stale(model: Path) -> None:
    """With `check`, the files that are out of date are named and not written."""
    stale = vfed_schema.generate(model, check=True)
    written = vfed_schema.generate(model)

    assert stale == written
    assert [] == vfed_schema.generate(model, check=True)
    assert vfed_schema.validate(model).keys() <= vfed_schema.read(model).keys()
