"""Policies that ask the same question of every row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ...kinds.policy import Policy
from ...sql import closing
from ..facts import Facts
from ..reading import commands
from ..rule import Found, Rule

_CALL = re.compile(r"""(?<!["\w.])(current_setting|auth\.(?:uid|jwt|role|email))\(""")
_SELECT = re.compile(r"\(\s*SELECT\b")
_FROM = re.compile(r"\bFROM\b")


def check(facts: Facts) -> Iterator[Found]:
    for policy in facts.own(Policy):
        for field in ("using", "check"):
            said = commands(getattr(policy, field) or "")
            loose = [m for m in _CALL.finditer(said) if not _asked_once(said, m.start())]
            if loose:
                yield Found(policy.ref, f"calls `{loose[0].group(1)}` for every row", field)


def _asked_once(said: str, place: int) -> bool:
    """True if a place is in a sub-select that reads from nothing."""
    around = [(m.start(), closing(said, m.start())) for m in _SELECT.finditer(said, 0, place)]
    nearest = max((pair for pair in around if pair[1] > place), default=None)
    return nearest is not None and not _FROM.search(said[slice(*nearest)])


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
