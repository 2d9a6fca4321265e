"""The `url` provider: databases on a server that somebody else runs, by $VFED_SCRATCH_URL.

A session takes an advisory lock for as long as we run, and the names of our databases say which:
`vfed_scratch_<database of the lock>_<key of the lock>_<random>`. A database whose lock is free is
a leftover, and is dropped unless somebody is connected to it. A name that the caller chose is
not found that way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from vfed_schema.errors import ScratchError
from vfed_schema.majors import MAJORS
from vfed_schema.scratch.servers import Note, Offer, Server, Unavailable

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

VARIABLE = "VFED_SCRATCH_URL"
LOCK = 0x76666564
RIGHTS = """
select rolsuper, rolsuper or rolcreatedb from pg_catalog.pg_roles where rolname = current_user
"""
OURS = """
select datname, split_part(datname, '_', 4) as key
from pg_catalog.pg_database d
where datname ~ ('^vfed_scratch_' || %s || '_[0-9a-f]{8}_')
  and pg_has_role(datdba, 'USAGE')
  and not exists (select from pg_catalog.pg_stat_activity a where a.datname = d.datname)
order by datname
"""


def offers(major: int | None, note: Note) -> Sequence[Offer]:
    """Offer the server of the URL, once it has answered."""
    url = os.environ.get(VARIABLE)
    if not url:
        raise Unavailable(f"${VARIABLE} is not set")
    with _reporting(), _connect(url) as conn:
        found = conn.info.server_version // 10000
        if found not in MAJORS:
            raise ScratchError(f"${VARIABLE} runs {found}; {MAJORS[0]} to {MAJORS[-1]} will do")
        _check_rights(conn, note)
    return (Offer(major=found, start=partial(running, url, note)),)


@contextmanager
def running(url: str, note: Note) -> Iterator[Server]:
    """Hold a lock on the server, drop what dead runs left there, and hand the server out."""
    with _reporting():
        keeper = _connect(url)
    with keeper:
        with _reporting():
            server = _server(url, keeper, note)
        yield server


def _server(url: str, keeper: Connection[TupleRow], note: Note) -> Server:
    place = _place(keeper)
    _sweep(keeper, place, note)
    key = os.urandom(4).hex()
    keeper.execute("select pg_advisory_lock(%s, %s)", (LOCK, _signed(key)))
    login = _login(url, keeper)
    return Server(
        major=keeper.info.server_version // 10000,
        version=keeper.info.server_version,
        origin=f"the server of ${VARIABLE}",
        bindir=None,
        admin=login,
        builder=login,
        prefix=f"vfed_scratch_{place}_{key}_",
        ours=False,
    )


@contextmanager
def _reporting() -> Iterator[None]:
    """Turn what psycopg raises into a reason."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise ScratchError(f"${VARIABLE}: {error}") from error


def _connect(url: str) -> Connection[TupleRow]:
    """Connect; the session outlives its idleness, and the server notices when we are gone."""
    import psycopg

    try:
        conn = psycopg.connect(url, autocommit=True)
    except psycopg.ProgrammingError:
        # Its message would quote the URL, and with it the password.
        raise ScratchError(f"${VARIABLE} is not a connection string of libpq's") from None
    conn.execute("set tcp_keepalives_idle = 60")
    if conn.info.server_version >= 140000:
        conn.execute("set idle_session_timeout = 0")
    return conn


def _check_rights(conn: Connection[TupleRow], note: Note) -> None:
    is_superuser, creates = conn.execute(RIGHTS).fetchone() or (False, False)
    if not creates:
        raise ScratchError(f"the login of ${VARIABLE} may not create databases; give it CREATEDB")
    if is_superuser:
        note(f"the login of ${VARIABLE} is a superuser: a model's SQL can read the server's files")


def _place(conn: Connection[TupleRow]) -> int:
    """Return the database we are in: an advisory lock is seen in its own database only."""
    query = "select oid::int8 from pg_catalog.pg_database where datname = current_database()"
    (oid,) = conn.execute(query).fetchone() or (0,)
    return int(oid)


def _sweep(conn: Connection[TupleRow], place: int, note: Note) -> None:
    from psycopg import Error, sql

    for name, key in conn.execute(OURS, (str(place),)).fetchall():
        lock = (LOCK, _signed(key))
        if conn.execute("select pg_try_advisory_lock(%s, %s)", lock).fetchone() != (True,):
            continue
        try:
            conn.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            note(f"dropped `{name}`, which a dead run had left")
        except Error as error:
            note(f"cannot drop `{name}`, which a dead run had left: {error}")
        conn.execute("select pg_advisory_unlock(%s, %s)", lock)


def _login(url: str, conn: Connection[TupleRow]) -> Mapping[str, str]:
    from psycopg.conninfo import conninfo_to_dict

    given = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    return {**given, "user": conn.info.user, "dbname": conn.info.dbname}


def _signed(key: str) -> int:
    return int.from_bytes(bytes.fromhex(key), signed=True)
