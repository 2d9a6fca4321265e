"""Why an index is not taken: found by trying, in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..kinds.index import Index
from ..record import replace
from ..sql import name
from .plans import Taken, explain

if TYPE_CHECKING:
    from psycopg import Connection


def reason(
    conn: Connection[Any],
    index: Index,
    arguments: list[str],
    taken: Taken,
    *,
    generic: bool,
    scratch: bool,
) -> tuple[str, float | None]:
    """Return the likely reason why an index is not taken, and what it costs if it has to be.

    Where the database is not ours, nothing is made in it, and less can be known.
    """
    with _tried(conn):
        if scratch:
            _drop_others(conn, index)
        forced = _forced(conn, arguments, generic=generic)
    called = index.path[-1]
    if called in forced.indexes:
        others = [i for i in taken.indexes if i != called]
        told = f"it would be read, and costs {forced.cost:.0f} instead of {taken.cost:.0f}"
        if others:
            return f"{', '.join(others)} serves the query better: {told}", forced.cost
        share = _share(conn, index, taken)
        return f"not selective enough{share}: {told}", forced.cost
    if scratch:
        return _by_trying(conn, index, arguments, generic=generic), None
    return _by_looks(index), None


def _by_trying(conn: Connection[Any], index: Index, arguments: list[str], *, generic: bool) -> str:
    """Make the index otherwise, and see which difference makes it serve."""
    if index.where:
        whole = replace(index, where=None)
        if _serves(conn, whole, arguments, generic=generic):
            said = f"its predicate {index.where} is not implied by the query"
            if generic and _serves(conn, index, arguments, generic=False):
                return f"{said} for every argument: write the value into the query"
            return said
    for opclass in _operator_classes(conn, index):
        other = replace(index, keys=(f"{index.keys[0].split()[0]} {opclass}", *index.keys[1:]))
        if _serves(conn, other, arguments, generic=generic):
            return f"wrong operator class: the query's operator is one of {opclass}"
    return _by_looks(index)


def _by_looks(index: Index) -> str:
    key = index.keys[0]
    if key.startswith("(") or "(" in key:
        return f"expression differs: nothing in the query is spelled as its key {key}"
    said = f"no condition or order of the query begins with its first key {key}"
    return f"{said}, or its predicate {index.where} is not implied" if index.where else said


def _serves(conn: Connection[Any], index: Index, arguments: list[str], *, generic: bool) -> bool:
    import psycopg

    with _tried(conn):
        try:
            _drop_others(conn, index)
            conn.execute(f"drop index if exists {name(*index.path)}".encode())
            conn.execute(index.build("").sql.encode())
        except psycopg.Error:
            return False
        return index.path[-1] in _forced(conn, arguments, generic=generic).indexes


def _forced(conn: Connection[Any], arguments: list[str], *, generic: bool) -> Taken:
    conn.execute("set local enable_seqscan = off")
    return explain(conn, arguments, generic=generic)


@contextmanager
def _tried(conn: Connection[Any]) -> Iterator[None]:
    with conn.transaction(force_rollback=True):
        yield


def _drop_others(conn: Connection[Any], index: Index) -> None:
    """Leave the planner no other index of the table, but for those of constraints."""
    others = conn.execute(
        "select x.indexrelid::regclass::text from pg_index x"
        " join pg_class i on i.oid = x.indexrelid"
        " where x.indrelid = %s::regclass and not i.relispartition and i.relname <> %s"
        " and not exists (select from pg_constraint k where k.conindid = x.indexrelid)",
        [name(*index.table), index.path[-1]],
    ).fetchall()
    for (other,) in others:
        conn.execute(f"drop index {other}".encode())


def _operator_classes(conn: Connection[Any], index: Index) -> list[str]:
    """Return the operator classes of the index's method for the type of its first key."""
    found = conn.execute(
        "select quote_ident(n.nspname) || '.' || quote_ident(o.opcname)"
        " from pg_index x join pg_opclass now on now.oid = x.indclass[0]"
        " join pg_opclass o on o.opcmethod = now.opcmethod and (o.opcintype = now.opcintype"
        "   or exists (select from pg_cast c where c.castsource = now.opcintype"
        "              and c.casttarget = o.opcintype and c.castmethod = 'b'))"
        " join pg_namespace n on n.oid = o.opcnamespace"
        " where x.indexrelid = to_regclass(%s) and o.oid <> now.oid order by 1",
        [name(*index.path)],
    ).fetchall()
    return [row[0] for row in found]


def _share(conn: Connection[Any], index: Index, taken: Taken) -> str:
    row = conn.execute(
        "select greatest(sum(reltuples), 1) from pg_class where oid in"
        " (select relid from pg_partition_tree(%s::regclass) union select %s::regclass)",
        [name(*index.table)] * 2,
    ).fetchone()
    rows = row[0] if row else 0
    read = max((n["Plan Rows"] for n in _scans(taken.node)), default=0)
    return f" ({read:,} of {rows:,.0f} rows)" if rows > 1 else ""


def _scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in node:
        yield node
    for inner in node.get("Plans", ()):
        yield from _scans(inner)
