"""Routines that find their names by the caller's search path."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.routine import Routine
from ...sql import statement_body
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for routine in facts.own(Routine):
        if routine.security_definer or statement_body(routine.body) or not routine.told():
            continue
        if not any(s.startswith("search_path=") for s in routine.settings):
            yield Found(routine.ref, "runs with the caller's search path")


RULE = Rule(
    name="routine-without-search-path",
    group="Access",
    level=Level.note,
    summary="a routine sets no `search_path`",
    why="The same call means other tables to another caller, and to a restore, which runs with an"
    " empty one: an index or a check that calls it then fails.",
    instead="Say `settings: {search_path: …}`, or qualify every name. In plain SQL that is to be"
    " inlined into queries, only the latter: what has settings is not inlined.",
    fix="None: it may be left open on purpose, and with settings it is not inlined.",
    usual=False,
    check=check,
)
