"""Work in a live database: one of us at a time, and never waiting long for a table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from .errors import Refusal

if TYPE_CHECKING:
    from psycopg import Connection

Progress = Callable[[str], None]

LOCK_TIMEOUT = "3s"
ATTEMPTS = 10

# Any number will do, as long as every copy of the tool takes the same: "vfed" and "sche".
_KEY = (0x76666564, 0x73636865)


@contextmanager
def alone(conn: Connection[Any], *, wait: bool = False) -> Iterator[None]:
    """Hold the advisory lock that lets one of us at a time work in a database.

    Raises Refusal where somebody else has it, unless they are to be waited for.
    """
    if wait:
        conn.execute("select pg_advisory_lock(%s, %s)", _KEY)
    else:
        got = conn.execute("select pg_try_advisory_lock(%s, %s)", _KEY).fetchone()
        if not (got and got[0]):
            raise Refusal(
                "somebody else is applying a plan to this database: wait for them to finish"
            )
    try:
        yield
    finally:
        with suppress(Exception):
            conn.execute("select pg_advisory_unlock(%s, %s)", _KEY)


def patiently(action: Callable[[], None], progress: Progress) -> None:
    """Do something, and again if a table was in use for longer than we make others wait."""
    import psycopg

    for attempt in range(1, ATTEMPTS + 1):
        try:
            action()
            return
        except psycopg.errors.LockNotAvailable:
            if attempt == ATTEMPTS:
                raise
            progress(f"a table is in use: trying again ({attempt} of {ATTEMPTS - 1})")
            time.sleep(min(0.2 * 2**attempt, 10))
