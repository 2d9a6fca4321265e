"""Collations."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..sql import name, no_member, ours, text
from ..step import Step


class Collation(Object):
    """An order of texts (manual, 24.2). ALTER changes nothing of it; versions are not compared."""

    kind = "collation"
    only_if = "pg_collation where oid >= 16384"
    section = "collations"
    within = "schema"
    short = "locale"
    address = "pg_collation"
    word = "COLLATION"

    provider: str = "libc"
    locale: str | None = None
    lc_collate: str | None = None
    lc_ctype: str | None = None
    deterministic: bool = True
    rules: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        locale, rules = "null", "null"
        if major >= 15:
            locale = "l.colllocale" if major >= 17 else "l.colliculocale"
        if major >= 16:
            rules = "l.collicurules"
        # Before 15, ICU's locale stood where libc's two are.
        return f"""
            select l.oid, 0 as sub, array[n.nspname, l.collname] as path,
                   case l.collprovider when 'i' then 'icu' when 'b' then 'builtin'
                        else 'libc' end as provider,
                   coalesce({locale}, case when l.collcollate = l.collctype
                                           then l.collcollate end) as locale,
                   case when l.collcollate <> l.collctype then l.collcollate end as lc_collate,
                   case when l.collcollate <> l.collctype then l.collctype end as lc_ctype,
                   l.collisdeterministic as deterministic, {rules} as rules
            from pg_collation l
            join pg_namespace n on n.oid = l.collnamespace
            where {ours("n")} and {no_member("pg_collation", "l.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        told = [] if self.provider == "libc" else [f"provider = {self.provider}"]
        told += [f"locale = {text(self.locale)}"] if self.locale else []
        told += [f"lc_collate = {text(self.lc_collate)}"] if self.lc_collate else []
        told += [f"lc_ctype = {text(self.lc_ctype)}"] if self.lc_ctype else []
        told += [] if self.deterministic else ["deterministic = false"]
        told += [f"rules = {text(self.rules)}"] if self.rules else []
        rest = f"{name(*self.path)} ({', '.join(told)})"
        yield Step(sql=f"CREATE COLLATION {rest}", once=f"CREATE COLLATION IF NOT EXISTS {rest}")
