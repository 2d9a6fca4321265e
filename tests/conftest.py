"""One server for the whole run, and the independent witness: pg_dump."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from tests.witness import ROLES
from vfed_schema import scratch
from vfed_schema.errors import ScratchError
from vfed_schema.scratch import Database, Server
from vfed_schema.sources import Workshop, workshop

# Compiled modules are kept, whatever the machine says: hundreds of processes read the same ones.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# As the command line has it: looking for garbage among many small objects that stay finds none.
gc.set_threshold(200_000, 20, 20)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept(Server):
    """A server whose databases are made over one connection.

    They are copies of one that somebody was in: what Postgres then keeps for whoever comes next
    is copied too.
    """

    template: str
    keeper: Connection[TupleRow]

    def _create(self, name: str, template: str) -> None:
        Server._create(self, name, self.template if template == "template0" else template)

    def _run(self, statement: sql.Composed, trouble: str) -> None:
        try:
            self.keeper.execute(statement)
        except psycopg.Error as error:
            raise ScratchError(f"{trouble}: {error}") from error


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server everybody shares; each test makes databases of its own.

    `VFED_TEST_MAJOR=15` asks for that major of the machine's, instead of the embedded server.
    """
    major = int(os.environ.get("VFED_TEST_MAJOR", 0)) or None
    provider = "binaries" if major else "embedded"
    with scratch.server(major=major, provider=provider) as found, found.database() as template:
        assert major in (None, found.major)
        with template.connect_admin() as conn:
            for role in ROLES:
                conn.execute(f"create role {role} nologin".encode())
        parts = {field.name: getattr(found, field.name) for field in fields(found)}
        with psycopg.connect(make_conninfo(**found.admin), autocommit=True) as keeper:
            keeper.execute(f"alter database {template.name} allow_connections false".encode())
            yield Kept(**parts, template=template.name, keeper=keeper)


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    with server.database() as database:
        yield database


@pytest.fixture
def shop(server: Server) -> Iterator[Workshop]:
    """A workshop whose scratch server is the shared one."""
    with workshop(lambda text: None) as shop:
        shop.servers.update(dict.fromkeys((None, *range(13, 19)), server))
        yield shop


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write golden plans anew")
