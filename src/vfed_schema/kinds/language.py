"""Procedural languages, and what turns types into their own values: transforms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..sql import name as quoted
from ..sql import no_member, unquoted
from ..step import Step
from ..types import canonical
from ..written import Item


class Language(Object):
    """A language that no extension brings along (manual, CREATE LANGUAGE)."""

    kind = "language"
    only_if = "pg_language where oid >= 16384"
    section = "languages"
    address = "pg_language"
    word = "LANGUAGE"
    elevated = True

    handler: str
    inline_handler: str | None = None
    validator: str | None = None
    trusted: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select l.oid, 0 as sub, array[l.lanname] as path,
                   l.lanplcallfoid::regproc::text as handler,
                   nullif(l.laninline::regproc::text, '-') as inline_handler,
                   nullif(l.lanvalidator::regproc::text, '-') as validator,
                   l.lanpltrusted as trusted
            from pg_language l
            where l.lanispl and {no_member("pg_language", "l.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        trusted = "TRUSTED " if self.trusted else ""
        said = f"{trusted}LANGUAGE {self.spelled} HANDLER {self.handler}"
        said += f" INLINE {self.inline_handler}" if self.inline_handler else ""
        said += f" VALIDATOR {self.validator}" if self.validator else ""
        yield Step(sql=f"CREATE {said}", once=f"CREATE OR REPLACE {said}")


class Transform(Object):
    """What a language makes of a type (manual, CREATE TRANSFORM): functions in C."""

    kind = "transform"
    only_if = "pg_transform"
    section = "transforms"
    address = "pg_transform"
    word = "TRANSFORM"
    elevated = True
    unwritten = frozenset({"renamed_from"})
    in_place = frozenset({"from_sql", "to_sql"})

    from_sql: str | None = None
    to_sql: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select t.oid, 0 as sub,
                   array['FOR ' || format_type(t.trftype, null) || ' LANGUAGE '
                         || quote_ident(l.lanname)] as path,
                   nullif(t.trffromsql::regprocedure::text, '-') as from_sql,
                   nullif(t.trftosql::regprocedure::text, '-') as to_sql
            from pg_transform t join pg_language l on l.oid = t.trflang
            where {no_member("pg_transform", "t.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        found = re.match(r"(?:for\s+)?(.+?)\s+language\s+(\S+)\Z", (name or "").strip(), re.I)
        if not found:
            raise item.wrong(f"`{name}` is no `type language name`")
        type_, language = found.groups()
        called = f"FOR {canonical(type_)} LANGUAGE {quoted(unquoted(language))}"
        yield Spread(cls.kind, home, called, body)

    def named(self) -> tuple[str, ...]:
        return ()

    @property
    def spelled(self) -> str:
        return self.path[0]

    def create(self, context: Context) -> Iterator[Step]:
        said = [f"FROM SQL WITH FUNCTION {self.from_sql}"] if self.from_sql else []
        said += [f"TO SQL WITH FUNCTION {self.to_sql}"] if self.to_sql else []
        rest = f"TRANSFORM {self.spelled} ({', '.join(said)})"
        yield Step(sql=f"CREATE {rest}", once=f"CREATE OR REPLACE {rest}")

    def alter(self, was: Transform, context: Context) -> Iterator[Step]:
        for step in self.create(context):
            yield Step(sql=step.once)
