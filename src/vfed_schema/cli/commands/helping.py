"""Commands that help to use the others."""

from __future__ import annotations

from typing import Annotated

import typer

from ..app import app
from ..options import Shell


@app.command()
def completion(
    shell: Annotated[Shell, typer.Argument(help="bash, zsh or fish.", show_default=False)],
) -> None:
    """Print what a shell has to read to complete commands, options and values."""
    from ..completing import script

    typer.echo(script(shell.value))


@app.command()
def man() -> None:
    """Print the manual page, for man -l."""
    from ..manual import page

    typer.echo(page(), nl=False)
