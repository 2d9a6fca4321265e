"""Rows of a catalog as one snapshot shows them, and what versions they have: not what they mean."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import CatalogError

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGresult

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
               ' from pg_catalog.%I%s',
             relname,
             case when relname = 'pg_index' then
               ' || indisvalid::text || indisready::text || indislive::text' end,
             relname,
             case when relname = 'pg_namespace' then
               ' where nspname !~ ''^pg_(toast_)?temp_''' end), ' union all ' order by relname)
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

# Bytes of columns: from there on, some 2,000 tables, a second connection saves more than it costs
# even where client and server share two processors.
LARGE = 12 << 20
_EXPORTED = """
    case when pg_relation_size('pg_catalog.pg_attribute') > {} then pg_export_snapshot() end
"""

Another = Callable[[], AbstractContextManager["Connection[Any]"]]

Rows = list[tuple[Any, ...]]


class Told(NamedTuple):
    """What a query brought: its columns, which of them hold lists, and its rows."""

    names: list[str]
    lists: list[str]
    rows: Rows

    @classmethod
    def of(cls, conn: Connection[Any], result: PGresult | None) -> Told:
        """Take in all that a query brought."""
        from psycopg.adapt import Transformer

        if result is None:
            return cls([], [], [])
        names = [(result.fname(i) or b"").decode() for i in range(result.nfields)]
        kinds = [result.ftype(i) for i in range(result.nfields)]
        of = {kind: conn.adapters.types.get(kind) for kind in kinds}
        lists = [n for n, k in zip(names, kinds, strict=True) if (t := of[k]) and t.array_oid == k]
        reader = Transformer(conn)
        reader.set_pgresult(result)
        return cls(names, lists, reader.load_rows(0, result.ntuples, tuple))


def begin(conn: Connection[Any], exported: str | None = None) -> None:
    """Begin a snapshot on a connection in autocommit mode, or join one that was exported.

    Raises what the driver raises.
    """
    conn.execute("begin isolation level repeatable read read only")
    if exported:
        conn.execute(f"set transaction snapshot '{exported}'")
    conn.execute(PINNED)


def end(conn: Connection[Any]) -> None:
    """End a snapshot; a connection that is gone has ended it."""
    import psycopg

    with suppress(psycopg.Error):
        conn.execute("rollback")


def fetched(conn: Connection[Any], queries: Sequence[str]) -> Generator[Told]:
    """Yield what each query brings, in the order given, as soon as it is there.

    Raises what the driver raises; what is asked is read to its end all the same.
    """
    # All are asked for at once: while one is taken in, the server is at the next. The driver's own
    # pipeline hands out nothing before everything is there.
    from psycopg import generators, pq
    from psycopg.errors import error_from_result

    pgconn, waiting = conn.pgconn, len(queries) + 1
    pgconn.enter_pipeline_mode()
    try:
        for query in queries:
            pgconn.send_query_params(query.encode(), None)
            pgconn.send_flush_request()
        pgconn.pipeline_sync()
        conn.wait(generators.send(pgconn))
        while waiting > 1:
            results = conn.wait(generators.fetch_many(pgconn))
            waiting -= 1
            if results[0].status != pq.ExecStatus.TUPLES_OK:
                raise error_from_result(results[0], conn.info.encoding)
            told = [Told.of(conn, results.pop())]
            yield told.pop()  # and none of it is kept here
    finally:
        while waiting and not conn.closed:
            conn.wait(generators.fetch_many(pgconn))
            waiting -= 1
        if not conn.closed:
            pgconn.exit_pipeline_mode()


class Query(NamedTuple):
    """What is asked of a catalog: `only_if` a row meets that, and `many` tells how long it takes.

    >>> Query("select oid from pg_cast", "pg_cast where oid >= 16384", 1).there
    'exists (select from pg_cast where oid >= 16384)'
    """

    sql: str
    only_if: str = ""
    many: int = 1

    @property
    def there(self) -> str:
        return f"exists (select from {self.only_if})" if self.only_if else "true"


class Taking:
    """What is asked in one snapshot, and who takes it in: over two connections where that is much.

    `take` gets the number of a query, and what it brought, and may be called by two threads;
    `another` makes the second connection.
    """

    def __init__(
        self,
        conn: Connection[Any],
        queries: Sequence[Query],
        another: Another | None,
        take: Callable[[int, Told], None],
    ) -> None:
        self._conn, self._queries = conn, queries
        self._another, self._take = another, take
        self._taken: set[int] = set()

    def all(self) -> None:
        """Begin the snapshot, and take in everything. Raises what the driver raises."""
        begin(self._conn)
        there, exported = self._look()
        numbers = [n for n, found in enumerate(there) if found]
        for number in set(range(len(there))) - set(numbers):
            self._take(number, Told([], [], []))
        if exported is None:
            self._some(self._conn, numbers)
            return
        here, apart = _halves([(n, self._queries[n].many) for n in numbers])
        with ThreadPoolExecutor(1) as helper:
            other = helper.submit(self._over_another, exported, apart)
            self._some(self._conn, here)
            other.result()
            if left := [number for number in apart if number not in self._taken]:
                self._some(self._conn, left)

    def _look(self) -> tuple[list[bool], str | None]:
        """Return which queries have something to tell, and how another connection sees the same.

        The latter where one is of use.
        """
        import psycopg

        there = f"select array[{', '.join(query.there for query in self._queries)}]"
        try:
            exported = _EXPORTED.format(LARGE) if self._another else "null"
            row = self._conn.execute(f"{there}, {exported}").fetchone()
        except psycopg.Error:  # somebody has forbidden it
            end(self._conn)
            begin(self._conn)
            row = self._conn.execute(f"{there}, null").fetchone()
        return row or ([], None)

    def _over_another(self, exported: str, numbers: Sequence[int]) -> None:
        """Take in some of it over a connection of its own, if there is one."""
        import psycopg

        with suppress(psycopg.Error, CatalogError):  # who asks for the rest will say what is wrong
            assert self._another
            with self._another() as conn:
                begin(conn, exported)
                self._some(conn, numbers)

    def _some(self, conn: Connection[Any], numbers: Sequence[int]) -> None:
        brought = fetched(conn, [self._queries[n].sql for n in numbers])
        for number, got in zip(numbers, brought, strict=True):
            self._take(number, got)
            self._taken.add(number)


def _halves(weighed: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Divide numbers with weights into two lots of about the same weight, in their order.

    >>> _halves([(0, 1), (1, 1), (2, 5), (4, 4), (7, 1)])
    ([2, 7], [0, 1, 4])
    """
    lots: tuple[list[int], list[int]] = ([], [])
    weights = [0, 0]
    for number, weight in sorted(weighed, key=lambda pair: -pair[1]):
        lighter = weights[1] < weights[0]
        lots[lighter].append(number)
        weights[lighter] += weight
    return sorted(lots[0]), sorted(lots[1])


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


class Standing(NamedTuple):
    """What versions the rows of a catalog had, as a hash, and the query that tells it.

    No hash where not all may be seen.
    """

    query: str
    hash: str

    @classmethod
    def of(cls, conn: Connection[Any]) -> Standing:
        """Ask for it, in the snapshot in which all else is read. Raises what the driver raises."""
        query = versions(conn)
        return cls(query, standing(conn, query))
