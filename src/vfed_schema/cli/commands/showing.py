"""Commands that show a model to people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..app import DEFAULT_MODEL, DIFFERS, app, profiled, say
from ..options import ModelFile, PageFormat, Profile


@app.command()
def docs(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="What to show: a URL, .yaml, .sql, .jsonl lock, or git:REV. Default: the model.",
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A folder; or a .html, .svg, .mmd or .md file.")
    ] = Path("docs/schema"),
    format_: Annotated[
        list[PageFormat] | None,
        typer.Option("--format", "-f", help="Which of them. Default: all."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What to write above it.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 2 naming what is out of date.")
    ] = False,
) -> None:
    """Write pages and pictures of a model: HTML, Markdown, SVG, Mermaid."""
    from ..picturing import write_docs

    wanted = [said.value for said in format_ or ()]
    stale = write_docs(profiled(model, profile), from_, output, wanted, title, check, say)
    for path, verb in stale:
        typer.echo(f"{verb} {path}")
    if stale and check:
        raise typer.Exit(DIFFERS)
