"""What stdout can show."""

from __future__ import annotations

import os
import shutil
import sys

import typer


def colour() -> bool:
    """True if what goes to stdout is to have colour."""
    from ..emit.paint import wanted

    return wanted(os.environ, sys.stdout.isatty())


def show(text: str) -> None:
    """Write a text that has as much colour as it should have."""
    typer.echo(text, nl=False, color=True)


def width() -> int | None:
    """Return how wide the terminal is, if stdout is one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
