"""What the commands that fill a database and ask it queries do."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import typer

from ..connection import connect, is_url
from ..errors import SourceError
from ..sources import given, workshop
from .work import Say, notes


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
    from ..api.asking import queries_of
    from ..queries.told import as_json

    _check(how)
    if against and not is_url(against):
        raise SourceError(f"`{against}` is no database: give its URL")
    with workshop(notes(say)) as shop:
        found = queries_of(model, against, how, shop, progress)
    if format_ == "json":
        typer.echo(as_json(found.asked, found.unused, found.database), nl=False)
    else:
        typer.echo(str(found))
    return len(found.missed)
