"""The server's own log, as far as it may be read: who ran which statement that changes a schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...verdict import Trace
from .files import tail
from .lines import Entry, entries
from .sessions import Run, runs
from .statements import Log, logged

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["Log", "read_log"]

_WORTH = """
    select current_setting('log_statement') <> 'none'
        or current_setting('log_min_duration_statement') <> '-1'
        or exists (select from pg_db_role_setting, unnest(setconfig) said
                   where said ~ '^log_(statement|min_duration_statement)=')
"""
_HERE = """
    select current_database(), not exists (
        select from pg_database
        where datallowconn and not datistemplate
          and datname not in (current_database(), 'postgres'))
"""
# The log tells its own local time: the server knows which that is.
_MOMENTS = r"""
    select case when said ~ '^\d+\.\d+$' then to_timestamp(said::float8)
           else said::timestamp at time zone current_setting('log_timezone') end
    from unnest(%s::text[]) with ordinality as a(said, number) order by number
"""


def read_log(conn: Connection[Any], since: datetime | None) -> Log:
    """Return what the log tells of this database since.

    Nothing where no log is kept, it may not be read, or it tells no statements: never an error.
    """
    import psycopg

    try:
        worth = conn.execute(_WORTH).fetchone()
        if not (worth and worth[0]):
            return Log()
        found = list(_here(conn, runs(_entries(conn, since))))
        moments = conn.execute(_MOMENTS, [[run.entry.at for run in found]]).fetchall()
    except psycopg.Error:
        return Log()
    told = [
        one
        for run, (at,) in zip(found, moments, strict=True)
        if (since is None or at > since) and (one := logged(run.statement, _trace(run, at)))
    ]
    return Log(sorted(told, key=lambda one: one.trace.at)[::-1])


def _entries(conn: Connection[Any], since: datetime | None) -> Iterable[Entry]:
    found = tail(conn, since)
    return entries(found.format, found.text, found.prefix) if found else ()


def _here(conn: Connection[Any], found: Iterable[Run]) -> Iterable[Run]:
    """Yield what was run in this database; a log that names none is about the only one there is."""
    told: Sequence[Any] | None = conn.execute(_HERE).fetchone()
    assert told
    name, alone = told
    return (r for r in found if r.entry.database == name or (alone and r.entry.database is None))


def _trace(run: Run, at: datetime) -> Trace:
    said = run.entry
    return Trace(
        at=at,
        by=said.user,
        application=said.application,
        client=said.client,
        tag="",
        statement=run.statement,
    )
