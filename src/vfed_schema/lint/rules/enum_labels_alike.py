"""Labels of an enum that people take for one another."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.enum import Enum
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for enum in facts.own(Enum):
        first: dict[str, str] = {}
        for label in enum.labels:
            kept = first.setdefault("".join(c for c in label.casefold() if c.isalnum()), label)
            if kept is not label:
                yield Found(enum.ref, f"`{kept}` and `{label}` differ in no letter", "labels")


RULE = Rule(
    name="enum-labels-alike",
    group="Types",
    level=Level.warning,
    summary="two labels of an enum differ in case, blanks or marks alone",
    why="Both get used, and mean the same to those who write them; a label cannot be taken away.",
    instead="Keep one of them. Where there are rows already, rename it (`renamed_labels`) or make"
    " the type anew.",
    check=check,
)
