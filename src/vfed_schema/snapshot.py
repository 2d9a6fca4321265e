"""Rows of a catalog as one snapshot shows them, and their print: nothing of what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

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

MUCH = 50_000  # cells, about: from there on a second connection saves more than it costs

Rows = list[tuple[Any, ...]]


def begin(conn: Connection[Any]) -> None:
    """Begin a snapshot on a connection in autocommit mode. Raises what the driver raises."""
    conn.execute("begin isolation level repeatable read read only")
    conn.execute(PINNED)


def end(conn: Connection[Any]) -> None:
    """End a snapshot; a connection that is gone has ended it."""
    import psycopg

    with suppress(psycopg.Error):
        conn.execute("rollback")


def fetched(conn: Connection[Any], queries: Sequence[str]) -> Iterator[tuple[list[str], Rows]]:
    """Yield the names of columns and the rows of each query, in the order given."""
    # All are asked for at once: while we take one in, the server is at the next.
    with conn.pipeline():
        for cursor in [conn.execute(query) for query in queries]:
            rows = cursor.fetchall()  # and only then it knows its columns
            yield [column.name for column in cursor.description or ()], rows


class Print:
    """A hash of all that was read: the same for a catalog in which nothing changed.

    It knows the order of rows, so that it may differ where nothing does. `weights` tell how much
    each query brought.
    """

    def __init__(self, conn: Connection[Any], queries: int) -> None:
        self._version = conn.info.server_version
        self._parts, self.weights = [b""] * queries, [0] * queries

    def take(self, number: int, names: Sequence[str], rows: Rows) -> None:
        """Take in what a query brought."""
        self._parts[number] = sha256(repr(rows).encode()).digest()
        self.weights[number] = len(rows) * (len(names) + 10)

    def __str__(self) -> str:
        return sha256(str(self._version).encode() + b"".join(self._parts)).hexdigest()


def printed(
    conn: Connection[Any],
    queries: Sequence[str],
    weights: Sequence[int],
    another: Callable[[], AbstractContextManager[Connection[Any]]],
) -> str:
    """Return the print of what queries bring, in a snapshot of its own, and keep no row.

    Where that was much the last time, as `weights` tell, half of it comes over another connection.
    Raises what the driver raises.
    """
    found = Print(conn, len(queries))
    begin(conn)
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
    return str(found)


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
        found.take(number, *got)


def _halves(weights: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Divide numbers into two lots of about the same weight."""
    lots: tuple[list[int], list[int]] = ([], [])
    weighed = [0, 0]
    for number in sorted(range(len(weights)), key=lambda n: -weights[n]):
        lighter = weighed[1] < weighed[0]
        lots[lighter].append(number)
        weighed[lighter] += weights[number]
    return lots
