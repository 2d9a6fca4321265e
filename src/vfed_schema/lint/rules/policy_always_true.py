"""Policies that let everybody write everything."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.policy import Policy
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for policy in facts.own(Policy):
        if not policy.permissive or policy.command == "select":
            continue
        said = policy.using if policy.check is None else policy.check
        if said == "true":
            whom = ", ".join(policy.roles) or "everybody"
            yield Found(policy.ref, f"lets {whom} write any row ({policy.command})")


RULE = Rule(
    name="policy-always-true",
    group="Access",
    level=Level.warning,
    summary="a policy for writing has the condition `true`",
    why="Permissive policies are joined by OR: this one lets its roles write any row, whatever the"
    " other policies ask for.",
    instead="Say whose rows they may write; name the `roles` it is for, and silence it where that"
    " is meant.",
    check=check,
)
