"""Policies that nobody is held to."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.policy import Policy
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for policy in facts.own(Policy):
        table = facts.table(policy.path[:-1])
        # Of somebody else's table nobody has said whether it is on.
        ours = table is not None and table.ref not in facts.model.external
        if ours and policy.path[:-1] not in facts.secured:
            yield Found(policy.ref, "has no effect: row security is off on its table")


RULE = Rule(
    name="policy-without-row-security",
    group="Access",
    level=Level.error,
    summary="a policy is on a table whose row security is off",
    why="It looks as if rows were guarded, and everybody sees all of them.",
    instead="Say `row_security: true` of the table, or take the policy out.",
    fix="None: from then on, who has no policy sees nothing.",
    check=check,
)
