"""Constraints that nobody is held to."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.check import Check
from ...kinds.foreign_key import ForeignKey
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for kind in (Check, ForeignKey):
        for obj in facts.own(kind):
            if not getattr(obj, "enforced", True):
                yield Found(obj.ref, "NOT ENFORCED: no row is held to it", "enforced")


RULE = Rule(
    name="not-enforced",
    group="Left over",
    level=Level.warning,
    summary="a constraint is NOT ENFORCED (PostgreSQL 18)",
    why="It says what somebody hopes; the rows may say anything.",
    instead="Take `enforced: false` out, or the constraint.",
    fix="None: it may be off on purpose, and rows may break it.",
    check=check,
)
