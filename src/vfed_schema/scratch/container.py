"""The `container` provider: a server in Docker, by way of testcontainers.

Its port is open to this machine, behind passwords made for the occasion; testcontainers' reaper
removes the container when we are killed.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vfed_schema.errors import ScratchError
from vfed_schema.majors import MAJORS
from vfed_schema.scratch.servers import BUILDER, Note, Offer, Server, Unavailable

if TYPE_CHECKING:
    from testcontainers.community.postgres import PostgresContainer

SUPERUSER = "postgres"
DOCKER = "unix:///var/run/docker.sock"
COMMAND = "postgres -c fsync=off -c full_page_writes=off -c autovacuum=off -c jit=off"
ROLE = f"CREATE ROLE {BUILDER} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD "


def offers(major: int | None, note: Note) -> Sequence[Offer]:
    """Offer any major there is an image of, when Docker answers."""
    if find_spec("testcontainers") is None:
        raise Unavailable("the package `testcontainers` is not installed")
    host = os.environ.get("DOCKER_HOST") or DOCKER
    if not _answers(host):
        raise Unavailable(f"Docker does not answer at {host}")
    wanted = major if major is not None and major in MAJORS else MAJORS[-1]
    return (Offer(major=wanted, start=partial(running, wanted, note)),)


@contextmanager
def running(major: int, note: Note) -> Iterator[Server]:
    """Run a container of the official image."""
    image = f"postgres:{major}"
    note(f"starting a container of {image}, which is pulled when it is not here yet")
    container = _start(image, password := os.urandom(16).hex())
    try:
        yield _server(container, image, password)
    finally:
        container.stop()


def _start(image: str, password: str) -> PostgresContainer:
    from testcontainers.community.postgres import PostgresContainer

    try:
        return (
            PostgresContainer(image, username=SUPERUSER, password=password, dbname="postgres")
            .with_env("POSTGRES_INITDB_ARGS", "--locale=C --encoding=UTF8")
            .with_command(COMMAND)
            .start()
        )
    except Exception as error:  # Docker, requests and testcontainers share no base class.
        raise ScratchError(f"no container of {image}: {error}") from error


def _server(container: PostgresContainer, image: str, password: str) -> Server:
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import make_conninfo

    address = {
        "host": container.get_container_host_ip(),
        "port": str(container.get_exposed_port(5432)),
        "password": password,
    }
    admin = {**address, "user": SUPERUSER, "dbname": "postgres"}
    with psycopg.connect(make_conninfo(**admin), autocommit=True) as conn:
        theirs = os.urandom(16).hex()
        conn.execute(sql.SQL(ROLE) + sql.Literal(theirs))
        version = conn.info.server_version
    return Server(
        major=version // 10000,
        version=version,
        origin=f"a container of {image}",
        bindir=None,
        admin=admin,
        builder={**admin, "user": BUILDER, "password": theirs},
    )


def _answers(host: str) -> bool:
    """Ping Docker: a `docker` command on the path proves nothing."""
    try:
        with _dial(host) as line:
            line.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return bool(line.recv(1))
    except (OSError, ValueError):
        return False


def _dial(host: str) -> socket.socket:
    parts = urlsplit(host)
    if parts.scheme != "unix":
        return socket.create_connection((parts.hostname or "", parts.port or 2375), timeout=2)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(2)
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line
