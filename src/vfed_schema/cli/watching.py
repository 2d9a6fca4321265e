"""What `watch` does."""

from __future__ import annotations

import typer

from ..connection import connect
from ..drift.watch import install, remove, status
from .work import needs_url


def begin(from_: str | None, keep: int) -> None:
    """Install the watch."""
    with connect(needs_url(from_)) as conn:
        install(conn, keep)
    typer.echo(f"watching: the last {keep:,} statements that change the schema are kept")


def end(from_: str | None) -> None:
    """Remove it."""
    with connect(needs_url(from_)) as conn:
        removed = remove(conn)
    typer.echo("nobody watches any more; the log is gone" if removed else "nobody watched")


def tell(from_: str | None) -> bool:
    """Say whether somebody watches; return False where not."""
    with connect(needs_url(from_)) as conn:
        found = status(conn)
    if found is None:
        typer.echo("nobody watches")
        return False
    count = f"{found.statements:,} statement{'' if found.statements == 1 else 's'}"
    since = f" since {found.since:%Y-%m-%d %H:%M %Z}" if found.since else ""
    last = f", the last at {found.last:%Y-%m-%d %H:%M %Z}" if found.last else ""
    if found.triggers < 2:
        gone = "1 of 2 event triggers is" if found.triggers else "both event triggers are"
        typer.echo(f"{gone} disabled or gone: `vfed-schema watch install` mends it; {count}{since}")
        return False
    typer.echo(f"watching: {count}{since}{last}")
    return True
