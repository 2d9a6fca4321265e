"""Generated classes for schemas of every kind of type and name."""

from __future__ import annotations

import dataclasses
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.rows import class_row

from tests.emit.annotated import conforms, resolved
from tests.emit.module import complaints, module
from vfed_schema.catalog import introspect
from vfed_schema.emit.dataclasses import render
from vfed_schema.emit.python.naming import class_name
from vfed_schema.errors import SourceError
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.comment import Comment
from vfed_schema.kinds.enum import Enum
from vfed_schema.kinds.key import PrimaryKey
from vfed_schema.kinds.table import Table
from vfed_schema.kinds.view import View
from vfed_schema.model import About, Model
from vfed_schema.objects import Object
from vfed_schema.record import replace
from vfed_schema.ref import Ref
from vfed_schema.scratch import Database

TYPES = '''
create type mood as enum ('sad', 'ok "fine"');
create table every_type (
    id bigint generated always as identity primary key,
    a smallint not null, b numeric(8,3), c double precision, d boolean not null default true,
    e bytea, f date, g time, h timestamp, i interval, j json, k jsonb not null, l uuid[],
    m text[], n mood not null, o mood[], p inet, q cidr, r int4range, s tstzrange, t tsvector,
    u "char", v varchar(5)[] not null default '{}', w int4multirange, x xid, y point, z macaddr,
    double_a numeric generated always as (b * 2) stored, aa interval day to second(3), bb real,
    cc timetz, dd char(3), ee jsonb[], ff inet[], gg oid, hh bit(3), ii money, jj timestamptz(3)[]
);
comment on table every_type is 'has a "quote", a \\ backslash and """three"""';
create view some_types as select e.id, e.n, count(*) as many, e.j from every_type e group by e.id;
insert into every_type values (default, 1, 2.5, 3.5, true, 'x', '2026-01-02', '10:00',
    '2026-01-02 10:00', '1 day', '{"a": [1, null]}', '{"b": 1.5}', array[gen_random_uuid()],
    '{a,b}', 'sad', '{sad}',
    '10.0.0.1', '10.0.0.0/8', '[1,5)', '[2026-01-01,2026-02-01)', 'a b', 'c', '{x}', '{[1,3)}', '5',
    '(1,2)', '08:00:2b:01:02:03', default, '1:00', 1.5, '10:00+01', 'ab', array['{}'::jsonb],
    '{10.0.0.1/8,::1}', 5, b'101', 12, array[now()]);
'''


@pytest.fixture
def rendered(database: Database, tmp_path: Path) -> Path:
    """A file for a database of every type."""
    with database.connect() as conn:
        ranges = "int4multirange" if conn.info.server_version >= 140000 else "text"
        conn.execute(TYPES.replace("int4multirange", ranges).encode())
        path = tmp_path / "every_models.py"
        path.write_text(render(introspect(conn)))
    return path


def test_what_is_rendered_is_checked(rendered: Path) -> None:
    """mypy --strict and ruff find nothing in it."""
    assert [] == complaints(rendered)


def test_every_type_reads_as_it_is_annotated(rendered: Path, database: Database) -> None:
    """Whatever psycopg reads of a type is what the annotation says."""
    made = module(rendered)
    with database.connect() as conn:
        for name, table in (("EveryType", "every_type"), ("SomeType", "some_types")):
            wanted = getattr(made, name)
            (row,) = conn.cursor(row_factory=class_row(wanted)).execute(f"table {table}".encode())
            wrong = [
                (f.name, f.type, value)
                for f in dataclasses.fields(wanted)
                if not conforms(value := getattr(row, f.name), resolved(str(f.type), made))
            ]

            assert [] == wrong


def test_what_insert_needs(rendered: Path) -> None:
    """What the server fills in may be left out; what nobody may write is absent."""
    new = module(rendered).NewEveryType
    said = {k: str(v.__forward_arg__) for k, v in new.__annotations__.items()}

    assert {"a", "k", "n"} == {k for k, v in said.items() if not v.startswith("NotRequired[")}
    assert not {"id", "double_a"} & set(new.__annotations__)


def _table(name: str, columns: dict[str, str | dict[str, Any]], **said: Any) -> list[Object]:
    schema, _, table = name.rpartition(".")
    path = (schema or "public", table)
    made: list[Object] = [Table(path=path, **said)]
    for i, (column, body) in enumerate(columns.items(), 1):
        body = {"type": body} if isinstance(body, str) else body
        made.append(Column(path=(*path, column), position=i, **body))
    return made


SMALL = [
    Enum(path=("public", "mood"), labels=("sad", "it's fine")),
    *_table(
        "orders",
        {
            "id": {"type": "bigint", "identity": "always"},
            "status": {
                "type": "text", "not_null": True, "default": "'open'", "values": ("open", "paid"),
            },
            "tags": {"type": "text[]", "not_null": True, "values": ("new", "old")},
            "stars": {"type": "smallint", "values": ("1", "2", "3")},
            "code": {"type": "character(4)", "values": ("ab",)},
            "mood": "mood",
            "moods": "public.mood[]",
            "total": "numeric(10,2)",
            "at": {"type": "timestamptz", "not_null": True},
            "note": {"type": "jsonb", "default": "'{}'::jsonb"},
            "during": "tstzrange",
            "spans": "interval[]",
        },
    ),
    PrimaryKey(path=("public", "orders", "orders_pkey"), columns=("id",)),
    Comment(path=("table", "public", "orders"), text="what was bought\n\nand by whom"),
    Comment(path=("column", "public", "orders", "status"), text="how far it is"),
    *_table("sales.orders", {"class": {"type": "text", "not_null": True}, "my col": "int4"}),
    *_table("theirs", {"id": {"type": "uuid", "not_null": True}}),
    *_table("nothing", {}),
    View(
        path=("public", "open_orders"),
        query="SELECT o.id, o.status, t.id AS theirs, count(*) AS many FROM public.orders o"
        " LEFT JOIN public.theirs t ON true GROUP BY o.id, t.id",
        columns=("id bigint", "status text", "theirs uuid", '"many" bigint'),
    ),
    View(path=("public", "all_theirs"), query="SELECT * FROM theirs"),
    Comment(path=("view.column", "public", "open_orders", "many"), text="as it says"),
]  # fmt: skip


def _small(objects: list[Object]) -> Model:
    return Model(
        objects, external=[Ref("table", ("public", "theirs"))], about=About(version="007 small")
    )


def test_a_small_model(pytestconfig: pytest.Config) -> None:
    """A file with one of everything looks like this."""
    golden = Path(__file__).with_name("small.golden")
    made = render(_small(SMALL))
    if pytestconfig.getoption("--golden"):
        golden.write_text(made)

    assert golden.read_text() == made


def test_the_order_of_a_model_is_no_matter() -> None:
    """The same objects give the same bytes."""
    assert render(_small(SMALL)) == render(_small(SMALL[::-1]))


def test_a_small_model_is_checked(tmp_path: Path) -> None:
    """It holds for the tools, and its annotations resolve when it runs."""
    path = tmp_path / "small_models.py"
    path.write_text(render(_small(SMALL)))
    made = module(path)

    assert [] == complaints(path)
    for name in made.__all__:
        if name[0].isupper() and isinstance(getattr(made, name), type):
            assert typing.get_type_hints(getattr(made, name)) is not None


SHADOWS = [
    "date", "time", "datetime", "timedelta", "int", "str", "bool", "float", "bytes", "list",
    "dict", "object", "Json", "UUID", "Decimal", "IPv4Address", "Literal", "NotRequired", "Range",
    "dataclass", "TypedDict", "Final", "self", "cls", "builtin", "type",
]  # fmt: skip


def test_columns_called_like_types(tmp_path: Path) -> None:
    """A column called `date` hides no type from the columns beside it."""
    types = (
        "date", "time", "timestamptz", "interval", "int", "text", "bool", "float8", "bytea",
        "int[]", "jsonb", "uuid", "numeric", "inet", "daterange", "int4multirange",
    )  # fmt: skip
    columns: dict[str, str | dict[str, Any]] = dict.fromkeys(SHADOWS, "text")
    columns |= {
        name: {"type": type_, "not_null": True} for name, type_ in zip(SHADOWS, types, strict=False)
    }
    columns |= {f"a_{name}": type_ for name, type_ in zip(SHADOWS, types, strict=False)}
    tables = ["decimals", "Jsons", "ranges", "literals", "finals", "notrequireds", "typed_dicts"]
    objects = _table("shadows", columns) + [o for t in tables for o in _table(t, {"id": "uuid"})]
    path = tmp_path / "shadow_models.py"
    path.write_text(render(Model(objects)))
    made = module(path)

    assert [] == complaints(path)
    assert typing.get_type_hints(made.Shadow)["a_date"] is not None
    assert "PublicDecimal" in made.__all__


CLASHES: dict[str, tuple[list[str], list[str]]] = {
    "schemas": (["a.orders", "b.orders"], ["AOrder", "BOrder"]),
    "singular and plural": (["status", "statuses"], ["Status", "Statuses"]),
    "what insert needs": (["nodes", "new_nodes"], ["PublicNode", "PublicNewNode"]),
    "spelling": (["a b", "a_b"], ["AB2", "AB3"]),
}


@pytest.mark.parametrize("case", CLASHES)
def test_two_classes_never_have_one_name(case: str) -> None:
    """Those who want the same name both get another."""
    tables, names = CLASHES[case]
    text = render(Model([o for t in tables for o in _table(t, {"id": "int"})]))

    for name in names:
        assert f"\nclass {name}:\n" in text


def test_a_class_by_hand() -> None:
    """The name that the model says is kept; whoever would have had it gets another."""
    text = render(Model(_table("orders", {}, python_class="Line") + _table("lines", {})))

    assert "\nclass Line:\n" in text
    assert "\nclass PublicLine:\n" in text


@pytest.mark.parametrize(
    ("said", "what"),
    [("Two Words", "cannot be the name of a Python class"), ("Uuid", "taken"), ("UUID", "taken")],
)
def test_a_class_by_hand_that_cannot_be(said: str, what: str) -> None:
    """No class is called what is no name, what another is called, or what the file needs."""
    objects = _table("a", {}, python_class=said) + _table("b", {}, python_class="Uuid")

    with pytest.raises(SourceError, match=what):
        render(Model(objects))


def test_value_sets_of_one_name() -> None:
    """An enum in two schemas, and two columns that come to one name, stay apart."""
    text = render(
        Model(
            [
                Enum(path=("a", "mood"), labels=("x",)),
                Enum(path=("b", "mood"), labels=("y",)),
                *_table("a.moods", {"mood": "mood", "other": "b.mood"}),
                *_table(
                    "events",
                    {
                        "type": {"type": "text", "values": ("p",)},
                        "event_type": {"type": "text", "values": ("q",)},
                        "EventType": "text",
                    },
                ),
            ]
        )
    )

    for alias in (
        'AMood: TypeAlias = Literal["x"]',
        'BMood: TypeAlias = Literal["y"]',
        'EventTypeValue: TypeAlias = Literal["p"]',
        'EventEventType: TypeAlias = Literal["q"]',
    ):
        assert f"\n{alias}\n" in text
    assert "    mood: AMood | None\n" in text
    assert "    other: BMood | None\n" in text


LONG = "x" * 63


def test_long_and_wide_names(tmp_path: Path) -> None:
    """What does not fit a line is broken as ruff breaks it; wide characters count as two."""
    wide = "状態" * 10
    values = {"type": "text", "not_null": True, "values": ("a", "b" * 40, "状" * 20, 'c"' * 3)}
    objects = _table(
        f"a_{LONG[:50]}",
        {
            LONG: values,
            LONG[:40]: {**values, "not_null": False},
            LONG[:62]: "inet[]",
            LONG[:61]: "cidr",
            wide: values,
            wide[:15]: {"type": "text", "values": ("状態" * 12, "x" * 30)},
        },
    )
    path = tmp_path / "long_models.py"
    path.write_text(render(Model(objects)))

    assert [] == complaints(path)


NASTY = [
    '"', "'", "\\", '"""', "'''", 'ends with "', "ends with \\", '"begins', "a\nb", "a\n\n\n  b\n",
    "\t", "\x00", "\x0c", "\u2028", "{x}", "%s", "ü", "🙂", "\u200b", "a\r\nb", '\\"', "x" * 300,
    "word " * 60, "#", "# noqa", "# type: ignore", '""', '\'"', "did:vkb", "iPhone", "\\N{DASH}",
    "", " ", "\\\n", "fmt: off", "\ud7ff", "a'b\"c", "trailing  \n   spaces  ", 'x"""\\"""',
    "-" * 95, "-" * 94 + '"', "-" * 93 + "\\", "x" * 89 + " y",
]  # fmt: skip


def test_nasty_text(tmp_path: Path) -> None:
    """Whatever stands in a name, a comment or a value, the file is as ruff would have it."""
    objects: list[Object] = [Enum(path=("public", "nasty"), labels=tuple(NASTY))]
    for i, text in enumerate(NASTY):
        table = f"{text[:20]}{i}"
        objects += _table(table, {f"{text}{i}": "nasty", text or "empty": "text", "c": "text"})
        objects[-1] = replace(objects[-1], values=(text, "x"))
        objects.append(Comment(path=("table", "public", table), text=text))
        objects.append(Comment(path=("column", "public", table, "c"), text=text))
    path = tmp_path / "nasty_models.py"
    path.write_text(render(Model(objects, about=About(version="\\ \"'"))))
    made = module(path)

    assert [] == complaints(path)
    assert tuple(NASTY) == typing.get_args(made.Nasty)


@settings(max_examples=200, deadline=None)
@given(
    tables=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4, unique=True),
    columns=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4, unique=True),
    comment=st.text(max_size=200),
    values=st.lists(st.text(max_size=10), max_size=3),
)
def test_any_name_and_comment_gives_python(
    tables: list[str], columns: list[str], comment: str, values: list[str]
) -> None:
    """Whatever stands in a name, a comment or a label, the file is Python that runs."""
    objects: list[Object] = []
    for table in tables:
        objects.append(Table(path=("public", table)))
        objects.append(Comment(path=("table", "public", table), text=comment))
        for column in columns:
            path = ("public", table, column)
            objects.append(Column(path=path, type="text", values=tuple(values)))
            objects.append(Comment(path=("column", *path), text=comment))
    text = render(Model(objects, about=About(version=comment)))
    made: dict[str, Any] = {"__name__": __name__}
    exec(compile(text, "models.py", "exec"), made)

    assert 2 * len(tables) == sum(isinstance(made[name], type) for name in made["__all__"])


NAMES = {
    "federation_nodes": "FederationNode",
    "belief_provenance": "BeliefProvenance",
    "sync_status": "SyncStatus",
    "sync_state": "SyncState",
    "entries": "Entry",
    "addresses": "Address",
    "boxes": "Box",
    "analysis": "Analysis",
    "analyses": "Analysis",
    "series": "Series",
    "news": "News",
    "statuses": "Status",
    "purchases": "Purchase",
    "databases": "Database",
    "houses": "House",
    "causes": "Cause",
    "people": "Person",
    "movies": "Movie",
    "apis": "Api",
    "Sales Dept": "SalesDept",
    "OrderLines": "OrderLine",
    "HTTPRequests": "HTTPRequest",
    "2fa_codes": "_2faCode",
    "buses": "Bus",
    "matches": "Match",
    "days": "Day",
    "class": "Class",
    "größen": "Größen",
    "none": "None_",
    "s": "S",
    "$": "_",
}


@pytest.mark.parametrize("name", NAMES)
def test_class_names(name: str) -> None:
    """A class is named in the singular, in CamelCase."""
    assert NAMES[name] == class_name(name)


def test_other_spellings_of_types() -> None:
    """A type as somebody wrote it means what Postgres's own spelling means."""
    spellings: list[tuple[str, str]] = [
        ("int4", "int"), ("INT8", "int"), ("pg_catalog.int4", "int"), ("decimal(3, 2)", "Decimal"),
        ("numeric(3,2)", "Decimal"), ("timestamptz(3)", "datetime"), ("int[3]", "list[int]"),
        ("timestamp(3) with time zone", "datetime"), ("interval hour to minute", "timedelta"),
        ("varchar(5)[]", "list[str]"), ("citext", "str"), ("citext[]", "str"), ("float", "float"),
        ("int[][]", "list[list[int]]"), ('"MyType"', "str"), ("public.domain", "str"),
    ]  # fmt: skip
    columns: dict[str, Any] = {f"c{i}": t for i, (t, _) in enumerate(spellings)}
    text = render(
        Model(_table("t", {k: {"type": v, "not_null": True} for k, v in columns.items()}))
    )
    found = dict(
        line.strip().split(": ", 1) for line in text.splitlines() if line.startswith("    c")
    )

    assert {f"c{i}": said for i, (_, said) in enumerate(spellings)} == found


def test_a_renamed_column_reads_under_its_attribute(database: Database, tmp_path: Path) -> None:
    """A column whose name is not Python's is read once the query renames it as the field says."""
    with database.connect() as conn:
        conn.execute('create table odd ("class" text not null, "my col" int, "größe" int)')
        conn.execute("insert into odd values ('a', 1, 2)")
        path = tmp_path / "odd_models.py"
        path.write_text(render(introspect(conn)))
        wanted = module(path).Odd
        names = [
            sql.SQL("{} as {}").format(*map(sql.Identifier, pair)) for pair in _renames(wanted)
        ]
        query = sql.SQL("select {} from odd").format(sql.SQL(", ").join(names))
        (row,) = conn.cursor(row_factory=class_row(wanted)).execute(query)

    assert wanted(class_="a", my_col=1, größe=2) == row


def _renames(wanted: Any) -> list[tuple[str, str]]:
    columns = {"class_": "class", "my_col": "my col"}
    return [(columns.get(f.name, f.name), f.name) for f in dataclasses.fields(wanted)]
