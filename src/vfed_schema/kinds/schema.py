"""Schemas (namespaces)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..sql import name, no_member, ours
from ..step import Step


class Schema(Object):
    """A namespace (manual, 5.10)."""

    kind = "schema"
    section = "schemas"
    address = "pg_namespace"
    word = "SCHEMA"
    shared = True
    takes_along = False

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select n.oid, 0 as sub, array[n.nspname] as path
            from pg_namespace n
            where {ours("n")} and {no_member("pg_namespace", "n.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        sql = name(*self.path)
        yield Step(sql=f"CREATE SCHEMA {sql}", once=f"CREATE SCHEMA IF NOT EXISTS {sql}")
