"""What the command that keeps partitions does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from .. import calendar
from ..connection import connect
from ..errors import Interrupted, SourceError
from ..partitions import Wish, keep_up
from ..sources import given, workshop
from .work import Say, needs_url, notes


def keep_partitions(
    model: Path,
    from_: str | None,
    at: datetime | None,
    wish: dict[str, Any],
    progress: Say,
    say: Say,
) -> int:
    """Keep the partitions of a database; return how many things there were to do."""
    for key in ("ahead", "keep"):
        if wish[key] is not None and wish[key] < 0:
            raise SourceError(f"`--{key}` counts periods: it cannot be {wish[key]}")
    if wish["gather"] and (wish["keep"] is not None or wish["detach"]):
        raise SourceError("`--gather` keeps every row: it goes with neither --keep nor --detach")
    url = needs_url(from_)
    with workshop(notes(say)) as shop, given(str(model), shop) as wanted, connect(url) as conn:
        moment = at or calendar.now()
        try:
            done = keep_up(conn, wanted.model, Wish(at=moment, **wish), typer.echo)
        except KeyboardInterrupt:
            raise Interrupted(
                "interrupted: what is told as done is done; every row is there, and the same"
                " command goes on"
            ) from None
    if not done:
        typer.echo("every partition is there, and none too many")
    return done
