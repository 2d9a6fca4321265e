"""Data steps: statements that a migration runs when it makes what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Mention, Object
from ..ref import Ref
from ..sql import name
from ..step import Step


class Data(Object):
    """SQL that belongs to a migration and leaves no trace in the catalog.

    It runs when one of `after` is created, once these are there, and must hold when run twice.
    """

    kind = "data"
    unwritten = frozenset({"renamed_from"})
    section = "data"
    within = "schema"
    stored = False

    sql: str
    after: tuple[str, ...]  # `table` or `table.column`, in the same schema

    def needs(self) -> Iterator[Ref]:
        for thing in self.after:
            path = (*self.path[:1], *thing.split("."))
            yield Ref("column" if len(path) == 3 else "table", path)

    def mentions(self) -> Iterator[Mention]:
        for ref in self.needs():
            yield Mention("after", ref.path[:2], names=ref.path[2:])

    def wanted(self, new: frozenset[Ref]) -> bool:
        return any(ref in new for ref in self.needs())

    def create(self, context: Context) -> Iterator[Step]:
        # Whoever wrote it did not qualify names; everything else here is qualified.
        yield Step(sql=f"SET search_path TO {name(self.path[0])}")
        sql = self.sql.strip().rstrip(";")
        yield Step(sql=sql, once=sql, reason=f"data: {self.path[-1].replace('_', ' ')}")

    def drop(self, context: Context) -> Iterator[Step]:
        return iter(())
