"""models.py in msgspec's style: real rows are read, checked, written as JSON and read again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from psycopg.rows import class_row, dict_row

from tests.cli.command import vfed
from tests.emit.module import complaints, module
from tests.emit.test_dataclasses import TYPES
from tests.emit.test_pydantic import HELD
from vfed_schema.catalog import introspect
from vfed_schema.emit.msgspec import render
from vfed_schema.lock import load
from vfed_schema.scratch import Database

msgspec = pytest.importorskip("msgspec", reason="msgspec is not installed")

ROOT = Path(__file__).parents[2]
BOUNDS = """
create table bounds (
    a int not null check (a > 0 and a >= 5), b int not null check (b >= 5 and b > 5),
    c float8 check (c < 1.5 and c <= 2), d bigint check (d < 9223372036854775807),
    "Meta" text, "UnsetType" inet, "Inet" inet, "Json" jsonb, "values" text default 'v', int int
);
"""


def _made(database: Database, path: Path, script: str) -> Any:
    with database.connect() as conn:
        ranges = "int4multirange" if conn.info.server_version >= 140000 else "text"
        conn.execute(script.replace("int4multirange", ranges).encode())
        conn.commit()
        conn.autocommit = True
        path.write_text(render(introspect(conn)))

    assert [] == complaints(path)
    return module(path)


@pytest.fixture
def made(database: Database, tmp_path: Path) -> Any:
    """The module for a table whose values are held to something, and whose names are odd."""
    return _made(database, tmp_path / "held_structs.py", HELD)


def test_valence_is_rendered(tmp_path: Path) -> None:
    """mypy --strict and ruff find nothing in the federation schema's structs."""
    model, _ = load((ROOT / "generated" / "catalog.jsonl").read_text())
    path = tmp_path / "valence_msgspec.py"
    path.write_text(render(model))

    assert [] == complaints(path)
    assert "id" in module(path).FederationNode.__struct_fields__


def test_every_type_is_read(database: Database, tmp_path: Path) -> None:
    """What psycopg reads of a type the struct takes, by `class_row` and, checked, by `convert`."""
    made = _made(database, tmp_path / "every_structs.py", TYPES)
    with database.connect() as conn:
        for name, table in (("EveryType", "every_type"), ("SomeType", "some_types")):
            query, wanted = sql.SQL("table {}").format(sql.Identifier(table)), getattr(made, name)
            (row,) = conn.cursor(row_factory=class_row(wanted)).execute(query)
            (plain,) = conn.cursor(row_factory=dict_row).execute(query)

            assert plain == made.values(row)
            assert row == msgspec.convert(plain, wanted)


@pytest.mark.parametrize("protocol", ["json", "msgpack"])
def test_rows_go_out_and_come_back(database: Database, tmp_path: Path, protocol: str) -> None:
    """As JSON and as MessagePack, of all types but ranges and addresses."""
    gone = ", ".join(f"drop {column}" for column in ("r", "s", "w", "ff", "p", "q"))
    script = f"{TYPES} drop view some_types; alter table every_type {gone};"
    made = _made(database, tmp_path / "back_structs.py", script)
    with database.connect() as conn:
        (row,) = conn.cursor(row_factory=class_row(made.EveryType)).execute("table every_type")
    wire = getattr(msgspec, protocol)

    assert row == wire.decode(wire.encode(row), type=made.EveryType)


def test_rows_are_read_under_odd_names(made: Any, database: Database) -> None:
    """A column whose name is no field's goes by that name in JSON and in a row of `dict_row`."""
    with database.connect() as conn:
        (plain,) = conn.cursor(row_factory=dict_row).execute("table held")
    row = msgspec.convert(plain, made.Held)

    assert ("c", {}, None, 1, "x") == (
        row.class_, row.json, row.Odd_Name, row._lead, row.model_kind
    )  # fmt: skip
    assert plain == made.values(row)
    assert b'"class":"c"' in msgspec.json.encode(row)
    assert row == msgspec.json.decode(msgspec.json.encode(row), type=made.Held)
    with pytest.raises(AttributeError):
        row.total = Decimal(1)


def test_checks_are_said(made: Any) -> None:
    """What a CHECK or a type forbids of numbers and lengths, the struct forbids when it is read."""
    good = {"name": "abc", "code": "x", "class": "c"}
    wrong: list[dict[str, Any]] = [
        {"name": "ab"}, {"small": -5}, {"small": 11}, {"code": ""}, {"code": "123456"},
        {"what": 1}, {"id": 1}, {"small": "1"}, {"code": None},
    ]  # fmt: skip
    for said in wrong:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({**good, **said}, made.NewHeld)
    right = msgspec.convert({**good, "small": 10, "free": "b"}, made.NewHeld)

    assert {**good, "small": 10, "free": "b"} == made.values(right)
    assert {**good, "total": Decimal(0)} == made.values(
        made.NewHeld(name="abc", code="x", class_="c", total=Decimal(0))
    )


def test_msgspec_takes_every_bound(database: Database, tmp_path: Path) -> None:
    """Of two that bound one side the stricter; and no column has a name that the file uses."""
    made = _made(database, tmp_path / "bound_structs.py", BOUNDS)
    msgspec.convert({"a": 5, "b": 6, "c": 1, "d": 2**62, "int": 1}, made.NewBound)
    for said in ({"a": 4, "b": 6}, {"a": 5, "b": 5}, {"a": 5, "b": 6, "c": 1.5}):
        with pytest.raises(msgspec.ValidationError, match="Expected"):
            msgspec.convert(said, made.NewBound)


def test_the_style_is_an_option(tmp_path: Path) -> None:
    """`generate --models msgspec` writes that style, and `--check` wants the same."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "tables.yaml").write_text(
        "tables: {orders: {columns: {id: {type: int, primary_key: true}}}}\n"
    )
    first = vfed("generate", "--models", "msgspec", cwd=tmp_path)
    same = vfed("generate", "--check", "--models", "msgspec", cwd=tmp_path)

    assert "class Order(Struct, " in (tmp_path / "generated" / "models.py").read_text()
    assert (0, 0) == (first.code, same.code)
