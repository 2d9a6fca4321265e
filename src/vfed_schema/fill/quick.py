"""Let a filling not keep indexes and foreign keys row by row: they are made again at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..sql import LEDGER_SCHEMA, WATCH_SCHEMA, name

if TYPE_CHECKING:
    from psycopg import Connection

_OURS = f"n.nspname !~ '^(pg_|information_schema|{LEDGER_SCHEMA}$|{WATCH_SCHEMA}$)'"


@contextmanager
def bare(conn: Connection[Any]) -> Iterator[None]:
    """Drop what only slows the filling down, and make it again, in one transaction."""
    with conn.transaction():
        conn.execute("set local maintenance_work_mem = '256MB'")
        keys = conn.execute(
            "select n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)"
            " from pg_constraint k join pg_class c on c.oid = k.conrelid"
            " join pg_namespace n on n.oid = c.relnamespace"
            f" where k.contype = 'f' and k.conparentid = 0 and {_OURS}".encode()
        ).fetchall()
        indexes = conn.execute(
            "select n.nspname, i.relname, pg_get_indexdef(i.oid)"
            " from pg_index x join pg_class i on i.oid = x.indexrelid"
            " join pg_namespace n on n.oid = i.relnamespace"
            " where not x.indisunique and not i.relispartition and not x.indisreplident"
            " and not exists (select from pg_constraint k where k.conindid = i.oid)"
            f" and {_OURS}".encode()
        ).fetchall()
        for schema, table, key, _ in keys:
            conn.execute(f"alter table {name(schema, table)} drop constraint {name(key)}".encode())
        for schema, index, _ in indexes:
            conn.execute(f"drop index {name(schema, index)}".encode())
        yield
        for _, _, definition in indexes:
            conn.execute(definition.replace(" ON ONLY ", " ON ", 1).encode())
        for schema, table, key, definition in keys:
            sql = f"alter table {name(schema, table)} add constraint {name(key)} {definition}"
            conn.execute(sql.encode())
