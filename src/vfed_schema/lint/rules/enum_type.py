"""Enums, for those who would rather have none."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.enum import Enum
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for enum in facts.own(Enum):
        yield Found(enum.ref, f"{len(enum.labels)} labels, none of which can ever be taken away")


RULE = Rule(
    name="enum-type",
    group="Types",
    level=Level.note,
    summary="there is an enum type",
    why="A label can be added and renamed; to take one away or to change the order, the type and"
    " every column of it are made again.",
    instead="Where values come and go: `type: text` with `values:` and `enforced_by:`, or a table"
    " that is pointed at.",
    usual=False,
    check=check,
)
