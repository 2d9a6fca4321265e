"""Labels of an enum that people take for one another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ...kinds.enum import Enum
from ..facts import Facts
from ..rule import Found, Rule

# Blanks and marks between words: at an end a mark has a meaning (`A+`), and in a number too.
_BETWEEN = re.compile(r"(?<=[^\W\d_])[\W_]+(?=[^\W_])|(?<=\d)[\W_]+(?=[^\W\d_])")


def check(facts: Facts) -> Iterator[Found]:
    for enum in facts.own(Enum):
        first: dict[str, str] = {}
        for label in enum.labels:
            kept = first.setdefault(_BETWEEN.sub("", label.casefold().strip()), label)
            if kept is not label:
                yield Found(enum.ref, f"`{kept}` and `{label}` differ in no letter", "labels")


RULE = Rule(
    name="enum-labels-alike",
    group="Types",
    level=Level.warning,
    summary="two labels of an enum differ in case, or in blanks or marks between words, alone",
    why="Both get used, and mean the same to those who write them; a label cannot be taken away.",
    instead="Keep one of them. Where there are rows already, rename it (`renamed_labels`) or make"
    " the type anew.",
    check=check,
)
