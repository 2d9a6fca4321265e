"""Casts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..step import Step
from ..types import canonical
from ..written import Item

_CONTEXTS = {"explicit": "", "assignment": " AS ASSIGNMENT", "implicit": " AS IMPLICIT"}


class Cast(Object):
    """How values of one type become those of another (manual, CREATE CAST).

    By a function, by what the types write and read (`inout`), or by nothing: they are stored alike.
    """

    kind = "cast"
    only_if = "pg_cast where oid >= 16384"
    section = "casts"
    short = "function"
    address = "pg_cast"
    resolved = True
    word = "CAST"
    elevated = True  # where nothing is run, and where neither type is ours
    unwritten = frozenset({"renamed_from"})

    function: str | None = None  # with the types of its arguments
    inout: bool = False
    context: str = "explicit"

    @classmethod
    def catalog(cls, major: int) -> str:
        return """
            select c.oid, 0 as sub,
                   array[format_type(c.castsource, null) || ' AS '
                         || format_type(c.casttarget, null)] as path,
                   case when c.castfunc <> 0 then c.castfunc::regprocedure::text end as function,
                   c.castmethod = 'i' as inout,
                   case c.castcontext when 'i' then 'implicit' when 'a' then 'assignment'
                        else 'explicit' end as context
            from pg_cast c
            where c.oid >= 16384
              and c.oid not in (select objid from pg_depend where classid = 'pg_cast'::regclass
                                and deptype in ('e', 'i'))
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        parts = re.split(r"\s+as\s+", (name or "").strip(), flags=re.IGNORECASE)
        if len(parts) != 2:
            raise item.wrong(f"`{name}` is no `type as type`")
        said = body.get("context")
        if said and said.string() not in _CONTEXTS:
            raise said.wrong(f"expected one of {', '.join(_CONTEXTS)}, not `{said.string()}`")
        yield Spread(cls.kind, home, " AS ".join(canonical(part) for part in parts), body)

    def named(self) -> tuple[str, ...]:
        return ()

    @property
    def spelled(self) -> str:
        return f"({self.path[0]})"

    def create(self, context: Context) -> Iterator[Step]:
        how = f"WITH FUNCTION {self.function}" if self.function else "WITHOUT FUNCTION"
        how = "WITH INOUT" if self.inout else how
        yield Step(sql=f"CREATE CAST {self.spelled} {how}{_CONTEXTS[self.context]}")
