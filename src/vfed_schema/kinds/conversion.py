"""Conversions between encodings."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..sql import named, no_member, ours, text, unless
from ..step import Step


class Conversion(Object):
    """How text of one encoding becomes that of another (manual, CREATE CONVERSION)."""

    kind = "conversion"
    only_if = "pg_conversion where oid >= 16384"
    section = "conversions"
    within = "schema"
    address = "pg_conversion"
    word = "CONVERSION"

    source: str
    target: str
    function: str
    default: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select c.oid, 0 as sub, array[n.nspname, c.conname] as path,
                   pg_encoding_to_char(c.conforencoding) as source,
                   pg_encoding_to_char(c.contoencoding) as target,
                   c.conproc::regproc::text as function, c.condefault as default
            from pg_conversion c join pg_namespace n on n.oid = c.connamespace
            where {ours("n")} and {no_member("pg_conversion", "c.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        default = "DEFAULT " if self.default else ""
        sql = f"CREATE {default}CONVERSION {self.spelled} FOR {text(self.source)}"
        sql += f" TO {text(self.target)} FROM {self.function}"
        yield Step(sql=sql, once=unless(named("pg_conversion", "con", *self.path), sql))
