"""The end of the server's log, read through the server."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

MOST = 4 << 20  # bytes, of all files together

FORMATS = ("jsonlog", "csvlog", "stderr")

# Before 15 there is no jsonlog, and asking for it is an error.
_CURRENT = """
    select format, pg_current_logfile(format) from unnest(%s::text[]) with ordinality a(format, n)
    where pg_current_logfile(format) is not null order by n limit 1
"""
_SIZE = "select size from pg_stat_file(%s, true)"
# The time of a file is told in whole seconds.
_FILES = """
    select name, size from pg_ls_logdir()
    where modification > coalesce(%s, '-infinity'::timestamptz) - interval '2 seconds'
    order by modification desc, name desc
"""
_READ = "select pg_read_binary_file(%s, %s, %s, true)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The last of a log, from the beginning of a line on."""

    format: str
    text: str
    prefix: str  # log_line_prefix


def tail(conn: Connection[Any], since: datetime | None) -> Tail | None:
    """Return the last of the log, of no file that was written before `since`; None where none is.

    Raises psycopg.Error where it may not be read.
    """
    formats = FORMATS if conn.info.server_version >= 150000 else FORMATS[1:]
    found = conn.execute(_CURRENT, [list(formats)]).fetchone()
    if found is None:
        return None
    format_, current = found
    parts: list[bytes] = []
    left = MOST
    for path, size in _files(conn, current, since):
        parts.insert(0, _end(conn, path, size, left))
        left -= len(parts[0])
        if left <= 0 or size > MOST:
            break
    prefix = conn.execute("select current_setting('log_line_prefix')").fetchone()
    assert prefix
    text = b"".join(parts).decode(errors="replace")
    return Tail(format=format_, text=text, prefix=prefix[0])


def _files(conn: Connection[Any], current: str, since: datetime | None) -> list[tuple[str, int]]:
    """Return the files of one format with their sizes, the newest first."""
    import psycopg

    folder, name = posixpath.split(current)
    try:
        listed = conn.execute(_FILES, [since]).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        size = conn.execute(_SIZE, [current]).fetchone()
        return [(current, size[0])] if size and size[0] else []
    ending = posixpath.splitext(name)[1]
    return [
        (posixpath.join(folder, other), size)
        for other, size in listed
        if posixpath.splitext(other)[1] == ending
    ]


def _end(conn: Connection[Any], path: str, size: int, most: int) -> bytes:
    """Return the end of a file, of whole lines."""
    start = max(0, size - most)
    found = conn.execute(_READ, [path, start, size - start]).fetchone()
    data = bytes(found[0]) if found and found[0] else b""
    if start:
        data = data.partition(b"\n")[2]
    return data
