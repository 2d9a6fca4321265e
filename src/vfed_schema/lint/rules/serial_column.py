"""A column that takes its numbers from a sequence, the old way."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.column import Column
from ...kinds.sequence_owner import SequenceOwner
from ...ref import Ref
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for owner in facts.own(SequenceOwner):
        ref = Ref("column", owner.column)
        column = facts.model.get(ref)
        if not isinstance(column, Column) or ref in facts.model.external:
            continue
        if (column.default or "").startswith("nextval("):
            yield Found(ref, f"takes its numbers from {owner.parent} by default", "type")


RULE = Rule(
    name="serial-column",
    group="Keys",
    level=Level.note,
    summary="a column is a `serial`: its default calls a sequence that it owns",
    why="Whoever inserts needs rights on the sequence too, the default can be dropped or overridden"
    " without a word, and a copy of the table (CREATE TABLE … LIKE) goes on drawing from the same"
    " sequence. An identity column has none of these troubles.",
    instead="Say `identity: always` (or `by default`, where others write the number).",
    fix="None: the new sequence has to go on where the old one stands, which no file knows. Where"
    " there are no rows yet, change it by hand.",
    check=check,
)
