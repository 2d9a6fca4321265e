"""Access methods."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..sql import named, no_member, unless
from ..step import Step


class AccessMethod(Object):
    """How indexes or tables are kept (manual, CREATE ACCESS METHOD): a function in C."""

    kind = "access_method"
    only_if = "pg_am where oid >= 16384"
    section = "access_methods"
    address = "pg_am"
    word = "ACCESS METHOD"
    elevated = True
    unwritten = frozenset({"renamed_from"})

    type: str  # index, table
    handler: str

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select a.oid, 0 as sub, array[a.amname] as path,
                   case a.amtype when 't' then 'table' else 'index' end as type,
                   a.amhandler::regproc::text as handler
            from pg_am a
            where a.oid >= 16384 and {no_member("pg_am", "a.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        sql = f"CREATE ACCESS METHOD {self.spelled} TYPE {self.type.upper()} HANDLER {self.handler}"
        yield Step(sql=sql, once=unless(named("pg_am", "am", *self.path), sql))
