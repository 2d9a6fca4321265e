"""Read a live database into a Model: one read-only snapshot, a fixed number of queries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .errors import CatalogError, in_words
from .kinds import KINDS
from .model import Edge, Model, Object
from .ref import Ref

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

MAJORS = range(13, 19)

# Constants inside expressions are spelled by the output functions of their types, and these listen
# to settings: pin every one. An empty search_path makes every name come back qualified. Catalogs
# are joined as a whole: nested loops are what a planner takes that knows too little of them.
_PINNED = """
    select set_config(name, value, true)
    from (values ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'),
                 ('datestyle', 'ISO, MDY'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'),
                 ('bytea_output', 'hex'), ('extra_float_digits', '1'), ('xmlbinary', 'base64'),
                 ('lc_monetary', 'C'), ('array_nulls', 'on'),
                 ('enable_nestloop', 'off')) as s (name, value)
"""

# What pg_depend calls by other addresses than ours: a view is its rule, a column its default, a
# key its index, a member of an operator class that class, an array its element, a multirange its
# range, a composite's columns its type, and whatever belongs to an extension the extension.
_ALIAS = """
    select 'pg_rewrite'::regclass::oid as class, r.oid,
           'pg_class'::regclass::oid as to_class, r.ev_class as to_oid, 0 as to_sub
    from pg_rewrite r where r.rulename = '_RETURN' and r.oid >= 16384
    union all
    select 'pg_attrdef'::regclass, d.oid, 'pg_class'::regclass, d.adrelid, d.adnum
    from pg_attrdef d
    union all
    select 'pg_type'::regclass, t.oid,
           case when c.relkind <> 'c' then 'pg_class'::regclass else 'pg_type'::regclass end,
           case when c.relkind <> 'c' then r.typrelid else r.oid end, 0
    from pg_type t
    join pg_type r
      on r.oid = case when t.typelem <> 0 and t.typlen = -1 then t.typelem else t.oid end
    left join pg_class c on c.oid = r.typrelid
    where t.oid >= 16384 and (r.oid <> t.oid or c.relkind <> 'c')
    union all
    select 'pg_class'::regclass, c.oid, 'pg_type'::regclass, c.reltype, 0
    from pg_class c where c.relkind = 'c'
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, 0
    from pg_depend d join pg_type m on m.oid = d.objid and m.typtype = 'm'
    where d.classid = 'pg_type'::regclass and d.refclassid = 'pg_type'::regclass
      and d.deptype = 'i'
    union all
    select 'pg_class'::regclass, k.conindid, 'pg_constraint'::regclass, k.oid, 0
    from pg_constraint k where k.contype in ('p', 'u', 'x')
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, d.refobjsubid
    from pg_depend d join pg_class c on c.oid = d.objid and c.relkind = 'S'
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
      and d.deptype = 'i'
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, 0
    from pg_depend d where d.deptype = 'e'
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, 0
    from pg_depend d
    where d.classid in ('pg_amop'::regclass, 'pg_amproc'::regclass) and d.deptype in ('a', 'i')
      and d.refclassid in ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
"""

# A sequence's OWNED BY is an object of its own, which knows both ends. The functions that a base
# type is made of stand on its shell.
_EDGES = f"""
    with alias as materialized ({_ALIAS})
    select coalesce(a.to_class, d.classid)::regclass::text,
           coalesce(a.to_oid, d.objid), coalesce(a.to_sub, d.objsubid),
           coalesce(b.to_class, d.refclassid)::regclass::text,
           coalesce(b.to_oid, d.refobjid),
           coalesce(b.to_sub, case when s.oid is null then d.refobjsubid else 1 end),
           d.deptype <> 'n' and d.classid not in ('pg_amop'::regclass, 'pg_amproc'::regclass)
    from pg_depend d
    left join alias a on a.class = d.classid and a.oid = d.objid
    left join alias b on b.class = d.refclassid and b.oid = d.refobjid
    left join pg_type s on d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_type'::regclass
      and s.oid = d.refobjid and s.typtype = 'b'
      and d.objid in (s.typinput, s.typoutput, s.typreceive, s.typsend, s.typmodin, s.typmodout,
                      s.typanalyze)
    where (d.deptype in ('n', 'a', 'i') or d.deptype = 'P' and d.classid = 'pg_trigger'::regclass)
      and d.objid >= 16384
      and (d.refobjid >= 16384 or d.refclassid = 'pg_namespace'::regclass)
      and not (d.deptype = 'a' and d.classid = 'pg_class'::regclass and d.objsubid = 0
               and exists (select from pg_class c where c.oid = d.objid and c.relkind = 'S'))
"""

Address = tuple[str, int, int]

# What is said of objects is read after them, and then what is left.
_READ = sorted((k for k in KINDS if k.stored), key=lambda k: (not k.managed, k.facet))


def introspect(conn: Connection[Any], *, lazy: bool = False) -> Model:
    """Return everything in the database that is neither the system's nor an extension's.

    `lazy` reads what stands on what when that is first asked for, over the same connection, which
    has to be open then: it is of use where something differs, and no plan is run on a database that
    has changed since.
    `conn` must be in autocommit mode. Raises CatalogError where the server is too old, too new,
    or will not let its catalog be read.
    """
    import psycopg

    major = major_of(conn)
    try:
        with _snapshot(conn):
            found: dict[Address, Ref] = {}
            # All are asked for at once: while we take one in, the server is at the next.
            with conn.pipeline():
                asked = [(kind, conn.execute(kind.catalog(major))) for kind in _READ]
                objects = [o for kind, rows in asked for o in _read(conn, kind, rows, found)]
            return Model(objects, (lambda: _edges(conn, found)) if lazy else _edges(conn, found))
    except psycopg.Error as error:
        raise CatalogError(f"cannot read the catalog: {in_words(error)}") from error


def major_of(conn: Connection[Any]) -> int:
    """Return the server's major version, or raise CatalogError if it is none that we know."""
    return supported(conn.info.server_version)


def supported(version: int) -> int:
    """Return the major of a version as libpq tells it, such as 150018 for 15.18."""
    major = version // 10000
    if major not in MAJORS:
        known = f"{MAJORS[0]} to {MAJORS[-1]}"
        raise CatalogError(f"PostgreSQL {major} is not supported: {known} are")
    return major


@contextmanager
def _snapshot(conn: Connection[Any]) -> Iterator[None]:
    conn.execute("begin isolation level repeatable read read only")
    try:
        conn.execute(_PINNED)
        yield
    finally:
        conn.execute("rollback")


def _read(
    conn: Connection[Any], kind: type[Object], cursor: Cursor[Any], found: dict[Address, Ref]
) -> Iterator[Object]:
    rows = cursor.fetchall()  # and only then it knows its columns
    if not kind.managed:
        left = [row for row in rows if row[:3] not in found]
        if not left:
            return
        cursor = conn.execute(kind.identified(), [json.dumps(left)])
        rows = cursor.fetchall()
    names = [column.name for column in cursor.description or ()]
    for values in rows:
        row: dict[str, Any] = {
            name: tuple(value) if type(value) is list else value
            for name, value in zip(names, values, strict=True)
        }
        address = (row.pop("address", kind.address), row.pop("oid", None), row.pop("sub", 0))
        if kind.facet:
            path = _about(found, address, row.pop("part"), row.pop("called"))
            if path:
                yield kind.from_row({"path": path, **row})
        else:
            obj = kind.from_row(row)
            if address[1] is not None:
                found[address] = obj.ref
            yield obj


def _about(
    found: dict[Address, Ref], address: Address, part: str | None, called: str | None
) -> tuple[str, ...] | None:
    """Return the path of a facet: what it is about, or nothing where no kind has read that."""
    ref = found.get(address)
    if ref and part in (None, ref.kind):
        return (ref.kind, *ref.path)
    home = found.get((*address[:2], 0))
    if home is None:
        return None
    return (f"{home.kind}.{part}", *home.path, called or "")


def _edges(conn: Connection[Any], found: dict[Address, Ref]) -> Iterator[Edge]:
    for user_class, user_oid, user_sub, used_class, used_oid, used_sub, auto in conn.execute(
        _EDGES
    ):
        user = found.get((user_class, user_oid, user_sub)) or found.get((user_class, user_oid, 0))
        used = found.get((used_class, used_oid, used_sub)) or found.get((used_class, used_oid, 0))
        if user and used and user != used:
            yield Edge(user, used, auto)


def hush() -> None:
    """Let the driver not speak for itself: what goes wrong is an error, and told as one."""
    import logging

    logging.getLogger("psycopg").setLevel(logging.ERROR)


@contextmanager
def connect(url: str, *, timeout: float | None = None) -> Iterator[Connection[Any]]:
    """Connect to a database by URL or key-value string; the password is never told to anybody.

    `timeout`, in seconds, is for the connection alone.

    Raises CatalogError, in one sentence.
    """
    import psycopg
    from psycopg.conninfo import make_conninfo

    hush()
    url = _plain(url)
    try:
        if timeout is not None:
            url = make_conninfo(url, connect_timeout=max(2, round(timeout)))
        conn = psycopg.connect(url, autocommit=True, application_name="vfed-schema")
    except psycopg.Error as error:
        raise CatalogError(f"cannot connect to {safe(url)}: {in_words(error)}") from None
    with conn:
        yield conn


def safe(url: str) -> str:
    """Return a connection string without its password, for people to read."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        parts = conninfo_to_dict(_plain(url))
    except ProgrammingError:
        return "the database"
    kept = {k: v for k, v in parts.items() if k in ("host", "port", "dbname", "user", "service")}
    return f"`{make_conninfo('', **kept)}`" if kept else "the database"


def _plain(url: str) -> str:
    """Return a URL as libpq knows it: without a driver for SQLAlchemy, such as `+psycopg`."""
    return re.sub(r"\A(postgres(?:ql)?)\+\w+://", r"\1://", url)
