"""A sequence that ends before its column does."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.column import Column
from ...kinds.sequence import Sequence
from ...kinds.sequence_owner import SequenceOwner
from ...ref import Ref
from ..facts import Facts
from ..rule import Found, Rule

_WIDTHS = ("smallint", "integer", "bigint")


def check(facts: Facts) -> Iterator[Found]:
    for owner in facts.own(SequenceOwner):
        sequence = facts.model.get(Ref("sequence", owner.path))
        column = facts.model.get(Ref("column", owner.column))
        if not isinstance(sequence, Sequence) or not isinstance(column, Column):
            continue
        both = (sequence.type, facts.base_type(column.type))
        if {*both} <= {*_WIDTHS} and _WIDTHS.index(both[0]) < _WIDTHS.index(both[1]):
            message = f"is {sequence.type}, and {column.ref}, which it counts for, is {column.type}"
            yield Found(sequence.ref, message, "type")


RULE = Rule(
    name="narrow-sequence",
    group="Keys",
    level=Level.warning,
    summary="a sequence is of a narrower type than the column that owns it",
    why="A column that was `serial` and has been widened keeps its narrow sequence: inserts fail"
    " when that ends, though the column has room.",
    instead="Give the sequence the column's type.",
    check=check,
)
