"""Databases of a model for tests: built once, copied for each test in milliseconds.

    with templates(Path("schema/tables.yaml")) as template, template.copy() as database:
        database.conn.execute("insert into orders …")

The pytest plugin gives them as fixtures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..api import Database, Note, Source, diff, workshop
from .database import SchemaDatabase

if TYPE_CHECKING:
    from pathlib import Path

    from .. import scratch
    from ..canonical import Bench
    from ..model import Model
    from ..sources import Workshop

__all__ = ["SchemaDatabase", "Template", "assert_no_drift", "templates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A scratch database of a model that nobody is connected to, to be copied."""

    name: str
    server: scratch.Server
    shop: Workshop

    @contextmanager
    def copy(self) -> Iterator[SchemaDatabase]:
        """Make a database of its own, and drop it at the end whoever is still connected."""
        with self.server.database(template=self.name) as made:
            database = SchemaDatabase(made)
            try:
                yield database
            finally:
                database.close()


@contextmanager
def templates(model: Path, *, note: Note | None = None) -> Iterator[Template]:
    """Build a model, on top of its base, in a scratch database that lasts as long as the context.

    Its data steps are run too. Raises SourceError where the model is at fault, PlanError where it
    cannot be built, ScratchError where there is no server.
    """
    from ..canonical import bench_in
    from ..source import read
    from ..sources import LOCK_MAJOR, of_model

    with workshop(note) as shop:
        wanted = of_model(model, shop)
        server = shop.server(LOCK_MAJOR)
        with server.database() as made:
            with bench_in(made, server, shop.note) as db:
                if base := read(model).base:
                    db.script(base)
                _build(db, wanted.model)
            yield Template(name=made.name, server=server, shop=shop)


def _build(db: Bench, wanted: Model) -> None:
    from ..canonical import with_stubs
    from ..diff import overlay
    from ..plan import plan
    from ..proof import run

    before = db.read()
    goal = overlay(before, with_stubs(wanted, before))
    whole = plan(before, goal, major=db.server.major, online=False)
    run(db, whole)
    for step in whole.steps:
        if step.fills:
            db.run(step.sql)
        elif not step.scratch:
            db.note(f"not made in scratch: {', '.join(map(str, step.refs))}")


def assert_no_drift(
    database: Database | SchemaDatabase, model: Source, *, shop: Workshop | None = None
) -> None:
    """Fail, with a line for every object, where a database is not as a model says.

    Raises AssertionError, and SourceError or CatalogError where one of them cannot be read.
    """
    __tracebackhide__ = True
    given = database.url if isinstance(database, SchemaDatabase) else database
    if found := diff(given, model, shop=shop):
        raise AssertionError(f"{found.before} is not as {found.after} says:\n{found}")
