"""Commands that read or write a model and what is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..app import DEFAULT_MODEL, DIFFERS, app, profiled, progress, say
from ..options import Described, ModelFile, Models, Profile, Split


@app.command("try")
def try_(model: ModelFile = DEFAULT_MODEL, profile: Profile = None) -> None:
    """Run the main job on a server of our own: base, diff, plan, apply, drift, rollback."""
    from ..trial import trial

    trial(profiled(model, profile), progress)


@app.command()
def validate(model: ModelFile = DEFAULT_MODEL, profile: Profile = None) -> None:
    """Read the model alone and name every mistake with its place; needs no server."""
    from ...lint.silences import refuse_unknown
    from ...source import read
    from ...sql import how_many

    model = profiled(model, profile)
    source = read(model)
    refuse_unknown(source.model, lambda: source)
    typer.echo(
        f"{model}: {how_many(len(source.model), 'object')}, no mistakes found without a server"
    )


@app.command()
def generate(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 2 and show what is out of date.")
    ] = False,
    models: Annotated[Models, typer.Option("--models", help="What models.py is made of.")] = (
        Models.dataclasses
    ),
) -> None:
    """Write generated/: the lock, schema.sql, rollback.sql and models.py."""
    from ..made import Made

    model = profiled(model, profile)
    made = Made(model, models.value)
    if made.holds():
        return
    from ...artifacts import generate as write

    stale = write(model, check, say, models.value, made.keep)
    for path, was, now in stale:
        missing = ": not there" if check and was is None else ""
        typer.echo(f"{'stale' if check else 'wrote'} {path}{missing}")
        if check and was is not None:
            from ...emit.unified import unified
            from ..terminal import colour, show

            show(unified(was, now, colour=colour()))
    if stale and check:
        raise typer.Exit(DIFFERS)


@app.command("import")
def import_(
    source: Annotated[
        str,
        typer.Argument(
            help="A URL, .sql, .jsonl lock, sqlalchemy:MODULE:BASE, or django:SETTINGS[:APP]."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A folder, or a .yaml file. Default: stdout."),
    ] = None,
    split: Annotated[Split, typer.Option("--split", help="How many files.")] = Split.one,
    no_verify: Annotated[
        bool, typer.Option("--no-verify", help="Do not build what was written, to compare.")
    ] = False,
) -> None:
    """Write the model of what is there, in as few words as say the same."""
    from ..importing import write_model

    for path in write_model(source, output, split.value, not no_verify, say):
        typer.echo(f"wrote {path}")


@app.command("json-schema")
def json_schema_(
    of: Annotated[
        Described, typer.Option(help="model: the model file; diff: what --format json tells.")
    ] = Described.model,
) -> None:
    """Print the JSON Schema of the model file, for editors, or of what is told to machines."""
    import json

    from ...emit.diff_schema import diff_schema
    from ...emit.json_schema import json_schema

    schema = json_schema() if of is Described.model else diff_schema()
    typer.echo(json.dumps(schema, indent=1, ensure_ascii=False))
