"""Replay a folder on a scratch database, as its tool would: in its order, by its directives."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..bookkeeping import is_bookkeeping
from ..canonical import Bench, bench, copied
from ..errors import Mark, Refusal, ScratchError, SourceError, in_words
from ..model import About, Model
from ..ref import Ref
from ..source import text_of
from ..sql import bare, outside, statements
from .entry import Entry, Script, Tool

if TYPE_CHECKING:
    from ..scratch import Server

_META = re.compile(r"^[ \t]*\\(?!(un)?restrict\b)", re.MULTILINE)
_COPY = re.compile(r"copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)


class Runner(Protocol):
    """Runs a migration forth or back. Raises SourceError, and Refusal where it says that it can't.

    What a file means to raise, where there is no way back, is a Refusal.
    """

    def up(self, entry: Entry) -> None: ...

    def down(self, entry: Entry, before: Entry | None) -> None: ...


@dataclass(slots=True)
class Stand:
    """A scratch database that a folder is replayed on, and what was there before it."""

    db: Bench
    ground: Model
    runner: Runner
    theirs: set[Ref] = field(default_factory=set)  # made by migrations that others wrote

    def state(self) -> Model:
        """Return what there is now, without what a tool remembers."""
        self.db.touched()
        found = self.db.read()
        kept = {ref: obj for ref, obj in found.items() if not is_bookkeeping(found.top(ref))}
        return Model(kept.values(), (e for e in found.edges if e.user in kept))

    def owned(self, state: Model) -> Model:
        """Return a state as a model: what it owns is what our own migrations made."""
        external = (set(self.ground) | self.theirs) & set(state)
        return Model(state.values(), state.edges, external=external, about=About())

    def replay(
        self, entries: Sequence[Entry], told: Callable[[Entry], None], *, every: bool = False
    ) -> list[Model]:
        """Run migrations, and return the states before the first and after each.

        Unless all are asked for, only those are read that it takes to tell who made what.
        """
        states = [self.state()]
        for number, entry in enumerate(entries, 1):
            told(entry)
            self.runner.up(entry)
            last = number == len(entries) or entries[number].ours != entry.ours
            states.append(self.state() if every or last else states[-1])
            if not entry.ours:
                self.theirs |= set(states[-1]) - set(states[-2])
        return states


@contextmanager
def stand(
    tool: Tool, folder: Path, base: Path | None, needs: Model, server: Server, note: Any
) -> Iterator[Stand]:
    """Set up a scratch database with the base, or with what a model relies on if it has none."""
    with bench(server, note) as db, ExitStack() as stack:
        if base:
            db.script(base)
        else:
            copied(Model((needs[r] for r in needs.external if r in needs), needs.edges), db)
            _anew(db)
        runner: Runner
        if tool.NAME == "alembic":
            runner = stack.enter_context(_alembic(folder, db))
        else:
            runner = _Sql(db, tool)
        db.touched()
        yield Stand(db, db.read(), runner)


@dataclass(frozen=True, slots=True)
class _Sql:
    """Runs scripts by the connection of the bench; those that want psql, by psql."""

    db: Bench
    tool: Tool

    def up(self, entry: Entry) -> None:
        assert entry.up
        self._run(entry.up)

    def down(self, entry: Entry, before: Entry | None) -> None:
        if entry.down is None:
            raise Refusal("there is no file for it")
        self._run(entry.down)

    def _run(self, script: Script) -> None:
        if self.tool.FRESH:
            _anew(self.db)
        if script.psql and _wants_psql(script.text):
            _psql(script, self.db)
            return
        try:
            with self._transaction() if script.transaction else nullcontext():
                self._statements(script)
        finally:
            self.db.builder.rollback()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.builder.execute("begin")
        yield
        self.db.builder.execute("commit")

    def _statements(self, script: Script) -> None:
        import psycopg

        text = re.sub(
            r"^\\(un)?restrict .*$", lambda m: " " * len(m.group()), script.text, flags=re.M
        )
        for offset, sql in statements(text):
            try:
                self.db.run(sql)
            except psycopg.errors.RaiseException as error:
                raise Refusal(in_words(error)) from None
            except psycopg.Error as error:
                position = int(error.diag.statement_position or 1) - 1
                mark = Mark.at(str(script.path), text, offset + position)
                raise SourceError(f"{in_words(error)}{_rights(error)}", mark) from None


def _anew(db: Bench) -> None:
    """Give the connection the settings that a new one has."""
    db.builder.execute("reset all")
    db.builder.execute("set client_min_messages = warning")
    db.path, db.checks = None, True


def _rights(error: Exception) -> str:
    import psycopg

    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return "; $VFED_SCRATCH_TRUST=1 runs what you trust as a superuser"
    return ""


def _wants_psql(text: str) -> bool:
    """True for a script that has commands of psql's own in it, or rows for COPY."""
    spots = set(outside(text)) if _META.search(text) else set()
    if any(match.end() - 1 in spots for match in _META.finditer(text)):
        return True
    return any(_COPY.match(bare(sql)) for _, sql in statements(text))


def _psql(script: Script, db: Bench) -> None:
    """Run a script by psql itself. Raises SourceError where there is none, or it fails."""
    near = db.server.bindir / "psql" if db.server.bindir else None
    psql = str(near) if near and near.is_file() else shutil.which("psql")
    if psql is None:
        raise SourceError(f"`{script.path}` has commands of psql's own, and there is no psql here")
    call = [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", db.database.conninfo]
    done = subprocess.run(
        [*call, "-f", str(script.path)], capture_output=True, text=True, check=False
    )
    db.touched()
    if done.returncode:
        said = " ".join(done.stderr.removeprefix("psql:").split())
        place = re.match(r"(.*?):(\d+): (?:ERROR: )?(.*)", said)
        if place:
            raise SourceError(place.group(3), Mark(place.group(1), int(place.group(2)), 1))
        raise SourceError(f"`{script.path}`: {said}")


@contextmanager
def _alembic(folder: Path, db: Bench) -> Iterator[_Alembic]:
    """Start the program that runs revisions, by a Python that has Alembic."""
    # As text: a script's own folder would be looked into for modules, and holds an `alembic`.
    runner = text_of(Path(__file__).with_name("alembic_runner.py"))
    with subprocess.Popen(
        [_python(folder), "-c", runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        found = _Alembic(db, process)
        try:
            found.ask({"folder": str(folder), "conninfo": db.database.conninfo})
            yield found
        finally:
            assert process.stdin
            process.stdin.close()


def _python(folder: Path) -> str:
    from importlib.util import find_spec

    if find_spec("alembic"):
        return sys.executable
    alembic = shutil.which("alembic")
    python = Path(alembic).resolve().with_name("python") if alembic else None
    if python is None or not python.is_file():
        raise ScratchError(
            f"`{folder}` is Python that Alembic runs, and there is no Alembic here: install it"
            " beside vfed-schema, or put `alembic` on the PATH"
        )
    return str(python)


@dataclass(frozen=True, slots=True)
class _Alembic:
    """Has revisions run by Alembic, on the scratch database alone."""

    db: Bench
    process: subprocess.Popen[str]

    def up(self, entry: Entry) -> None:
        self.ask({"way": "up", "to": entry.name})

    def down(self, entry: Entry, before: Entry | None) -> None:
        self.ask({"way": "down", "to": before.name if before else "base"})

    def ask(self, wish: dict[str, str]) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.db.touched()
        try:
            self.process.stdin.write(json.dumps(wish) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self.process.stdout.readline()
        said: dict[str, Any] = json.loads(line) if line else {"error": "Alembic has ended"}
        if said.get("refused"):
            raise Refusal(said["error"])
        if error := said.get("error"):
            mark = Mark(said["file"], said["line"], 1) if said.get("file") else None
            raise SourceError(error, mark)
