"""Rules, which rewrite queries."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.rule import Rule as RewriteRule
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for rule in facts.own(RewriteRule):
        yield Found(rule.ref, "rewrites queries before they are planned")


RULE = Rule(
    name="rewrite-rule",
    group="Left over",
    level=Level.note,
    summary="there is a rule (CREATE RULE)",
    why="A rule changes the text of a query and runs once a statement, whatever its name suggests:"
    " expressions in it are evaluated more than once, RETURNING and row counts go astray.",
    instead="Use a trigger; on a view, an `instead of` trigger.",
    check=check,
)
