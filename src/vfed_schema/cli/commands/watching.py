"""Commands for who changes a schema."""

from __future__ import annotations

from typing import Annotated

import typer

from ..app import DIFFERS, app
from ..options import From

watch = typer.Typer(
    help="Write down who changes the schema, for `drift` to tell.", rich_markup_mode=None
)
app.add_typer(watch, name="watch")


@watch.command()
def install(
    from_: From = None,
    keep: Annotated[
        int, typer.Option(min=1, help="How many statements to keep: the oldest go.")
    ] = 10_000,
) -> None:
    """Install an event trigger that writes down who changes the schema, when, and how."""
    from ..watching import begin

    begin(from_, keep)


@watch.command()
def status(from_: From = None) -> None:
    """Say whether the schema is watched. Exits 2 where it is not."""
    from ..watching import tell

    if not tell(from_):
        raise typer.Exit(DIFFERS)


@watch.command()
def remove(from_: From = None) -> None:
    """Stop watching, and take the log away."""
    from ..watching import end

    end(from_)
