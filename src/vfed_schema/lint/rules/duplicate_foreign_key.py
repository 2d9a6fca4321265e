"""A foreign key that is there twice."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.foreign_key import ForeignKey
from ...record import replace
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    first: dict[ForeignKey, ForeignKey] = {}
    for key in sorted(facts.own(ForeignKey), key=lambda k: k.path):
        pairs = sorted(zip(key.columns, key.target_columns, strict=False))
        plain = replace(
            key, path=key.path[:-1], on_delete="", on_update="", not_valid=False,
            deferrable=False, deferred=False, set_columns=(),
            match=key.match if len(key.columns) > 1 else "simple",
            columns=tuple(own for own, _ in pairs), target_columns=tuple(to for _, to in pairs),
        )  # fmt: skip
        kept = first.setdefault(plain, key)
        if kept is not key:
            yield Found(key.ref, f"says what {kept.ref} says")


RULE = Rule(
    name="duplicate-foreign-key",
    group="Keys",
    level=Level.warning,
    summary="two foreign keys lead from the same columns to the same columns",
    why="Every write is checked twice, and where their actions differ it is hard to say what a"
    " delete does.",
    instead="Keep one, with the action that is meant.",
    fix="None: which one is meant is not for a tool to say.",
    check=check,
)
