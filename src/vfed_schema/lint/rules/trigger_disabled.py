"""Triggers and rules that do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.event_trigger import EventTrigger
from ...kinds.rule import Rule as RewriteRule
from ...kinds.trigger import Trigger
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for kind in (Trigger, RewriteRule, EventTrigger):
        for obj in facts.own(kind):
            if getattr(obj, "enabled", "") == "disabled":
                yield Found(obj.ref, "is disabled: it never runs", "enabled")


RULE = Rule(
    name="trigger-disabled",
    group="Left over",
    level=Level.warning,
    summary="a trigger or rule is disabled",
    why="Somebody switched it off, for a load perhaps, and did not switch it on again: what it is"
    " to keep true is kept by nobody.",
    instead="Take `enabled` out, or the trigger.",
    fix="None: what was missed meanwhile is not made good by switching it on.",
    check=check,
)
