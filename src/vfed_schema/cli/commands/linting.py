"""Lint, and what it says of its rules."""

from __future__ import annotations

from typing import Annotated

import typer

from ..app import DEFAULT_MODEL, DIFFERS, SAME, app, profiled, say
from ..options import Findings, ModelFile, Profile, Severity


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
    format_: Annotated[Findings, typer.Option("--format", "-f")] = Findings.text,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend in the YAML what is safe to mend, and prove it.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules, and stop.")] = False,
    explain: Annotated[
        str | None, typer.Option(help="Say all of one rule, or print the page of `all`.")
    ] = None,
) -> None:
    """Find what Postgres takes and people regret, in the model or in any source."""
    from ..linting import chosen_rules, explained, list_rules, run

    if explain is not None:
        typer.echo(explained(explain), nl=False)
        raise typer.Exit(SAME)
    wanted = chosen_rules(only, skip, every)
    if rules:
        list_rules()
        raise typer.Exit(SAME)
    if run(profiled(model, profile), from_, wanted, level.value, format_.value, fix, say):
        raise typer.Exit(DIFFERS)
