"""What a caller may give for a source or a database, opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from ..connection import is_url
from ..errors import CatalogError, SourceError
from ..model import Model
from ..sources import LOCK_MAJOR, Given, Workshop, given

if TYPE_CHECKING:
    from psycopg import Connection

Source: TypeAlias = "str | os.PathLike[str] | Connection[Any] | Model"
"""A URL or libpq's `key=value`, a path, `git:REV`, a psycopg connection, or a model."""

Database: TypeAlias = "str | Connection[Any]"
"""A URL or libpq's `key=value`, or a psycopg connection."""

# What running a plan, or asking queries, sets in its session.
_SETTINGS = (
    *("search_path", "lock_timeout", "check_function_bodies", "timezone", "plan_cache_mode"),
    "default_transaction_read_only",
)


@contextmanager
def opened(source: Source, shop: Workshop, major: int | None = None) -> Iterator[Given]:
    """Read a source; a script is built on a server of `major`, if there is one.

    Raises SourceError or CatalogError.
    """
    if isinstance(source, Model):
        yield Given(name="the model", model=source, major=major or LOCK_MAJOR)
    elif isinstance(source, str | os.PathLike):
        with given(os.fspath(source), shop, major) as found:
            yield found
    else:
        from ..catalog import introspect
        from ..connection import major_of, safe

        with _borrowed(source) as conn:
            name, model = safe(conn.info.dsn), introspect(conn, lazy=True)
            yield Given(name=name, model=model, major=major_of(conn), live=conn)


@contextmanager
def connected(database: Database) -> Iterator[Connection[Any]]:
    """Give a connection in autocommit mode: one of ours, or the caller's for a while.

    Raises CatalogError, and SourceError where it is no database.
    """
    if not isinstance(database, str):
        with _borrowed(database) as conn:
            yield conn
        return
    if not is_url(database):
        raise SourceError(f"`{database}` is no database: give its URL, or a psycopg connection")
    from ..connection import connect

    with connect(database) as conn:
        yield conn


def named(database: Database) -> str:
    """Return how a database is called in messages: without its password."""
    from ..connection import safe

    return safe(database if isinstance(database, str) else database.info.dsn)


@contextmanager
def _borrowed(conn: Connection[Any]) -> Iterator[Connection[Any]]:
    """Give the caller's connection as we need it, and give it back as it was."""
    from psycopg.rows import tuple_row

    _check(conn)
    autocommit, factory, prepared = conn.autocommit, conn.row_factory, conn.prepare_threshold
    conn.autocommit, conn.row_factory = True, tuple_row
    try:
        kept = [(s, _setting(conn, s)) for s in _SETTINGS]
        yield conn
    finally:
        if not conn.closed:
            for name, value in kept:
                if _setting(conn, name) != value:
                    conn.execute("select set_config(%s, %s, false)", (name, value))
            conn.row_factory, conn.autocommit = factory, autocommit
            conn.prepare_threshold = prepared


def _setting(conn: Connection[Any], name: str) -> str:
    row = conn.execute("select current_setting(%s)", (name,)).fetchone()
    return str(row[0]) if row else ""


def _check(conn: object) -> None:
    """Raise an error where that is no connection that can be used now."""
    from psycopg import Connection
    from psycopg.pq import TransactionStatus

    if not isinstance(conn, Connection):
        raise SourceError(
            f"`{type(conn).__name__}` is no source: give a URL, a path, a psycopg connection or a"
            " model"
        )
    if conn.closed:
        raise CatalogError("the connection is closed")
    if conn.info.transaction_status != TransactionStatus.IDLE:
        raise CatalogError("the connection is in a transaction: commit it or roll it back first")
