"""models.py in pydantic's style: rows are read and checked, and what INSERT needs is said."""

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
from vfed_schema.catalog import introspect
from vfed_schema.emit.pydantic import TAKEN, render
from vfed_schema.emit.styles import render as styled
from vfed_schema.errors import SourceError
from vfed_schema.lock import load
from vfed_schema.model import Model
from vfed_schema.scratch import Database

pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")

ROOT = Path(__file__).parents[2]
HELD = """
create domain ratio as numeric(4,3) check (value between 0 and 1);
create domain handle as text not null check (char_length(value) > 2);
create table held (
    id bigint generated always as identity primary key,
    total numeric(10,2) not null default 0 check (total >= 0 and total < 100000.5),
    share ratio, name handle, small smallint check (small > -5 and 10 >= small),
    code varchar(5) not null check (code <> ''), free text check (free ~ '^a'),
    "class" text not null, "json" jsonb not null default '{}', "Odd Name" int, _lead int,
    model_kind text not null default 'x'
);
insert into held (name, code, "class", _lead) values ('abc', 'x', 'c', 1);
"""


@pytest.fixture
def made(database: Database, tmp_path: Path) -> Any:
    """The module for a table whose values are held to something, and whose names are odd."""
    with database.connect() as conn:
        conn.execute(HELD)
        conn.commit()
        conn.autocommit = True
        path = tmp_path / "held_models.py"
        path.write_text(render(introspect(conn)))

    assert [] == complaints(path)
    return module(path)


def test_valence_is_rendered(tmp_path: Path) -> None:
    """mypy --strict and ruff find nothing in the federation schema's classes."""
    model, _ = load((ROOT / "generated" / "catalog.jsonl").read_text())
    path = tmp_path / "valence_pydantic.py"
    path.write_text(render(model))

    assert [] == complaints(path)
    assert module(path).FederationNode.model_fields["id"]


def test_every_type_is_read(database: Database, tmp_path: Path) -> None:
    """Whatever psycopg reads of a type, the class takes, through `class_row`."""
    with database.connect() as conn:
        ranges = "int4multirange" if conn.info.server_version >= 140000 else "text"
        conn.execute(TYPES.replace("int4multirange", ranges).encode())
        conn.commit()
        conn.autocommit = True
        path = tmp_path / "every_pydantic.py"
        path.write_text(render(introspect(conn)))
        made = module(path)
        for name, table in (("EveryType", "every_type"), ("SomeType", "some_types")):
            query = sql.SQL("table {}").format(sql.Identifier(table))
            (row,) = conn.cursor(row_factory=class_row(getattr(made, name))).execute(query)
            (plain,) = conn.cursor(row_factory=dict_row).execute(query)

            assert plain == row.model_dump(by_alias=True)

    assert [] == complaints(path)


def test_rows_are_read_under_odd_names(made: Any, database: Database) -> None:
    """A column whose name is no field's is an alias: nothing has to be renamed in a query."""
    with database.connect() as conn:
        (row,) = conn.cursor(row_factory=class_row(made.Held)).execute("table held")

    assert ("c", {}, None, 1, "x") == (
        row.class_, row.json_, row.Odd_Name, row.lead, row.model_kind_
    )  # fmt: skip
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        row.total = Decimal(1)


def test_checks_are_said(made: Any) -> None:
    """What a type's modifier, a CHECK or a domain forbids, the class forbids; no more than that."""
    good = {"name": "abc", "code": "x", "class": "c"}
    wrong: list[dict[str, Any]] = [
        {"total": Decimal("-0.01")}, {"total": Decimal("100000.5")}, {"total": Decimal("1.234")},
        {"share": Decimal("1.1")}, {"share": Decimal("0.12345")}, {"name": "ab"}, {"small": -5},
        {"small": 11}, {"code": ""}, {"code": "123456"}, {"what": 1}, {"id": 1},
    ]  # fmt: skip
    for said in wrong:
        with pytest.raises(pydantic.ValidationError):
            made.NewHeld(**{**good, **said})
    right = made.NewHeld(**good, small=10, share=Decimal("0.5"), free="b", total=Decimal("0"))

    assert {**good, "small": 10, "share": Decimal("0.5"), "free": "b", "total": Decimal(0)} == (
        right.model_dump(by_alias=True, exclude_unset=True)
    )


def test_the_style_is_an_option(tmp_path: Path) -> None:
    """`generate --models` writes that style, `--check` wants the same, and settings say it once."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "tables.yaml").write_text(
        "tables: {orders: {columns: {id: {type: int, primary_key: true}}}}\n"
    )
    first = vfed("generate", "--models", "pydantic", cwd=tmp_path)
    text = (tmp_path / "generated" / "models.py").read_text()
    same = vfed("generate", "--check", "--models", "pydantic", cwd=tmp_path)
    other = vfed("generate", "--check", cwd=tmp_path)
    (tmp_path / "vfed-schema.toml").write_text('models = "pydantic"\n')
    told = vfed("generate", "--check", cwd=tmp_path)

    assert "class Order(BaseModel):" in text
    assert (0, 0, 2, 0) == (first.code, same.code, other.code, told.code)
    assert other.out.startswith("stale generated/models.py\n")
    with pytest.raises(SourceError, match="no style of models is called `attrs`"):
        styled(Model(), "attrs")


def test_what_pydantic_has_for_itself_is_known() -> None:
    """No field has the name of an attribute that a BaseModel has."""
    own = {n for n in dir(pydantic.BaseModel) if not n.startswith(("_", "model_"))}

    assert own == TAKEN
