"""What constraints of tables have in common."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..record import replace
from ..sql import constraint, name, unless
from ..step import Lock, Step


class Constraint(Object):
    """A constraint of a table, whose name no other of the table may have."""

    within = "table"
    rides = True
    address = "pg_constraint"
    word = "CONSTRAINT"

    @property
    def spelled(self) -> str:
        return f"{name(self.path[-1])} ON {name(*self.path[:-1])}"

    def rename(self, to: str) -> Step:
        return self._step(f"RENAME CONSTRAINT {name(self.path[-1])} TO {name(to)}")

    def drop(self, context: Context) -> Iterator[Step]:
        table, own = name(*self.path[:-1]), name(self.path[-1])
        yield replace(
            self._step(f"DROP CONSTRAINT {own}"),
            once=f"ALTER TABLE IF EXISTS {table} DROP CONSTRAINT IF EXISTS {own}",
        )

    def _step(self, action: str, lock: Lock = Lock.ACCESS_EXCLUSIVE) -> Step:
        return Step(
            sql=f"ALTER TABLE {name(*self.path[:-1])} {action}", table=self.path[:-1], lock=lock
        )

    def _unless_there(self, add: Step) -> Step:
        """Return a step with a spelling that does nothing where the constraint is there."""
        return replace(add, once=unless(constraint(*self.path), add.sql))
