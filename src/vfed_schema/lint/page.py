"""The page of all rules, docs/lint.md: what comes before them, and what each says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from .rule import Rule
from .told import explained_rule


def page(rules: Iterable[Rule]) -> str:
    """Return the reference of all rules, as Markdown."""
    parts = [files(__package__).joinpath("head.md").read_text("utf-8")]
    group = ""
    for rule in rules:
        if rule.group != group:
            group = rule.group
            parts.append(f"## {group}\n")
        parts.append(f"### {rule.name}\n\n{explained_rule(rule)}")
    return "\n".join(parts)
