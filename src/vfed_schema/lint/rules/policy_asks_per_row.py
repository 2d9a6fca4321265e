"""Policies that ask the same question of every row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ...kinds.policy import Policy
from ..facts import Facts
from ..rule import Found, Rule

_CALL = re.compile(r"\b(current_setting|auth\.(?:uid|jwt|role|email))\(")
_WITHIN = re.compile(r"\(\s*SELECT\b[^()]*\Z")


def check(facts: Facts) -> Iterator[Found]:
    for policy in facts.own(Policy):
        for field in ("using", "check"):
            said = getattr(policy, field) or ""
            loose = [m for m in _CALL.finditer(said) if not _asked_once(said[: m.start()])]
            if loose:
                yield Found(policy.ref, f"calls `{loose[0].group(1)}` for every row", field)


def _asked_once(before: str) -> bool:
    """True if what follows is what a sub-select selects."""
    return bool(_WITHIN.search(before.rstrip("(")))


RULE = Rule(
    name="policy-asks-per-row",
    group="Access",
    level=Level.note,
    summary="a policy calls `current_setting` or the like outside a sub-select",
    why="The call is made again for every row that is looked at, though its answer is the same.",
    instead="Write `(SELECT current_setting('app.user'))`: a sub-select that needs nothing of the"
    " row is run once.",
    check=check,
)
