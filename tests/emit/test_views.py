"""What the classes say of views, held against a server: names, types, and what is never null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection, sql

from vfed_schema.catalog import introspect
from vfed_schema.emit.dataclasses import render
from vfed_schema.emit.python.known import Known
from vfed_schema.emit.python.outputs import Outputs
from vfed_schema.emit.python.spelling import python_type
from vfed_schema.emit.python.views import Views
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.table import Table
from vfed_schema.kinds.view import View
from vfed_schema.model import Model
from vfed_schema.objects import Object
from vfed_schema.record import replace
from vfed_schema.ref import Ref
from vfed_schema.scratch import Server

TABLES = """
create table a (id int primary key, x text not null, y jsonb, "Z z" int not null);
create table b (id bigint primary key, a_id int not null, tags text[] not null, w numeric(5,2));
create table c (id int not null, x text, at timestamptz not null default now());
insert into a values (1, 'one', '{"k": "5"}', 1), (2, 'two', null, 2), (4, 'four', '{}', 4);
insert into b values (1, 1, '{p}', 1.5), (3, 1, '{}', null), (5, 9, '{q,r}', 2);
insert into c values (1, 'one'), (2, null), (7, 'seven');
"""

# Each query, and the columns of it that are known never to be null.
VIEWS = {
    "select * from a": "id x Zz",
    'select A.ID as "Id", a."Z z" z from Public.A a': "Id z",
    "select a.id, b.id b_id from a join b on a.id = b.a_id": "id b_id",
    "select a.id, b.id b_id from a left join b on a.id = b.a_id": "id",
    "select a.id, b.id b_id from a right join b on a.id = b.a_id": "b_id",
    "select a.id, b.id b_id from a full join b on a.id = b.a_id": "",
    "select a.id, c.at, b.w from a left join (b join c on b.id = c.id) on b.a_id = a.id": "id",
    "select a.id, j.at from a join (b left join c using (id)) j on j.a_id = a.id": "id",
    "select a.id, b.id b_id, c.id c_id from a left join b on a.id = b.a_id join c on c.id = b.id":
        "id c_id",
    "select * from a left join c using (id, x)": "id x Zz",
    "select * from b right join c using (id)": "id at",
    "select * from b full join c using (id)": "",
    "select * from a natural left join c": "id x Zz",
    "select id, w from b cross join (select 1 as one) o": "id",
    "select t.p, t.x from a t(p)": "p x",
    "select j.p, j.q from (a left join b on a.id = b.a_id) j(p, q, r, s, t)": "p q",
    "select s.* from (select id, y from a where y is not null) s": "id",
    "select l.tags, l.n from a, lateral (select tags, count(*) n from b where a_id = a.id"
    " group by tags) l": "tags n",
    "select a.id, l.w from a left join lateral (select w from b where a_id = a.id) l on true":
        "id",
    "with q(n, m) as (select id, y from a) select * from q": "n",
    "with a as (select w as id from b) select id from a": "",
    "with recursive q as (select id, 1 as depth from a union all select q.id, q.depth + 1 from q"
    " where q.depth < 3) select * from q": "",
    "select id, x from a union all select id, x from c": "id",
    "select id from a union select w from b": "",
    "select id from a except select w::int from b": "id",
    "(select id from a order by id limit 1) union (select id from b)": "id",
    "select x, count(*) as n, count(distinct id) filter (where id > 1) m, sum(id), avg(id) mean,"
    " min(id) as least from a group by x": "x n m",
    "select id, x, count(*) n from a group by rollup (id, x)": "",
    "select id, x from a group by cube (id), x": "",
    "select id, count(*) n from a group by grouping sets ((id), ())": "",
    "select max(id) from a where false": "",
    "select sum(id) s, sum(w) t, sum(id::int) u, avg(w) v from b": "",
    "select id, row_number() over (order by id) as n, lag(x) over (order by id) as prev from a":
        "id n",
    "select coalesce(y, '{}'::jsonb) as y, coalesce(x, null) as x2, coalesce(y, null) z from a":
        "y x2",
    "select coalesce(c.x, 'none'::character varying) x, coalesce(w, 0) w from b full join c"
    " using (id)": "x w",
    "select y ->> 'k' as k, (y ->> 'k')::numeric as n, y -> 'k' as j, y #>> '{k}' as p from a": "",
    "select x is null as gone, y is not null as has, x = 'one' as one, exists (select 1 from b) e"
    " from c left join a using (x)": "gone has e",
    "select x is distinct from 'q' as d, x like 'o%' as l, not (w > 1) as n from c, b": "d",
    "select case when w > 1 then id end as some, case when w > 1 then 1 else 2 end c from b": "",
    "select id + 1 as next, w * 2 as twice, id + w as sum, -id as neg from b": "",
    "select now() as at, current_date as today, true as yes, 5 as five, 'x'::text as t,"
    " null::int as nil": "at today yes five t",
    "select lower(x) as l, upper(x) as u, length(x) as n, x || 'y' as xy from a": "",
    "select array_agg(x) xs, array_agg(distinct id) ids, string_agg(x, ',') s, jsonb_agg(x) j,"
    " array_agg(id order by x desc) o2,"
    " jsonb_build_object('a', 1) o from a": "",
    "select (select count(*) from b) n, (select max(w) from b) w from a": "",
    "select distinct on (a_id) a_id, tags from b order by a_id, id": "a_id tags",
    "select v.n, v.s from (values (1, 'a'), (2, null)) v(n, s)": "n",
    "select a.id, null as nothing from only a": "id",
    "select nullif(id, 1) as n, greatest(id, 2) g from a": "",
    "table a": "id x Zz",
    "select count(*), max(x), now(), coalesce(x, 'a'), x::varchar(3), b.id > 1 from c, b"
    " group by x, b.id": "count now coalesce",
    "select id from v1 where false": "id",
    "select v4.id, v4.b_id from v4": "id",
}  # fmt: skip


@pytest.fixture(scope="module")
def conn(server: Server) -> Iterator[Connection[Any]]:
    """A database with a view for every query, called v1, v2 and so on."""
    with server.database() as database, database.connect() as conn:
        conn.execute(TABLES.encode())
        for i, query in enumerate(VIEWS, 1):
            conn.execute(f"create view v{i} as {query}".encode())
        yield conn


@pytest.fixture(scope="module")
def live(conn: Connection[Any]) -> Model:
    return introspect(conn)


def _outputs(model: Model, name: str, base: str = "") -> Outputs | None:
    view = model[Ref("view", ("public", name))]
    assert isinstance(view, View)
    return Views(Known(model), base).output(view)


def _written(live: Model) -> Model:
    """Return the model with its views as they were written, before a server saw them."""
    queries = dict(zip((f"v{i}" for i, _ in enumerate(VIEWS, 1)), VIEWS, strict=True))
    return Model(
        replace(o, query=queries[o.path[-1]], columns=()) if isinstance(o, View) else o
        for o in live.values()
    )


@pytest.mark.parametrize(("number", "query"), list(enumerate(VIEWS, 1)))
def test_a_view(number: int, query: str, conn: Connection[Any], live: Model) -> None:
    """A query gives the same as written and as a server spells it; no null where none may be."""
    told = _outputs(live, f"v{number}")
    read = _outputs(_written(live), f"v{number}")
    assert told is not None
    assert read is not None

    found = [(o.name, python_type(o.type), o.not_null) for o in told]
    never = [o.name for o in told if o.not_null]
    rows = conn.execute(sql.SQL("table {}").format(sql.Identifier(f"v{number}"))).fetchall()

    assert VIEWS[query].split() == [name.replace(" ", "") for name in never]
    assert found == [(o.name, python_type(o.type), o.not_null) for o in read]
    assert not any(
        value is None
        for row in rows
        for output, value in zip(told, row, strict=True)
        if output.not_null
    )


EXTERNAL = [
    Table(path=("public", "ext")),
    Column(path=("public", "ext", "id"), type="uuid", not_null=True, position=1),
    Column(path=("public", "ext", "added"), type="text", not_null=True, position=2),
]
BASE = """
create function f() returns text as $$ begin; return ';'; end $$ language plpgsql;
CREATE TABLE IF NOT EXISTS public.ext ("Id" int, id uuid, name varchar(20), at timestamptz NOT NULL,
    n numeric(3,2)[], PRIMARY KEY (id), CHECK (n IS NOT NULL));
ALTER TABLE ONLY ext ADD CONSTRAINT c UNIQUE (name);
"""


def _external(query: str, base: str = BASE, **said: Any) -> Outputs | None:
    objects: list[Object] = [*EXTERNAL, View(path=("public", "v"), query=query, **said)]
    return _outputs(Model(objects, external=[Ref("table", ("public", "ext"))]), "v", base)


def test_columns_of_the_base() -> None:
    """A star over somebody else's table is what the base has, then what the model adds."""
    outputs = _external("select * from ext")
    assert outputs is not None

    assert [
        ("Id", "int", False),
        ("id", "UUID", True),
        ("name", "str", False),
        ("at", "datetime", True),
        ("n", "list[Decimal]", False),
        ("added", "str", True),
    ] == [(o.name, python_type(o.type), o.not_null) for o in outputs]


@pytest.mark.parametrize(
    ("query", "base"),
    [
        ("select * from ext", ""),
        ("select e.* from ext e", ""),
        ("select * from ext", f"{BASE} alter table ext add column more int;"),
        ("select * from ext", "create table ext (like other)"),
        ("select * from nowhere", BASE),
        ("select added, f.* from ext, f()", BASE),
        ("select * from v", BASE),
        ("select from where", BASE),
    ],
)
def test_nobody_can_tell(query: str, base: str) -> None:
    """Where a column may be unknown, nothing is said; the file tells which view has no class."""
    objects: list[Object] = [*EXTERNAL, View(path=("public", "v"), query=query)]
    text = render(Model(objects, external=[Ref("table", ("public", "ext"))]), base)

    assert _external(query, base) is None
    assert "No class for public.v" in text


def test_what_is_named_is_known_without_a_base() -> None:
    """Columns that the model names can be told, whatever else the table has."""
    outputs = _external("select e.added, e.id, e.other from ext e", "")
    assert outputs is not None

    assert [("added", True), ("id", True), ("other", False)] == [
        (o.name, o.not_null) for o in outputs
    ]
    assert "object" == python_type(outputs[2].type)


def test_the_lock_is_believed() -> None:
    """A query that cannot be read has the columns that the lock tells, and all can be null."""
    outputs = _external("select ?? from", columns=('"a ""b"" c" int', "d public.mood[]"))
    assert outputs is not None

    assert [('a "b" c', "int", False), ("d", "public.mood[]", False)] == [
        (o.name, o.type, o.not_null) for o in outputs
    ]


def test_not_null_by_hand() -> None:
    """What the model says of a view's nulls is true, for the views on it too."""
    objects: list[Object] = [
        *EXTERNAL,
        View(path=("public", "v"), query="select lower(added) as l from ext", not_null=("l",)),
        View(path=("public", "w"), query="select l from v"),
    ]
    outputs = _outputs(Model(objects), "w")
    assert outputs is not None

    assert [("l", True)] == [(o.name, o.not_null) for o in outputs]
