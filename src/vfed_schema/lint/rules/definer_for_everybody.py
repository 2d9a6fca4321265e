"""SECURITY DEFINER routines that PUBLIC may call."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.privileges import Privileges
from ...kinds.routine import Routine
from ..facts import Facts
from ..rule import Found, Rule

_NEVER_CALLED = ("trigger", "event_trigger")  # but by the server


def check(facts: Facts) -> Iterator[Found]:
    said = {grant.path: grant.grants for grant in facts.all(Privileges)}
    for routine in facts.own(Routine):
        if not routine.security_definer or getattr(routine, "returns", "") in _NEVER_CALLED:
            continue
        grants = said.get((routine.kind, *routine.path), ("EXECUTE TO PUBLIC",))
        if {"EXECUTE TO PUBLIC", "ALL TO PUBLIC"} & {*grants}:
            yield Found(routine.ref, "SECURITY DEFINER, and everybody may call it")


RULE = Rule(
    name="definer-for-everybody",
    group="Access",
    level=Level.warning,
    summary="a SECURITY DEFINER routine may be called by PUBLIC",
    why="Routines are everybody's to call unless somebody says otherwise, and this one does with"
    " its owner's rights whatever it does.",
    instead="Say `privileges: {role: execute}` with the roles that are to call it: what is said"
    " replaces the right that PUBLIC has. Silence it where it is made for everybody.",
    check=check,
)
