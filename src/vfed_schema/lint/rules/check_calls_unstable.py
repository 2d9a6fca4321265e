"""Checks that do not say the same of a row tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...finding import Level
from ...kinds.check import Check
from ...kinds.domain_check import DomainCheck
from ...kinds.routine import Function
from ...ref import Ref
from ..facts import Facts
from ..reading import unstable
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    loose = {f.ref for f in facts.all(Function) if f.volatility != "immutable"}
    for one in chain[Check | DomainCheck](facts.own(Check), facts.own(DomainCheck)):
        called = unstable(one.expression) or _called(facts, one, loose)
        if called:
            message = f"calls `{called}`, which may say something else tomorrow"
            yield Found(one.ref, message, "expression")


def _called(facts: Facts, one: Check | DomainCheck, loose: set[Ref]) -> str:
    if "(" not in one.expression or not loose:
        return ""
    return next((ref.path[-1] for ref in facts.model.uses(one.ref) if ref in loose), "")


RULE = Rule(
    name="check-calls-unstable",
    group="Routines",
    level=Level.warning,
    summary="a check asks the clock, or a function that is not immutable",
    why="A check is asked when a row is written and never again. What was true then may be false"
    " when a dump is restored, and the restore fails. A function that reads other tables sees"
    " nothing yet while these are loaded.",
    instead="Use a trigger for what depends on more than the row; write the moment into a column"
    " and compare with that.",
    check=check,
)
