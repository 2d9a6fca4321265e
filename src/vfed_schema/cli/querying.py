"""What the commands that fill a database and ask it queries do."""

from __future__ import annotations

from pathlib import Path

import typer

from ..catalog import connect
from ..errors import SourceError
from ..sources import given, is_url, workshop
from .work import Say, notes


def fill_database(url: str, model: Path | None, rows: int | None, skew: bool, say: Say) -> None:
    """Fill a database, as the samples of a model say if there is one."""
    from contextlib import ExitStack

    from ..fill import fill, samples

    if not is_url(url):
        raise SourceError(f"`{url}` is no database: give its URL")
    if rows is not None and rows < 1:
        raise SourceError(f"`--rows` counts rows: it cannot be {rows}")
    with ExitStack() as stack:
        shop = stack.enter_context(workshop(notes(say)))
        wanted = stack.enter_context(given(str(model), shop)).model if model else None
        conn = stack.enter_context(connect(url))
        said = samples(wanted) if wanted else {}
        fill(conn, said, typer.echo, rows=rows, skew=skew, written=wanted)
