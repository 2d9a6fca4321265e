"""Generated classes for schemas of every kind of type and name."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import class_row

from tests.emit.annotated import conforms, resolved
from vfed_schema.catalog import introspect
from vfed_schema.emit.dataclasses import render
from vfed_schema.emit.dataclasses.naming import class_name
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.comment import Comment
from vfed_schema.kinds.table import Table
from vfed_schema.model import Model
from vfed_schema.scratch import Database

TYPES = '''
create type mood as enum ('sad', 'ok "fine"');
create table every_type (
    id bigint generated always as identity primary key,
    a smallint not null, b numeric(8,3), c double precision, d boolean not null default true,
    e bytea, f date, g time, h timestamp, i interval, j json, k jsonb not null, l uuid[],
    m text[], n mood not null, o mood[], p inet, q cidr, r int4range, s tstzrange, t tsvector,
    u "char", v varchar(5)[] not null default '{}', w int4multirange, x xid, y point, z macaddr,
    double_a numeric generated always as (b * 2) stored
);
comment on table every_type is 'has a "quote", a \\ backslash and """three"""';
create view some_types as select e.id, e.n, count(*) as many, e.j from every_type e group by e.id;
insert into every_type values (default, 1, 2.5, 3.5, true, 'x', '2026-01-02', '10:00',
    '2026-01-02 10:00', '1 day', '{"a": [1, null]}', '{"b": 1.5}', array[gen_random_uuid()],
    '{a,b}', 'sad', '{sad}',
    '10.0.0.1', '10.0.0.0/8', '[1,5)', '[2026-01-01,2026-02-01)', 'a b', 'c', '{x}', '{[1,3)}', '5',
    '(1,2)', '08:00:2b:01:02:03');
'''


@pytest.fixture
def rendered(database: Database, tmp_path: Path) -> Path:
    """A file for a database of every type."""
    with database.connect() as conn:
        conn.execute(TYPES.encode())
        path = tmp_path / "every_models.py"
        path.write_text(render(introspect(conn)))
    return path


def test_what_is_rendered_is_checked(rendered: Path) -> None:
    """mypy --strict and ruff find nothing in it."""
    for tool in (
        ("mypy", "--strict", "--config-file", "/dev/null"),
        ("ruff", "check", "--isolated", "--line-length", "100", "--select", "F,I,UP,RUF,E501"),
        ("ruff", "format", "--isolated", "--line-length", "100", "--diff"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *tool, rendered], capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stdout


def test_every_type_reads_as_it_is_annotated(rendered: Path, database: Database) -> None:
    """Whatever psycopg reads of a type is what the annotation says."""
    module = _module(rendered)
    with database.connect() as conn:
        for name, table in (("EveryType", "every_type"), ("SomeType", "some_types")):
            wanted = getattr(module, name)
            (row,) = conn.cursor(row_factory=class_row(wanted)).execute(f"table {table}".encode())
            wrong = [
                (f.name, f.type, value)
                for f in dataclasses.fields(wanted)
                if not conforms(value := getattr(row, f.name), resolved(str(f.type), module))
            ]

            assert wrong == []


def test_what_insert_needs(rendered: Path) -> None:
    """What the server fills in may be left out; what nobody may write is absent."""
    new = _module(rendered).NewEveryType
    said = {k: str(v.__forward_arg__) for k, v in new.__annotations__.items()}

    assert {"a", "k", "n"} == {k for k, v in said.items() if not v.startswith("NotRequired[")}
    assert not {"id", "double_a"} & set(new.__annotations__)


def _module(path: Path) -> Any:
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader

    module = module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


NAMES = {
    "federation_nodes": "FederationNode",
    "belief_provenance": "BeliefProvenance",
    "sync_status": "SyncStatus",
    "entries": "Entry",
    "addresses": "Address",
    "boxes": "Box",
    "analysis": "Analysis",
    "series": "Series",
    "news": "News",
    "statuses": "Status",
    "Sales Dept": "SalesDept",
    "2fa_codes": "_2faCode",
    "buses": "Bus",
    "matches": "Match",
    "days": "Day",
    "class": "Class",
}


@pytest.mark.parametrize("name", NAMES)
def test_class_names(name: str) -> None:
    """A class is named in the singular, in CamelCase."""
    assert NAMES[name] == class_name(name)


@settings(max_examples=200, deadline=None)
@given(
    name=st.text(min_size=1, max_size=20),
    column=st.text(min_size=1, max_size=20),
    comment=st.text(max_size=200),
    values=st.lists(st.text(max_size=10), max_size=3),
)
def test_any_name_and_comment_gives_python(
    name: str, column: str, comment: str, values: list[str]
) -> None:
    """Whatever stands in a name, a comment or a label, the file is Python."""
    path = ("public", name, column)
    model = Model(
        [
            Table(path=path[:2]),
            Column(path=path, type="text", values=tuple(dict.fromkeys(values))),
            Comment(path=("column", *path), text=comment),
            Comment(path=("table", *path[:2]), text=comment),
        ]
    )

    assert ast.parse(render(model))
