"""Constraints that do not hold for the rows that were there."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.check import Check
from ...kinds.column import Column
from ...kinds.domain_check import DomainCheck
from ...kinds.foreign_key import ForeignKey
from ..facts import Facts
from ..rule import Found, Remove, Rule

_TOLD = "NOT VALID: new rows are held to it, old ones may break it"


def check(facts: Facts) -> Iterator[Found]:
    for kind in (Check, ForeignKey, DomainCheck):
        for obj in facts.own(kind):
            if getattr(obj, "not_valid", False):
                yield Found(obj.ref, _TOLD, "not_valid", Remove(obj.ref, "not_valid"))
    for column in facts.own(Column):
        if column.not_null_not_valid:
            fix = Remove(column.ref, "not_null_not_valid")
            yield Found(column.ref, _TOLD, "not_null_not_valid", fix)


RULE = Rule(
    name="not-validated",
    group="Left over",
    level=Level.warning,
    summary="a constraint is NOT VALID",
    why="It is a step on the way that somebody did not finish. The planner does not rely on it, and"
    " nor should anybody who reads the rows.",
    instead="Take `not_valid` out: the next migration validates it, while others go on writing.",
    fix="Takes `not_valid` out of the file. The migration then fails, and changes nothing, where a"
    " row does break it.",
    check=check,
)
