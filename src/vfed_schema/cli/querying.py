"""What the commands that fill a database and ask it queries do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..catalog import introspect
from ..connection import connect, is_url, safe
from ..errors import SourceError
from ..sources import LOCK_MAJOR, Workshop, given, workshop
from .work import Say, notes

if TYPE_CHECKING:
    from psycopg import Connection

    from ..model import Model


def fill_database(url: str, model: Path | None, how: dict[str, Any], say: Say) -> None:
    """Fill a database, as the samples of a model say if there is one."""
    from ..fill import fill, samples

    if not is_url(url):
        raise SourceError(f"`{url}` is no database: give its URL")
    _check(how)
    with ExitStack() as stack:
        shop = stack.enter_context(workshop(notes(say)))
        wanted = stack.enter_context(given(str(model), shop)).model if model else None
        conn = stack.enter_context(connect(url))
        fill(conn, samples(wanted) if wanted else {}, typer.echo, written=wanted, **how)


def _check(how: dict[str, Any]) -> None:
    if how["rows"] is not None and how["rows"] < 1:
        raise SourceError(f"`--rows` counts rows: it cannot be {how['rows']}")


def ask_queries(
    model: Path, against: str | None, how: dict[str, Any], format_: str, progress: Say, say: Say
) -> int:
    """Ask every query of a model, and tell what came; return how many miss an index."""
    from ..queries import ask, queries, unasked
    from ..queries.told import as_json, lines

    _check(how)
    with workshop(notes(say)) as shop, given(str(model), shop) as target:
        wanted = target.model
        if not queries(wanted):
            raise SourceError(f"{model}: it has no `queries`")
        where = _live(against) if against else _filled(model, wanted, how, shop, progress)
        with where as (conn, name):
            live = introspect(conn)
            found = [ask(conn, live, query, scratch=not against) for query in queries(wanted)]
        left = list(unasked(wanted))
        if format_ == "json":
            typer.echo(as_json(found, left, name), nl=False)
        else:
            for line in lines(found, left):
                typer.echo(line)
        return sum(1 for asked in found if asked.missed)


@contextmanager
def _live(url: str) -> Iterator[tuple[Connection[Any], str]]:
    """Give a database that is only read."""
    if not is_url(url):
        raise SourceError(f"`{url}` is no database: give its URL")
    with connect(url) as conn:
        conn.execute("set default_transaction_read_only = on")
        yield conn, safe(url)


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
