"""A running server and its databases, and what a provider of servers must be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vfed_schema.errors import ScratchError

if TYPE_CHECKING:
    from psycopg import Connection, sql
    from psycopg.rows import TupleRow

BUILDER = "vfed_builder"

Note = Callable[[str], None]


class Unavailable(ScratchError):
    """A provider is not set up here, which is no news to anybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """A database that lasts as long as its context.

    Objects of the builder's lie in it, so whatever runs as the superuser should name every schema.
    """

    name: str
    conninfo: str = field(repr=False)
    admin_conninfo: str = field(repr=False)

    def connect(self) -> Connection[TupleRow]:
        """Connect as the builder, who owns the database and nothing else."""
        return _connect(self.conninfo)

    def connect_admin(self) -> Connection[TupleRow]:
        """Connect as the superuser."""
        return _connect(self.admin_conninfo)


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A running server.

    `admin` and `builder` are libpq's parameters for the two logins. What is in a server of `ours`
    goes away with it.
    """

    major: int
    version: int
    origin: str
    bindir: Path | None
    admin: Mapping[str, str] = field(repr=False)
    builder: Mapping[str, str] = field(repr=False)
    prefix: str = "vfed_"
    ours: bool = True
    trusted: bool = False

    @contextmanager
    def database(
        self, *, template: str | None = None, name: str | None = None
    ) -> Iterator[Database]:
        """Create a database now, and drop it at the end whoever is still connected."""
        name = name or f"{self.prefix}{os.urandom(6).hex()}"
        self._create(name, template or "template0")
        try:
            yield self._database(name)
        except BaseException:
            with suppress(ScratchError):
                self._drop(name)
            raise
        self._drop(name)

    def _database(self, name: str) -> Database:
        from psycopg.conninfo import make_conninfo

        return Database(
            name=name,
            conninfo=make_conninfo(**{**self.builder, "dbname": name}),
            admin_conninfo=make_conninfo(**{**self.admin, "dbname": name}),
        )

    def _create(self, name: str, template: str) -> None:
        from psycopg import sql

        # Since 15, CREATE DATABASE writes every block to the log; copying files is twice as fast.
        strategy = " STRATEGY FILE_COPY" if self.ours and self.major >= 15 else ""
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}" + strategy).format(
            *map(sql.Identifier, (name, self.builder["user"], template))
        )
        self._run(create, f"cannot create database `{name}` from `{template}`")

    def _drop(self, name: str) -> None:
        from psycopg import errors, sql

        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        try:
            self._run(drop, f"cannot drop database `{name}`")
        except ScratchError as error:
            # A subscription keeps its database even from FORCE; that one goes with the server.
            if not (self.ours and isinstance(error.__cause__, errors.ObjectInUse)):
                raise

    def _run(self, statement: sql.Composed, trouble: str) -> None:
        from psycopg import Error
        from psycopg.conninfo import make_conninfo

        try:
            with _connect(make_conninfo(**self.admin)) as conn:
                conn.execute(statement)
        except Error as error:
            raise ScratchError(f"{trouble}: {error}") from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A server that a provider could start."""

    major: int
    start: Callable[[], AbstractContextManager[Server]]


class Provider(Protocol):
    """A module that can offer servers, or raises with the reason why it cannot."""

    def offers(self, major: int | None, note: Note) -> Sequence[Offer]: ...


def needs_posix() -> None:
    """Refuse where a server of our own cannot be run."""
    if os.name != "posix":
        raise Unavailable("running a server needs a Unix: sockets, signals, a shell")


def _connect(conninfo: str) -> Connection[TupleRow]:
    import psycopg

    return psycopg.connect(conninfo, autocommit=True)
