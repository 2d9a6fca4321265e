"""Lint, and what it says of its rules."""

from __future__ import annotations

from typing import Annotated

import typer

from ..app import DEFAULT_MODEL, DIFFERS, SAME, app, profiled, say
from ..options import ModelFile, Out, Profile, Severity, told_in

_FORMATS = (
    "text, json, markdown, github, gitlab, sarif or junit; =FILE writes a file. May be repeated."
)


@app.command()
def lint(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="Any other source: a URL, .sql, .jsonl lock, or git:REV."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule; may be said again.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option("--skip", help="Not this rule; may be said again.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="The rules too that few people want.")
    ] = False,
    level: Annotated[
        Severity, typer.Option(help="Exit 2 where something is found that is as bad as this.")
    ] = Severity.note,
    format_: Annotated[list[str] | None, told_in(_FORMATS)] = None,
    output: Out = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend in the YAML what is safe to mend, and prove it.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules, and stop.")] = False,
    explain: Annotated[
        str | None, typer.Option(help="Say all of one rule, or print the page of `all`.")
    ] = None,
) -> None:
    """Find what Postgres takes and people regret, in the model or in any source."""
    from ..formats import wanted
    from ..linting import LINTS, chosen_rules, explained, list_rules, run

    if explain is not None:
        typer.echo(explained(explain), nl=False)
        raise typer.Exit(SAME)
    asked = chosen_rules(only, skip, every)
    if rules:
        list_rules()
        raise typer.Exit(SAME)
    formats = wanted(format_, output, LINTS, "lint", "text")
    if run(profiled(model, profile), from_, asked, level.value, formats, fix, say):
        raise typer.Exit(DIFFERS)
