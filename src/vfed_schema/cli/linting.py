"""What `lint` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..emit.formats import FINDINGS, Style, render
from ..finding import Level
from ..lint import RULES, Linted, chosen, lint, rule, severe
from ..lint.page import page
from ..lint.rule import Rule
from ..lint.told import as_json, explained_rule, lines, listed, summary
from ..sources import given, workshop
from .formats import Wanted, deliver
from .work import Say, notes

if TYPE_CHECKING:
    from ..source import Source


def _as_findings(format_: str) -> Callable[[Linted, str], str]:
    return lambda linted, name: render(
        linted.findings, format_, Style(id="lint", name=f"lint of {name}")
    )


def _as_tests(linted: Linted, name: str) -> str:
    from ..emit.junit import junit

    return junit(linted.findings, linted.quiet, name=f"lint of {name}")


# Documents by `--format`: each takes what was found and the source's name. Some of them tell more
# than findings: what is silenced, what `--fix` mends, and which rules found nothing.
LINTS: Mapping[str, Callable[[Linted, str], str]] = {
    **{format_: _as_findings(format_) for format_ in FINDINGS},
    "text": lambda linted, name: "".join(f"{line}\n" for line in lines(linted)),
    "json": as_json,
    "junit": _as_tests,
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
    formats: Sequence[Wanted],
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
    if deliver(formats, lambda one: LINTS[one.format](linted, name)) is None:
        say(summary(linted))
    return severe(linted.findings, Level(level))


def source_of(name: str) -> Source | None:
    """Return a model as it is written, which knows the place of everything; of YAML alone."""
    from ..source import read

    path = Path(name)
    return read(path) if path.suffix in (".yaml", ".yml") and path.is_file() else None
