"""Query patterns: what a database is asked, and the index that serves it."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..record import keyed
from ..ref import Ref
from ..step import Step


class Query(Object):
    """A query with parameters, proven by `vfed-schema queries`; no database stores it.

    An argument that begins with SELECT is drawn from the rows that are there.
    """

    kind = "query"
    unwritten = frozenset({"renamed_from"})
    section = "queries"
    within = "schema"
    stored = False

    sql: str
    indexes: tuple[str, ...] = keyed("uses")  # each with its schema, if that is another
    arguments: tuple[str, ...] = ()
    description: str = ""

    @property
    def parent(self) -> Ref | None:
        return None  # it is asked of a schema, and does not live there

    def create(self, context: Context) -> Iterator[Step]:
        return iter(())

    def drop(self, context: Context) -> Iterator[Step]:
        return iter(())
