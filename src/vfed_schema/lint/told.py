"""What was found and which rules there are, for people and for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import Any

from ..finding import Finding, Level
from ..shown import visible
from . import Linted
from .rule import Rule

FORMAT = 1


def lines(linted: Linted) -> Iterator[str]:
    """Yield a line a finding, and a last one that sums them up."""
    for finding in linted.findings:
        where = f"{finding.mark}: " if finding.mark else ""
        said = f"{finding.level.value}: {visible(finding.subject)}: {visible(finding.message)}"
        yield f"{where}{said} [{finding.rule}]"
    yield summary(linted)


def summary(linted: Linted) -> str:
    """Return how much was found, in a line."""
    count = Counter(finding.level for finding in linted.findings)
    parts = [_number(count[level], level.value) for level in Level if count[level]]
    told = ", ".join(parts) or "nothing found"
    if linted.silenced:
        told += f"; {linted.silenced} silenced"
    if linted.fixable:
        told += f"; `--fix` mends {len(linted.fixable)}"
    return told


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def as_json(linted: Linted, name: str) -> str:
    """Return the same as JSON."""
    said = {
        "format": FORMAT,
        "source": name,
        "findings": [{**_finding(told.finding), "fixable": told.fixable} for told in linted.told],
        "silenced": linted.silenced,
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    mark = finding.mark
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "subject": finding.subject,
        "message": finding.message,
        "place": {"file": mark.file, "line": mark.line, "column": mark.column} if mark else None,
        "help": finding.help,
    }


def listed(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield a line a rule."""
    for rule in rules:
        more = "" if rule.usual else " (only when asked for)"
        yield f"{rule.level.value:8}{rule.name:30}{rule.summary}{more}"


def explained_rule(rule: Rule) -> str:
    """Return all that there is to say of a rule, as Markdown."""
    usual = "" if rule.usual else "; only with `--rule` or `--all`"
    parts = [
        f"{_capital(rule.summary)}. ({rule.level.value.capitalize()}{usual}.)",
        rule.why,
        f"Instead: {rule.instead[:1].lower()}{rule.instead[1:]}",
        f"`--fix`: {rule.fix[:1].lower()}{rule.fix[1:]}" if rule.fix else "",
        f"To silence it: `lint: {{{rule.name}: why}}`.",
    ]
    return "\n\n".join(fill(part, 100, break_on_hyphens=False) for part in parts if part) + "\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
