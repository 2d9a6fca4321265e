"""Aggregate functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..arguments import mode, signed
from ..model import Context
from ..objects import Object, Spread
from ..record import fields
from ..ref import Ref
from ..sql import name as quoted
from ..sql import no_member, ours, split, text
from ..step import Step
from ..written import Item

_MODIFY = """case when {0} <> case g.aggkind when 'n' then 'r' else 'w' end then case {0}
             when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end end"""
# Options whose values are strings; all others are names, numbers or nothing.
_TEXTS = frozenset({"initcond", "minitcond"})


class Aggregate(Object):
    """A function over many rows (manual, CREATE AGGREGATE): its fields are the options' names.

    The last part of its path is its name and the types of its arguments, as DROP AGGREGATE wants
    them.
    """

    kind = "aggregate"
    only_if = "pg_aggregate where aggfnoid::oid >= 16384"
    section = "aggregates"
    within = "schema"
    address = "pg_proc"
    resolved = True
    word = "AGGREGATE"
    grant_word = "FUNCTION"

    arguments: str | None = None  # with their names, if they have any
    sfunc: str
    stype: str
    sspace: int = 0
    finalfunc: str | None = None
    finalfunc_extra: bool = False
    finalfunc_modify: str | None = None
    combinefunc: str | None = None
    serialfunc: str | None = None
    deserialfunc: str | None = None
    initcond: str | None = None
    msfunc: str | None = None
    minvfunc: str | None = None
    mstype: str | None = None
    msspace: int = 0
    mfinalfunc: str | None = None
    mfinalfunc_extra: bool = False
    mfinalfunc_modify: str | None = None
    minitcond: str | None = None
    sortop: str | None = None
    parallel: str | None = None
    hypothetical: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        functions = ", ".join(
            f"nullif(g.{column}::regproc::text, '-') as {option}"
            for option, column in (
                ("sfunc", "aggtransfn"),
                ("finalfunc", "aggfinalfn"),
                ("combinefunc", "aggcombinefn"),
                ("serialfunc", "aggserialfn"),
                ("deserialfunc", "aggdeserialfn"),
                ("msfunc", "aggmtransfn"),
                ("minvfunc", "aggminvtransfn"),
                ("mfinalfunc", "aggmfinalfn"),
            )
        )
        return f"""
            select p.oid, 0 as sub,
                   array[n.nspname::text, quote_ident(p.proname)] as path,
                   case when p.pronargs = 0 then '*'
                   else pg_get_function_identity_arguments(p.oid) end as arguments,
                   {functions},
                   format_type(g.aggtranstype, null) as stype, g.aggtransspace as sspace,
                   g.aggfinalextra as finalfunc_extra,
                   {_MODIFY.format("g.aggfinalmodify")} as finalfunc_modify,
                   g.agginitval as initcond,
                   case when g.aggmtranstype <> 0 then format_type(g.aggmtranstype, null)
                   end as mstype,
                   g.aggmtransspace as msspace, g.aggmfinalextra as mfinalfunc_extra,
                   case when g.aggmtransfn <> 0 then {_MODIFY.format("g.aggmfinalmodify")}
                   end as mfinalfunc_modify,
                   g.aggminitval as minitcond,
                   case when g.aggsortop <> 0 then
                     (select format('operator(%I.%s)', no.nspname, o.oprname)
                      from pg_operator o join pg_namespace no on no.oid = o.oprnamespace
                      where o.oid = g.aggsortop) end as sortop,
                   case p.proparallel when 's' then 'safe' when 'r' then 'restricted'
                   end as parallel,
                   g.aggkind = 'h' as hypothetical
            from pg_aggregate g
            join pg_proc p on p.oid = g.aggfnoid
            join pg_namespace n on n.oid = p.pronamespace
            where {ours("n")} and {no_member("pg_proc", "p.oid")}
        """

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Aggregate:
        (schema, called), said = row.pop("path"), row.pop("arguments")
        path = (schema, f"{called}({_types(said)})")
        return cls(path=path, arguments=said if said != _types(said) else None, **row)

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        called, bracket, rest = (name or "").partition("(")
        if not bracket or not rest.rstrip().endswith(")"):
            raise item.wrong(f"`{name}` is no `name(arguments)`; an aggregate of rows is `name(*)`")
        said = rest.rstrip()[:-1].strip()
        if said != _types(said):
            body["arguments"] = item.like(said)
        yield Spread(cls.kind, home, f"{quoted(called.strip())}({_types(said)})", body)

    def named(self) -> tuple[str, ...]:
        return (self.path[0], self.path[1].partition("(")[0])

    def was_called(self) -> Ref | None:
        if self.renamed_from is None:
            return None
        arguments = self.path[1].removeprefix(self.named()[1])
        return Ref(self.kind, (self.path[0], f"{quoted(self.renamed_from)}{arguments}"))

    @property
    def spelled(self) -> str:
        return f"{quoted(self.path[0])}.{self.path[1]}"

    def create(self, context: Context) -> Iterator[Step]:
        said = ",\n    ".join(self._options())
        called = self.spelled
        if self.arguments:
            called = f"{quoted(self.path[0])}.{self.named()[1]}({self.arguments})"
        sql = f"AGGREGATE {called} (\n    {said}\n)"
        yield Step(sql=f"CREATE {sql}", once=f"CREATE OR REPLACE {sql}")

    def _options(self) -> Iterator[str]:
        for f in fields(type(self)):
            value = getattr(self, f.name)
            if f.name not in ("path", "arguments") and value != f.default:
                word = f.name.upper()
                said = text(value) if f.name in _TEXTS else value
                yield word if value is True else f"{word} = {said}"


def _types(arguments: str) -> str:
    """Return the arguments of an aggregate without their names."""
    lists = re.split(r"\s+order\s+by\s+", arguments, flags=re.IGNORECASE)
    return " ORDER BY ".join(", ".join(_type(a) for a in split(said)) for said in lists)


def _type(argument: str) -> str:
    return f"VARIADIC {signed(argument)}" if mode(argument) == "variadic" else signed(argument)
