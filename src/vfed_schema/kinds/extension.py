"""Extensions. What belongs to one is never ours: it comes and goes with the extension."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..record import replace
from ..ref import Ref
from ..sql import name, text
from ..step import Step


class Extension(Object):
    """An installed extension; a version left out of the model is whichever is there."""

    kind = "extension"
    unwritten = frozenset({"renamed_from"})
    section = "extensions"
    address = "pg_extension"
    word = "EXTENSION"
    shared = True
    elevated = True
    left_open = frozenset({"schema", "version"})
    in_place = frozenset({"schema", "version"})

    schema: str | None = None
    version: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        return """
            select e.oid, 0 as sub, array[e.extname] as path,
                   n.nspname as schema, e.extversion as version
            from pg_extension e
            join pg_namespace n on n.oid = e.extnamespace
        """

    def needs(self) -> Iterator[Ref]:
        if self.schema and not self.schema.startswith("pg_"):
            yield Ref("schema", (self.schema,))

    def beside(self, live: Extension) -> Extension:
        return replace(
            self, version=self.version or live.version, schema=self.schema or live.schema
        )

    def unsaid(self) -> Extension:
        # Another server has another version to offer.
        return replace(self, version=None)

    def create(self, context: Context) -> Iterator[Step]:
        where = f" SCHEMA {name(self.schema)}" if self.schema else ""
        version = f" VERSION {text(self.version)}" if self.version else ""
        rest = f"{name(*self.path)}{where}{version}"
        yield Step(
            sql=f"CREATE EXTENSION {rest}",
            once=f"CREATE EXTENSION IF NOT EXISTS {rest}",
        )

    def alter(self, was: Extension, context: Context) -> Iterator[Step]:
        sql = f"ALTER EXTENSION {name(*self.path)}"
        if self.schema and self.schema != was.schema:
            yield Step(sql=f"{sql} SET SCHEMA {name(self.schema)}")
        if self.version and self.version != was.version:
            yield Step(sql=f"{sql} UPDATE TO {text(self.version)}")
