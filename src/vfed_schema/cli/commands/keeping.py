"""Commands for what goes on after a migration: partitions, rows, queries."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ..app import DEFAULT_MODEL, DIFFERS, app, profiled, progress, say
from ..options import From, ModelFile, Profile


@app.command()
def partitions(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    ahead: Annotated[int, typer.Option(help="Periods to make ahead of the present one.")] = 3,
    keep: Annotated[
        int | None,
        typer.Option(help="Periods before the present one to keep: older ones are dropped."),
    ] = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Let old ones go, each a table of its own, with rows.")
    ] = False,
    gather: Annotated[
        bool, typer.Option("--gather", help="Move all rows into the default partition instead.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 2 if there is something to do.")
    ] = False,
    at: Annotated[
        datetime | None, typer.Option(help="As of this day, in UTC. Default: now.")
    ] = None,
) -> None:
    """Make the partitions of `partition_every` ahead, fill them, and drop those too old to keep."""
    from ..upkeep import keep_partitions

    wish = {"ahead": ahead, "keep": keep, "detach": detach, "gather": gather, "check": check}
    if keep_partitions(profiled(model, profile), from_, at, wish, progress, say) and check:
        raise typer.Exit(DIFFERS)


@app.command()
def fill(
    database: Annotated[str, typer.Argument(help="The URL of the database to fill.")],
    model: Annotated[
        Path | None,
        typer.Option("--model", "-m", help="The YAML model whose samples say how rows are spread."),
    ] = None,
    profile: Profile = None,
    rows: Annotated[
        int | None,
        typer.Option(help="Rows of every table. Default: as the model's samples say, else 1,000."),
    ] = None,
    no_skew: Annotated[
        bool, typer.Option("--no-skew", help="Draw evenly, whatever shares the samples say.")
    ] = False,
    fast: Annotated[
        bool,
        typer.Option(
            "--fast", help="Drop indexes and foreign keys meanwhile: nobody else is there."
        ),
    ] = False,
) -> None:
    """Fill a database with rows that satisfy every constraint, the same rows every time."""
    from ..querying import fill_database

    file = model or (DEFAULT_MODEL if DEFAULT_MODEL.is_file() else None)
    wanted = profiled(file, profile) if file else None
    how = {"rows": rows, "skew": not no_skew, "fast": fast}
    fill_database(database, wanted, how, say)


@app.command()
def queries(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    against: Annotated[
        str | None,
        typer.Option(help="A database to ask instead of a scratch one: read, never written."),
    ] = None,
    rows: Annotated[
        int | None,
        typer.Option(help="Rows of every table. Default: as the model's samples say, else 1,000."),
    ] = None,
    no_skew: Annotated[
        bool, typer.Option("--no-skew", help="Draw evenly, whatever shares the samples say.")
    ] = False,
    format_: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="text or json")
    ] = "text",
) -> None:
    """Prove that each query of the model uses the index it names. Exits 2 where one does not."""
    from ..formats import only
    from ..querying import ask_queries

    how = {"rows": rows, "skew": not no_skew}
    format_ = only(format_, ("text", "json"), "queries")
    missed = ask_queries(profiled(model, profile), against, how, format_, progress, say)
    if missed:
        raise typer.Exit(DIFFERS)
