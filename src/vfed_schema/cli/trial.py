"""The main job, from nothing: a server of our own, a database in use, there and back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..apply import apply, last, rollback
from ..catalog import introspect
from ..connection import connect
from ..emit.drift import drift_lines
from ..emit.machine import machine
from ..errors import VfedSchemaError
from ..kinds import KINDS
from ..lock import fingerprint
from ..migration import Wishes
from ..model import Context, Model
from ..prepare import compare, prepare
from ..ref import Ref
from ..sources import LOCK_MAJOR, Given, Workshop, given, of_model, workshop
from ..sql import how_many, name
from ..step import steps_told
from .terminal import show
from .work import shown

if TYPE_CHECKING:
    from psycopg import Connection

Say = Callable[[str], None]
ALLOWED = Wishes(allow=frozenset({"data-loss"}))


def trial(model: Path, progress: Say) -> None:
    """Bring a database with rows in it to a model, shake it, bring it back; say all of it.

    Raises VfedSchemaError if anything at all is not as it was at the end.
    """
    with ExitStack() as stack:
        if not model.is_file():
            example = stack.enter_context(as_file(files("vfed_schema") / "example"))
            typer.echo(f"no {model} here: using the example that came with the tool")
            model = example / "tables.yaml"
        shop = stack.enter_context(workshop(lambda text: typer.echo(f"  note: {text}")))
        _say(f"a PostgreSQL of our own, and a database with {model.name}'s base in it")
        server = shop.server(LOCK_MAJOR)
        database = stack.enter_context(server.database())
        typer.echo(f"  PostgreSQL {server.major}, {server.origin}")
        conn = stack.enter_context(connect(database.conninfo))
        _fill(conn, model)
        _Trial(model, database.conninfo, conn, shop, progress).run()


def _say(text: str) -> None:
    typer.echo(("\n\x1b[1m== {}\x1b[0m" if sys.stdout.isatty() else "\n== {}").format(text))


def _fill(conn: Connection[Any], model: Path) -> None:
    from ..canonical import script_into
    from ..source import read

    base = read(model).base
    for path in (base, model.parent / "sample.sql"):
        if path and path.is_file():
            script_into(conn, path)


class _Trial:
    """One run of the main job against one database."""

    def __init__(
        self, model: Path, url: str, conn: Connection[Any], shop: Workshop, progress: Say
    ) -> None:
        self.model, self.url, self.conn = model, url, conn
        self.shop, self.progress = shop, progress

    def run(self) -> None:
        start, rows = fingerprint(introspect(self.conn)), self._rows(None)
        for line in rows.items():
            typer.echo(f"  {line[0]}: {how_many(line[1], 'row')}")
        target = of_model(self.model, self.shop)
        self._migrate(target, "diff, plan, proof")
        self._expect_same(target, "a second diff")
        self._tamper(target)
        self._migrate(target, "what brings it back to the model")
        self._expect_same(target, "a third diff")
        self._roll_back()
        end, left = fingerprint(introspect(self.conn)), self._rows(list(rows))
        if (start, rows) != (end, left):
            raise VfedSchemaError("the database is not as it was at the start")
        _say("exactly where it began")
        typer.echo(
            f"  the same catalog ({end[:12]}), the same rows in {how_many(len(rows), 'table')}"
        )

    def _migrate(self, target: Given, title: str) -> None:
        _say(title)
        with given(self.url, self.shop) as origin:
            migration = prepare(origin, target, self.shop, ALLOWED, self.progress)
            show(shown(migration))
        _say("apply")
        count = apply(self.conn, machine(migration), lambda _: None)
        typer.echo(f"  applied {steps_told(count)}, written down in the ledger")

    def _expect_same(self, target: Given, title: str) -> None:
        _say(title)
        with given(self.url, self.shop) as origin:
            _, changes = compare(origin, target)
        if changes:
            raise VfedSchemaError(
                f"{how_many(len(changes), 'object')} not the same: {changes[0].ref}"
            )
        typer.echo("  nothing differs")

    def _tamper(self, target: Given) -> None:
        _say("somebody tampers with it")
        for sql in _harm(target.model):
            typer.echo(f"  {sql}")
            self.conn.execute(sql.encode())
        _say("drift")
        with given(self.url, self.shop) as origin:
            _, changes = compare(origin, target)
        for line in drift_lines(changes):
            typer.echo(f"  {line}")

    def _roll_back(self) -> None:
        entry = last(self.conn, 1)
        if entry is None:
            raise VfedSchemaError("the ledger has forgotten what was applied")
        _say(f"roll back {entry.version}, entry {entry.id} of the ledger")
        typer.echo(f"  rolled back {steps_told(rollback(self.conn, entry, lambda _: None))}")

    def _rows(self, tables: list[str] | None) -> dict[str, int]:
        if tables is None:
            found = self.conn.execute(
                "select format('%I.%I', schemaname, relname) from pg_stat_user_tables"
                " where schemaname <> 'vfed_schema' order by 1"
            )
            tables = [row[0] for row in found]
        counts = {}
        for table in tables:
            row = self.conn.execute(f"select count(*) from {table}".encode()).fetchone()
            counts[table] = row[0] if row else 0
        return counts


def _harm(model: Model) -> list[str]:
    """Return statements that take something small away, of three kinds, and add a column."""
    context = Context(before=model, after=model, new=frozenset(), online=False)
    harm: list[str] = []
    owned = [ref for ref in sorted(model) if ref not in model.external]
    for kind in reversed(KINDS):
        ref = next((r for r in owned if r.kind == kind.kind and _small(model, r)), None)
        if ref and len(harm) < 3:
            harm += [step.sql for step in model[ref].drop(context) if not step.loses]
    table = next((r for r in owned if r.kind == "table"), None)
    if table:
        harm.append(f"ALTER TABLE {name(*table.path)} ADD COLUMN scribble text")
    return harm


def _small(model: Model, ref: Ref) -> bool:
    obj = model[ref]
    return not (obj.holds_rows or model.users(ref)) and obj.managed and obj.stored
