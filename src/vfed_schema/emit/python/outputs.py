"""What a relation or a query gives: columns with what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...kinds.column import Column
from .spelling import UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One column: `origin` is the table's column that it plainly is, if it is one."""

    name: str
    type: str = UNKNOWN
    not_null: bool = False
    origin: Column | None = None


Outputs = tuple[Output, ...]


def nullable(outputs: Outputs) -> Outputs:
    """Return the same columns where a join may have found no row."""
    return tuple(replace(o, not_null=False) for o in outputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Columns in order; where it is not `complete`, there may be more that nobody knows of."""

    outputs: Outputs = ()
    complete: bool = True

    def renamed(self, names: Iterable[str]) -> Relation:
        """Return it with its first columns called otherwise, as `FROM t AS x (a, b)` does."""
        names = list(names)
        if names and not self.complete:
            return NOTHING_KNOWN
        called = [replace(o, name=n) for o, n in zip(self.outputs, names, strict=False)]
        return replace(self, outputs=(*called, *self.outputs[len(called) :]))

    def nullable(self) -> Relation:
        return replace(self, outputs=nullable(self.outputs))


NOTHING_KNOWN = Relation(complete=False)
