"""Silences that say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    """Find nothing: what is unused is known when all the other rules have been asked (`lint`)."""
    return iter(())


RULE = Rule(
    name="unused-silence",
    group="Left over",
    level=Level.note,
    summary="a silence (`lint:`) keeps no rule from saying anything",
    why="What it was for is gone; it would hide the next one, which nobody has thought about.",
    instead="Take it out.",
    fix="Takes the silence out of the file.",
    check=check,
)
