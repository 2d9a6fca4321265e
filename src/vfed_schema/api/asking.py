"""A model's queries, asked in a database or in a scratch one that is filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SourceError
from ..model import Model
from ..queries import Asked, ask, unasked
from ..queries import queries as of_model
from ..ref import Ref
from ..sources import LOCK_MAJOR, Workshop, given
from .opened import Database, connected, named

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Queries:
    """What Postgres says of a model's queries: each one, and the indexes that serve none."""

    database: str  # how it is called
    asked: tuple[Asked, ...]
    unused: tuple[Ref, ...]

    @property
    def missed(self) -> tuple[Asked, ...]:
        """Those that miss an index which they name."""
        return tuple(one for one in self.asked if one.missed)

    def __len__(self) -> int:
        return len(self.asked)

    def __iter__(self) -> Iterator[Asked]:
        return iter(self.asked)

    def __str__(self) -> str:
        from ..queries.told import lines

        return "\n".join(lines(self.asked, self.unused))


def queries_of(
    model: Path,
    database: Database | None,
    how: dict[str, Any],
    shop: Workshop,
    progress: Callable[[str], None],
) -> Queries:
    """Ask every query of a model file; `how` says how a scratch database is filled.

    Raises SourceError where it has none, and PlanError where one cannot be asked.
    """
    from ..catalog import introspect

    with given(str(model), shop) as target:
        wanted = target.model
        if not of_model(wanted):
            raise SourceError(f"{model}: it has no `queries`")
        filled = database is None
        where = _filled(model, wanted, how, shop, progress) if database is None else _live(database)
        with where as (conn, name):
            live = introspect(conn)
            found = tuple(ask(conn, live, query, scratch=filled) for query in of_model(wanted))
        unused = tuple(index.ref for index in unasked(wanted))
        return Queries(database=name, asked=found, unused=unused)


@contextmanager
def _live(database: Database) -> Iterator[tuple[Connection[Any], str]]:
    """Give a database that is only read."""
    with connected(database) as conn:
        conn.execute("set default_transaction_read_only = on")
        yield conn, named(database)


@contextmanager
def _filled(
    model: Path, wanted: Model, how: dict[str, Any], shop: Workshop, progress: Callable[[str], None]
) -> Iterator[tuple[Connection[Any], str]]:
    """Give a scratch database of a model, filled."""
    from ..canonical import bench
    from ..diff import overlay
    from ..fill import fill, samples
    from ..plan import plan
    from ..source import read

    server = shop.server(LOCK_MAJOR)
    base = read(model).base
    with bench(server, shop.note) as db:
        if base:
            db.script(base)
        before = db.read()
        db.trust()
        for step in plan(before, overlay(before, wanted), major=server.major).steps:
            db.take(step)
        progress("filling a scratch database")
        fill(db.builder, samples(wanted), progress, written=wanted, fast=True, **how)
        db.builder.execute("vacuum")
        with db.database.connect() as conn:
            yield conn, f"scratch, PostgreSQL {server.major}"
