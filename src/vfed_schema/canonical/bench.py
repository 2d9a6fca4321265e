"""Run SQL in a scratch database: what a script names and nobody has is stood in for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalog import introspect
from ..connection import hush
from ..errors import Mark, SourceError, in_words
from ..model import Model
from ..plan import plan
from ..source import text_of
from ..sql import bare, name, names, statements
from ..step import Step

if TYPE_CHECKING:
    from psycopg import Connection, Error

    from ..scratch import Database, Server

Note = Callable[[str], None]

# Rights are raised for these alone: nothing that they make could be used to keep them. Roles and
# grants, event triggers, casts and their like are not among them.
_ELEVATED = re.compile(
    r"(create|alter|drop|comment\s+on)\s+extension\b|comment\s+on\s+schema\b", re.IGNORECASE
)
# The one statement that runs a function while it makes something, with the rights of whoever makes
# it: what it names, and each time it says so.
_WRAPPER = re.compile(r"\s*(create|alter)\s+foreign\s+data\s+wrapper\b", re.IGNORECASE)
_SAYS = re.compile(r"\bvalidator\b", re.IGNORECASE)
_NAMES = re.compile(r'\bno validator\b|\bvalidator ([\w."]+)(?=\s|\Z)', re.IGNORECASE)
_IN_C = "(l.lanname in ('c', 'internal'))"
# Who owns what is not compared, and what a superuser owns runs as the superuser.
_OWNER = re.compile(r"alter\s+[a-z ]+\b.*\bowner\s+to\s", re.I | re.S)
_CONTROL = re.compile(
    r"(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b", re.IGNORECASE
)
_LACKS = re.compile(r'(role|tablespace) "(.+)" does not exist')


# Steps that go to the server at once. It locks what they make until they end, and has room for
# some thousands of locks (max_locks_per_transaction).
BATCH = 200

# What a database holds that nothing has been made in yet, by server.
_NEW: dict[tuple[object, ...], Model] = {}


@dataclass(slots=True)
class Bench:
    """A scratch database with two ways in: as a user without rights, and as the superuser."""

    server: Server
    database: Database
    builder: Connection[Any]
    admin: Connection[Any]
    note: Note
    path: str | None = None
    checks: bool = True
    new: bool = True  # nothing was made in it yet
    held: Model | None = None  # what it holds, as long as nothing is run
    alone: int = 0  # so many steps are to be run one by one, for there is one among them that fails

    def read(self) -> Model:
        """Return what the database holds, but for what scratch has no part in.

        All new databases of a server hold the same.
        """
        key = (self.server.version, *self.server.admin.items())
        if self.held is None:
            self.held = (_NEW.get(key) if self.new else None) or self._read()
        if self.new:
            _NEW[key] = self.held
        return self.held

    def touched(self) -> None:
        """Take note that something is run in the database."""
        self.new, self.held = False, None

    def _read(self) -> Model:
        found = introspect(self.admin)
        return Model((obj for obj in found.values() if obj.provable), found.edges)

    def search(self, schemas: Iterable[str]) -> None:
        """Look names up in these schemas."""
        path = names(dict.fromkeys(schemas))
        if path != self.path:
            self.builder.execute(f"set search_path = {path}")
            self.path = path

    def trust(self) -> None:
        """Leave bodies of routines unchecked: they name things that no search path leads to."""
        self.check(False)
        self.search(("pg_catalog",))

    def check(self, bodies: bool) -> None:
        """Look into bodies of routines when they are made, or leave them."""
        if bodies != self.checks:
            self.builder.execute(f"set check_function_bodies = {'on' if bodies else 'off'}")
            self.checks = bodies

    def take(self, step: Step) -> None:
        """Run a step of a plan, unless scratch has no part in it. Raises psycopg.Error."""
        if step.scratch and not step.fills:
            self.run(step.sql, elevated=step.elevated)

    def together(self, steps: Iterable[Step]) -> int:
        """Run some steps from the first on at once, and return how many: none if one of them fails.

        They share a transaction and a round trip; what fails is for `take` to find.
        """
        if self.alone:
            self.alone -= 1
            return 0
        ready = list(takewhile(lambda s: s.in_transaction and not s.elevated, islice(steps, BATCH)))
        if len(ready) < 2:
            return 0
        from psycopg import Error

        self.touched()
        try:
            # Each is sent as one statement: nothing can hide behind it here either.
            with self.builder.pipeline():
                for step in ready:
                    if step.scratch and not step.fills:
                        self.builder.execute(step.sql.encode())
        except Error:
            self.alone = len(ready)
            return 0
        return len(ready)

    def run(self, sql: str, *, elevated: bool = False) -> None:
        """Run one statement, raising rights only where it is one that may need it.

        Raises psycopg.Error.
        """
        from psycopg import errors

        tried: set[str] = set()
        self.touched()
        while True:
            try:
                # A prepared statement is one statement: nothing can hide behind it.
                with self._raised(sql, elevated) as conn, _kept(conn, sql):
                    conn.execute(sql.encode(), prepare=True)
            except errors.InsufficientPrivilege:
                if _OWNER.match(bare(sql)):
                    self._tell("passed over in scratch, where owners are not compared", sql)
                    return
                if elevated or not _ELEVATED.match(bare(sql)):
                    raise
                elevated = True
                self._tell("run as the scratch server's superuser", sql)
            except errors.UndefinedObject as error:
                if not self._stand_in(error, tried):
                    raise
            else:
                return

    @contextmanager
    def _raised(self, sql: str, elevated: bool) -> Iterator[Connection[Any]]:
        """Give the connection to run a statement on, with more rights for as long as that lasts.

        On a server of our own the builder has them, and owns what it makes as it owns all else.
        """
        if not elevated or self._runs_ours(sql):
            yield self.builder
        elif not self.server.ours:
            yield self.admin
        else:
            with _superuser(self.admin, self.server):
                yield self.builder

    def _runs_ours(self, sql: str) -> bool:
        """True if a statement may run a function of the model's: never with more rights.

        What cannot be told is taken for one: a name is looked up as the builder would.
        """
        if not _WRAPPER.match(sql):
            return False
        query = f"""select from pg_proc p join pg_language l on l.oid = p.prolang
                    where p.oid = to_regproc(%s) and {_IN_C}"""
        names_ = _NAMES.findall(sql)
        told = len(names_) == len(_SAYS.findall(sql))
        in_c = (self.builder.execute(query.encode(), (said,)).rowcount for said in names_ if said)
        there = f"""select from pg_foreign_data_wrapper w join pg_proc p on p.oid = w.fdwvalidator
                    join pg_language l on l.oid = p.prolang where not {_IN_C}"""
        return not (told and all(in_c)) or bool(self.builder.execute(there.encode()).rowcount)

    def _tell(self, what: str, sql: str) -> None:
        self.note(f"{what}: {' '.join(bare(sql).split())[:70]}")

    def _stand_in(self, error: Error, tried: set[str]) -> bool:
        """Make the role or tablespace that a statement names; True if it is worth another try."""
        lacks = _LACKS.search(error.diag.message_primary or "")
        if not lacks or not self.server.ours or lacks.group() in tried:
            return False
        tried.add(lacks.group())
        what, called = lacks.groups()
        if what == "role":
            self.admin.execute(f"create role {name(called)} nologin".encode())
            self.admin.execute(
                f"grant {name(called)} to {name(self.server.builder['user'])}".encode()
            )
        elif self.server.major >= 15:
            self.admin.execute("set allow_in_place_tablespaces = true")
            self.admin.execute(f"create tablespace {name(called)} location ''".encode())
        else:
            return False
        self.note(f"{what} {called} is not in scratch: stood in for")
        return True

    def script(self, path: Path) -> None:
        """Run a script of SQL, statement by statement. Raises SourceError with the place."""
        run_script(path, self.run)
        self.path = None

    def build(self, goal: Model, search: Callable[[Step], Iterable[str]]) -> list[Failure]:
        """Make everything of `goal` that is not there; return what cannot be made.

        What fails waits for the rest, as long as anything succeeds: a model as written does not
        know all that it stands on. What a relation would find another for is made before it.
        """
        steps = plan(self.read(), goal, major=self.server.major, online=False).steps
        kinds = [type(goal[ref]) if (ref := step.refs[0]) in goal else None for step in steps]
        first = next((i for i, k in enumerate(kinds) if k and k.relation), len(steps))
        parts: tuple[list[Step], list[Step]] = ([], [])
        for i, (step, kind) in enumerate(zip(steps, kinds, strict=True)):
            parts[i >= first and not (kind and kind.resolved)].append(step)
        waiting = [f.step for f in self._stage(goal, parts[0], search)]
        return self._stage(goal, [*waiting, *parts[1]], search)

    def _stage(
        self, goal: Model, steps: list[Step], search: Callable[[Step], Iterable[str]]
    ) -> list[Failure]:
        """Run steps as long as any succeeds; return those that do not."""
        import psycopg

        while steps:
            failures = []
            checks, at = self.checks, 0

            while at < len(steps):
                path, checked = _terms(steps[at], goal, search)
                self.search(path)
                self.check(checks and checked)
                if done := self.together(_alike(steps[at : at + BATCH], goal, search)):
                    at += done
                    continue
                try:
                    self.take(steps[at])
                except psycopg.Error as error:
                    failures.append(Failure(steps[at], error))
                at += 1
            self.check(checks)
            if len(failures) == len(steps):
                return failures
            steps = [failure.step for failure in failures]
        return []


@contextmanager
def _kept(conn: Connection[Any], sql: str) -> Iterator[None]:
    """Within a transaction, let a statement that fails leave the rest of it as it is."""
    from psycopg.pq import TransactionStatus

    inside = conn.info.transaction_status == TransactionStatus.INTRANS
    with conn.transaction() if inside and not _CONTROL.match(bare(sql)) else nullcontext():
        yield


Terms = tuple[tuple[str, ...], bool]


def _terms(step: Step, goal: Model, search: Callable[[Step], Iterable[str]]) -> Terms:
    """Return where a step looks names up, and if bodies that it makes are looked into."""
    unchecked = any(goal[ref].unchecked for ref in step.refs if ref in goal)
    return tuple(search(step)), not unchecked


def _alike(
    steps: list[Step], goal: Model, search: Callable[[Step], Iterable[str]]
) -> Iterator[Step]:
    """Yield steps as long as they are run on the terms of the first."""
    first = _terms(steps[0], goal, search)
    return takewhile(lambda step: _terms(step, goal, search) == first, steps)


def run_script(path: Path, run: Callable[[str], object]) -> None:
    """Run each statement of a script. Raises SourceError with the place of one that fails."""
    run_text(_plain(path), str(path), run)


def run_text(text: str, called: str, run: Callable[[str], object]) -> None:
    """Run each statement of a text. Raises SourceError with the place of one that fails."""
    import psycopg

    for offset, statement in statements(text):
        try:
            run(statement)
        except psycopg.Error as error:
            position = int(error.diag.statement_position or 1) - 1
            mark = Mark.at(called, text, offset + position)
            raise SourceError(in_words(error), mark) from None


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that a server refused."""

    step: Step
    error: Error


@contextmanager
def bench(server: Server, note: Note) -> Iterator[Bench]:
    """Set up a scratch database for as long as the context lasts."""
    with server.database() as database, bench_in(database, server, note) as db:
        yield db


@contextmanager
def bench_in(database: Database, server: Server, note: Note) -> Iterator[Bench]:
    """Set up a bench in a database that is there, and outlasts it."""
    with database.connect() as builder, database.connect_admin() as admin:
        hush()
        builder.execute("set client_min_messages = warning")
        admin.execute("set client_min_messages = warning")
        with _superuser(admin, server) if server.trusted else nullcontext():
            yield Bench(server, database, builder, admin, note)


@contextmanager
def _superuser(admin: Connection[Any], server: Server) -> Iterator[None]:
    """Let the builder of a server of ours be a superuser, unless it is one by now."""
    user = server.builder["user"]
    query = "select from pg_roles where rolname = %s and not rolsuper"
    if not server.ours or not admin.execute(query, (user,)).rowcount:
        yield
        return
    admin.execute(f"alter role {name(user)} superuser".encode())
    try:
        yield
    finally:
        admin.execute(f"alter role {name(user)} nosuperuser".encode())


def untrusted(error: Error) -> str:
    """Return how to allow what was refused for want of rights that only trust can give."""
    found = "denied for language" in (error.diag.message_primary or "")
    return "; $VFED_SCRATCH_TRUST=1 builds what you trust as a superuser" if found else ""


def _plain(path: Path) -> str:
    """Return a script without the lines that only psql reads, which a dump begins and ends with."""
    text = text_of(path)
    return re.sub(r"^\\(un)?restrict .*$", lambda m: " " * len(m.group()), text, flags=re.M)
