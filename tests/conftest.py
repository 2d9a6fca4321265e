"""One server for the whole run, and the independent witness: pg_dump."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.witness import ROLES
from vfed_schema import scratch
from vfed_schema.scratch import Database, Server
from vfed_schema.sources import Workshop, workshop


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server everybody shares; each test makes databases of its own.

    `VFED_TEST_MAJOR=15` asks for that major of the machine's, instead of the embedded server.
    """
    major = int(os.environ.get("VFED_TEST_MAJOR", 0)) or None
    provider = "binaries" if major else "embedded"
    with scratch.server(major=major, provider=provider) as server, server.database() as database:
        assert major in (None, server.major)
        with database.connect_admin() as conn:
            for role in ROLES:
                conn.execute(f"create role {role} nologin".encode())
        yield server


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
