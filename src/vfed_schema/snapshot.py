"""Rows of a catalog as one snapshot shows them, and their print: nothing of what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

# Constants inside expressions are spelled by the output functions of their types, and these listen
# to settings: pin every one. An empty search_path makes every name come back qualified. Catalogs
# are joined as a whole: nested loops are what a planner takes that knows too little of them.
PINNED = """
    select set_config(name, value, true)
    from (values ('search_path', ''), ('jit', 'off'), ('quote_all_identifiers', 'off'),
                 ('datestyle', 'ISO, MDY'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'),
                 ('bytea_output', 'hex'), ('extra_float_digits', '1'), ('xmlbinary', 'base64'),
                 ('lc_monetary', 'C'), ('array_nulls', 'on'),
                 ('enable_nestloop', 'off')) as s (name, value)
"""

# Rows that tell nothing of a schema, or that not everybody may see: what we read of these is in
# `_SHOWN`, with what else is none of a catalog's own rows.
_ASIDE = [
    "pg_authid", "pg_database", "pg_largeobject", "pg_largeobject_metadata",
    "pg_replication_origin", "pg_shdepend", "pg_statistic", "pg_statistic_ext_data",
    "pg_subscription", "pg_subscription_rel", "pg_user_mapping",
]  # fmt: skip

# A row is written once: another version has another transaction or another place, but for what an
# index is ready for, which 13 sets where it stands. Numbers of transactions come again after four
# thousand million of them, and places in files that were put back while the server was down.
_VERSIONS = f"""
    select string_agg(format(
             'select %L, count(*)::text, sum(hashtextextended(xmin::text || ctid::text%s, 0))::text'
               ' from pg_catalog.%I',
             relname,
             case when relname = 'pg_index' then
               ' || indisvalid::text || indisready::text || indislive::text' end,
             relname), ' union all ' order by relname)
    from pg_class
    where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'
      and relname <> all (array{_ASIDE})
    having bool_and(has_table_privilege(oid, 'select'))
"""
_SHOWN = """
    union all select 'server', pg_postmaster_start_time()::text,
                     (txid_snapshot_xmax(txid_current_snapshot()) >> 32)::text
    union all select 'user', current_user::text, d.oid::text || d.xmin::text || d.ctid::text
              from pg_database d where d.datname = current_database()
    union all select 'role', r::text, '' from pg_roles r
    union all select 'mapping', m::text, '' from pg_user_mappings m
    union all select 'subscription', s.subname::text, '' from pg_subscription s
    union all select 'extension', e.name::text, e.comment from pg_available_extensions e
              where e.installed_version is not null
"""

MUCH = 50_000  # cells, about: from there on a second connection saves more than it costs

Rows = list[tuple[Any, ...]]


class Told(NamedTuple):
    """What a query brought: its columns, which of them hold lists, and its rows."""

    names: list[str]
    lists: list[str]
    rows: Rows

    @classmethod
    def of(cls, cursor: Cursor[Any]) -> Told:
        """Take in all that a cursor has."""
        rows = cursor.fetchall()  # and only then it knows its columns
        columns = cursor.description or ()
        types = cursor.adapters.types
        of = {c.name: types.get(c.type_code) for c in columns}
        lists = [c.name for c in columns if (t := of[c.name]) and t.array_oid == c.type_code]
        return cls([c.name for c in columns], lists, rows)


def begin(conn: Connection[Any]) -> None:
    """Begin a snapshot on a connection in autocommit mode. Raises what the driver raises."""
    conn.execute("begin isolation level repeatable read read only")
    conn.execute(PINNED)


def end(conn: Connection[Any]) -> None:
    """End a snapshot; a connection that is gone has ended it."""
    import psycopg

    with suppress(psycopg.Error):
        conn.execute("rollback")


def fetched(conn: Connection[Any], queries: Sequence[str]) -> Iterator[Told]:
    """Yield what each query brings, in the order given."""
    # All are asked for at once: while we take one in, the server is at the next.
    with conn.pipeline():
        yield from map(Told.of, [conn.execute(query) for query in queries])


def versions(conn: Connection[Any]) -> str:
    """Return the query whose rows are the same as long as every row of the catalog is.

    It is of use to the same server major and user; none, where not all may be seen.
    """
    row = conn.execute(_VERSIONS).fetchone()
    return f"{row[0]}{_SHOWN}" if row else ""


def standing(conn: Connection[Any], query: str) -> str:
    """Return a hash of what versions the rows of the catalog have, as `versions` asks for them.

    In a snapshot of ours, for times are told by the settings of a session.
    """
    rows = conn.execute(query).fetchall() if query else ()
    told = repr((conn.info.server_version, sorted(rows)))
    return sha256(told.encode()).hexdigest() if rows else ""


class Print:
    """A hash of all that was read: the same for a catalog in which nothing changed.

    It knows the order of rows, so that it may differ where nothing does. `weights` tell how much
    each query brought; `standing` is had much sooner, and changes where something comes and goes.
    """

    def __init__(self, conn: Connection[Any], queries: int) -> None:
        self._conn = conn
        self._parts, self.weights = [b""] * queries, [0] * queries
        self.versions = self.standing = ""

    def stand(self) -> None:
        """Ask for the standing, in the snapshot in which all else is read."""
        self.versions = versions(self._conn)
        self.standing = standing(self._conn, self.versions)

    def take(self, number: int, told: Told) -> None:
        """Take in what a query brought."""
        self._parts[number] = sha256(repr(told.rows).encode()).digest()
        self.weights[number] = len(told.rows) * (len(told.names) + 10)

    def __str__(self) -> str:
        version = str(self._conn.info.server_version).encode()
        return sha256(version + b"".join(self._parts)).hexdigest()


def printed(
    conn: Connection[Any],
    queries: Sequence[str],
    weights: Sequence[int],
    another: Callable[[], AbstractContextManager[Connection[Any]]],
) -> Print:
    """Return the print of what queries bring, in a snapshot of its own, and keep no row.

    Where that was much the last time, as `weights` tell, half of it comes over another connection.
    Raises what the driver raises.
    """
    begin(conn)
    found = Print(conn, len(queries))
    here, there = _halves(weights)
    if sum(weights) < MUCH:
        here, there = range(len(queries)), ()
    with ThreadPoolExecutor(1) as helper:
        other = None
        if there:
            exported = conn.execute("select pg_export_snapshot()").fetchone()
            other = helper.submit(_joined, another, exported, queries, there, found)
        _take(conn, queries, here, found)
        if other:
            other.result()
        found.stand()
    return found


def _joined(
    another: Callable[[], AbstractContextManager[Connection[Any]]],
    exported: tuple[str] | None,
    queries: Sequence[str],
    numbers: Sequence[int],
    found: Print,
) -> None:
    """Do half of the work in the same snapshot."""
    with another() as conn:
        conn.execute("begin isolation level repeatable read read only")
        conn.execute(f"set transaction snapshot '{exported[0] if exported else ''}'")
        conn.execute(PINNED)
        _take(conn, queries, numbers, found)


def _take(
    conn: Connection[Any], queries: Sequence[str], numbers: Sequence[int], found: Print
) -> None:
    for number, got in zip(numbers, fetched(conn, [queries[n] for n in numbers]), strict=True):
        found.take(number, got)


def _halves(weights: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Divide numbers into two lots of about the same weight."""
    lots: tuple[list[int], list[int]] = ([], [])
    weighed = [0, 0]
    for number in sorted(range(len(weights)), key=lambda n: -weights[n]):
        lighter = weighed[1] < weighed[0]
        lots[lighter].append(number)
        weighed[lighter] += weights[number]
    return lots
