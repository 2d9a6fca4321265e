"""Connections to databases: by URL, of majors that we know, and never a password told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

from .errors import CatalogError, in_words
from .majors import MAJORS

if TYPE_CHECKING:
    from psycopg import Connection


_OPEN: set[Connection[Any]] = set()
_AHEAD: dict[str, _Ahead] = {}


def is_url(source: str) -> bool:
    """True for what libpq connects to: a URL or key=value pairs."""
    return bool(re.match(r"postgres(ql)?(\+\w+)?://", source) or re.match(r"\s*\w+\s*=", source))


# What libpq connects by where nothing else is said; a service says all of the others.
_LIBPQ = (
    ("PGHOST", "host"), ("PGHOSTADDR", "hostaddr"), ("PGPORT", "port"), ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
)  # fmt: skip


def usual_url() -> str | None:
    """Return the database that the environment names: $DATABASE_URL, else what libpq looks at.

    That is $PGSERVICE, $PGDATABASE, or $PGHOST with what goes along with them.
    """
    if url := os.environ.get("DATABASE_URL"):
        return url
    if service := os.environ.get("PGSERVICE"):
        return f"service={_quoted(service)}"
    said = [(key, os.environ[name]) for name, key in _LIBPQ if os.environ.get(name)]
    if not {"dbname", "host", "hostaddr"} & {key for key, _ in said}:
        return None
    return " ".join(f"{key}={_quoted(value)}" for key, value in said)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'" if escaped != value or not re.fullmatch(r"\S+", value) else value


def hush() -> None:
    """Let the driver not speak for itself: what goes wrong is an error, and told as one."""
    import logging

    logging.getLogger("psycopg").setLevel(logging.ERROR)


def ahead(url: str) -> None:
    """Begin to connect, beside what else is done until `connect` is asked for the same URL.

    What goes wrong is told then.
    """
    _AHEAD[url] = _Ahead(url)
    _AHEAD[url].start()


class _Ahead(Thread):
    """A connection that is being made, or why there is none."""

    found: Connection[Any] | BaseException

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url

    def run(self) -> None:
        try:
            self.found = _connection(_plain(self._url))
        except BaseException as error:
            self.found = error

    def result(self) -> Connection[Any]:
        self.join()
        if isinstance(self.found, BaseException):
            raise self.found
        return self.found


def _connection(url: str) -> Connection[Any]:
    import psycopg

    hush()
    return psycopg.connect(url, autocommit=True, application_name="vfed-schema")


@contextmanager
def connect(url: str, *, timeout: float | None = None) -> Iterator[Connection[Any]]:
    """Connect to a database by URL or key-value string; the password is never told to anybody.

    `timeout`, in seconds, is for the connection alone.

    Raises CatalogError, in one sentence.
    """
    import psycopg
    from psycopg.conninfo import make_conninfo

    begun = _AHEAD.pop(url, None)
    url = _plain(url)
    try:
        if timeout is not None:
            url = make_conninfo(url, connect_timeout=max(2, round(timeout)))
        conn = begun.result() if begun else _connection(url)
    except psycopg.Error as error:
        raise CatalogError(f"cannot connect to {safe(url)}: {in_words(error)}") from None
    _OPEN.add(conn)
    try:
        with conn:
            yield conn
    finally:
        _OPEN.discard(conn)


def cancel_all() -> None:
    """Have servers stop what they are asked just now, on every connection of ours."""
    import psycopg

    for conn in tuple(_OPEN):
        with suppress(psycopg.Error):
            if not conn.closed:
                conn.cancel()


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


def _plain(url: str) -> str:
    """Return a URL as libpq knows it: without a driver for SQLAlchemy, such as `+psycopg`."""
    return re.sub(r"\A(postgres(?:ql)?)\+\w+://", r"\1://", url)
