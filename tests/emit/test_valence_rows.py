"""Real rows of the federation schema, read by psycopg into the generated classes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

import pytest
from psycopg import Connection, sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tests.emit.annotated import Json, conforms, resolved
from tests.emit.module import module
from tests.witness import psql
from vfed_schema.emit.dataclasses import render
from vfed_schema.emit.python.records import records
from vfed_schema.lock import load
from vfed_schema.ref import Ref
from vfed_schema.scratch import Server
from vfed_schema.source import read

ROOT = Path(__file__).parents[2]
MODEL, _ = load((ROOT / "generated" / "catalog.jsonl").read_text())
RECORDS = records(MODEL).records
ONE = UUID("b0000000-0000-4000-8000-0000000000ff")


MODULE = module(ROOT / "generated" / "models.py")


@pytest.fixture(scope="module")
def conn(server: Server) -> Iterator[Connection[Any]]:
    """A database with one row in every table, all of them about one id."""
    with server.database() as database:
        psql(database, (ROOT / "schema" / "base.sql").read_text())
        psql(database, (ROOT / "generated" / "schema.sql").read_text())
        with database.connect_admin() as conn:
            conn.execute("set session_replication_role = replica")  # foreign keys stand back
            conn.execute(
                "insert into public.beliefs (id, content, is_local) values (%s, 'x', false)", [ONE]
            )
            for record in RECORDS:
                if record.insert:
                    _insert(conn, record.source, _row(getattr(MODULE, f"New{record.name}")))
            yield conn


def _row(wanted: Any) -> dict[str, Any]:
    hints = {k: str(v.__forward_arg__) for k, v in wanted.__annotations__.items()}
    return {k: _value(resolved(_bare(said), MODULE)) for k, said in hints.items()}


def _bare(said: str) -> str:
    return said.removeprefix("NotRequired[").removesuffix("]") if "NotRequired" in said else said


def _value(wanted: Any) -> Any:
    """Return some value of a type."""
    origin, parts = get_origin(wanted), get_args(wanted)
    if wanted is Json:
        return Jsonb({"overall": 0.5, "deep": [1, None, {"x": True}]})
    if origin is Literal:
        return "active" if "active" in parts else parts[0]
    if origin is list:
        return [_value(parts[0])]
    if parts:
        return _value(parts[0])
    made = {
        UUID: ONE,
        datetime: datetime(2026, 1, 1, tzinfo=UTC),
        Decimal: Decimal("0.5"),
        str: "text",
        int: 1,
        bool: True,
    }
    return made[wanted]


def _insert(conn: Connection[Any], table: str, row: dict[str, Any]) -> None:
    statement = sql.SQL("insert into {} ({}) values ({})").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    conn.execute(statement, list(row.values()))


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.name)
def test_a_row_reads_into_its_class(record: Any, conn: Connection[Any]) -> None:
    """Every field of every table and view is of the type that its annotation says."""
    wanted = getattr(MODULE, record.name)
    cursor = conn.cursor(row_factory=class_row(wanted))
    query = sql.SQL("select * from {}").format(sql.Identifier(*record.source.split(".")))
    rows = cursor.execute(query).fetchall()
    wrong = [
        (f.name, value)
        for row in rows
        for f in dataclasses.fields(wanted)
        if not conforms(value := getattr(row, f.name), resolved(str(f.type), MODULE))
    ]

    assert len(rows) == 1
    assert wrong == []


@pytest.mark.parametrize("record", [r for r in RECORDS if r.insert], ids=lambda r: r.name)
def test_none_only_where_the_column_can_be_null(record: Any, conn: Connection[Any]) -> None:
    """`None` is in an annotation just where the catalog has no NOT NULL."""
    found = conn.execute(
        "select attname, not attnotnull from pg_attribute where attrelid = %s::regclass"
        " and attnum > 0 and not attisdropped",
        [record.source],
    ).fetchall()
    said = {
        f.name: str(f.type).endswith("| None")
        for f in dataclasses.fields(getattr(MODULE, record.name))
    }

    assert dict(found) == said


def test_with_no_lock_sqlglot_says_the_same() -> None:
    """The model as written, and its base, give the same file as the lock: views' types and all."""
    source = read(ROOT / "schema" / "tables.yaml")
    base = (ROOT / "schema" / "base.sql").read_text()

    assert render(MODEL) == render(source.model, base)


def test_models_are_the_rendered_lock() -> None:
    """The committed file is what the lock renders to."""
    assert (ROOT / "generated" / "models.py").read_text() == render(MODEL)


def test_every_table_and_view_has_a_class() -> None:
    """Twelve tables with what INSERT needs, three views, and nothing for other people's tables."""
    assert (12, 3) == (
        sum(1 for r in RECORDS if r.insert),
        sum(1 for r in RECORDS if not r.insert),
    )
    assert Ref("table", ("public", "beliefs")) in MODEL.external
    assert not hasattr(MODULE, "Belief")
