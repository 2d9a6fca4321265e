"""SECURITY DEFINER routines over tables with row security."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ...kinds.routine import Routine
from ...sql import bare
from ..facts import Facts
from ..rule import Found, Rule

_WORD = re.compile(r"\w+")


def check(facts: Facts) -> Iterator[Found]:
    by_name = {path[-1]: path for path in sorted(facts.secured) if facts.loose(path)}
    for routine in facts.own(Routine):
        if not routine.security_definer or not by_name:
            continue
        named = [w for w in _WORD.findall(bare(routine.told())) if w in by_name]
        if named:
            table = ".".join(by_name[min(named)])
            yield Found(routine.ref, f"SECURITY DEFINER, and names {table}, which has row security")


RULE = Rule(
    name="definer-bypasses-row-security",
    group="Access",
    level=Level.note,
    summary="a SECURITY DEFINER routine names a table with row security",
    why="It runs as its owner, to whom the policies of his own tables do not apply: its body is the"
    " only thing that says who sees which row.",
    instead="Leave SECURITY DEFINER out, or say `force_row_security: true` of the table; silence it"
    " where the body does the asking.",
    check=check,
)
