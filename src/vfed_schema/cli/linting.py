"""What `lint` does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..finding import Level
from ..lint import RULES, chosen, lint, rule, severe
from ..lint.page import page
from ..lint.rule import Rule
from ..lint.told import as_json, explained_rule, lines, listed
from ..sources import given, workshop
from .work import Say, notes

if TYPE_CHECKING:
    from ..source import Source

# Renderers by `--format`: each takes what was found and the source's name.
RENDERERS = {
    "text": lambda linted, name: "".join(f"{line}\n" for line in lines(linted)),
    "json": as_json,
}


def chosen_rules(only: list[str] | None, skip: list[str] | None, every: bool) -> tuple[Rule, ...]:
    """Return the rules that are meant. Raises VfedSchemaError where there is no such rule."""
    return chosen(only or (), skip or (), every=every)


def list_rules() -> None:
    """Print every rule, a line each."""
    for line in listed(RULES):
        typer.echo(line)


def explained(name: str) -> str:
    """Return the page of all rules, or what there is to say of one."""
    return page(RULES) if name == "all" else explained_rule(rule(name))


def run(
    model: Path,
    from_: str | None,
    rules: tuple[Rule, ...],
    level: str,
    format_: str,
    fix: bool,
    say: Say,
) -> bool:
    """Lint a source, and tell what was found; return True if that is as bad as a level."""
    name = from_ or str(model)
    with workshop(notes(say)) as shop, given(name, shop, model=model) as found:
        linted = lint(found.model, rules, lambda: source_of(name))
        if fix:
            from .fixing import mend

            linted = mend(name, found.model, linted, rules, shop, say)
    typer.echo(RENDERERS[format_](linted, name), nl=False)
    return severe(linted.findings, Level(level))


def source_of(name: str) -> Source | None:
    """Return a model as it is written, which knows the place of everything; of YAML alone."""
    from ..source import read

    path = Path(name)
    return read(path) if path.suffix in (".yaml", ".yml") and path.is_file() else None
