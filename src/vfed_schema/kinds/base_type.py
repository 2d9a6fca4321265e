"""Base types, and the shells that their functions are made for."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import PlanError
from ..model import Context
from ..objects import Object, Spread
from ..record import fields, replace
from ..ref import Ref
from ..sql import named, no_member, ours, split, text, unless, unquoted
from ..step import Step
from ..written import Item

_FUNCTIONS = {
    "input": "typinput",
    "output": "typoutput",
    "receive": "typreceive",
    "send": "typsend",
    "typmod_in": "typmodin",
    "typmod_out": "typmodout",
    "analyze": "typanalyze",
}
# No array of another.
_BASE = """t.typtype = 'b' and t.typisdefined
                   and not exists (select from pg_type e where e.typarray = t.oid)"""
_SETTABLE = frozenset(
    {"receive", "send", "typmod_in", "typmod_out", "analyze", "subscript", "storage"}
)


class ShellType(Object):
    """The name of a type before it is one: what its functions take and give (manual, 38.13)."""

    kind = "shell_type"
    section = "shell_types"
    within = "schema"
    address = "pg_type"
    word = "TYPE"
    elevated = True
    unwritten = frozenset({"renamed_from"})

    @classmethod
    def catalog(cls, major: int) -> str:
        # Its address is a part of the type's: only the functions that make the type stand on it.
        return f"""
            select t.oid, case when t.typisdefined then 1 else 0 end as sub,
                   array[n.nspname, t.typname] as path
            from pg_type t join pg_namespace n on n.oid = t.typnamespace
            where (not t.typisdefined or {_BASE})
              and {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        sql = f"CREATE TYPE {self.spelled}"
        yield Step(sql=sql, once=unless(named("pg_type", "typ", *self.path), sql))


class BaseType(Object):
    """A type of its own, by functions in C (manual, CREATE TYPE). The functions are said with their
    arguments."""

    kind = "base_type"
    section = "base_types"
    within = "schema"
    address = "pg_type"
    word = "TYPE"
    data_type = True
    elevated = True
    unwritten = frozenset({"renamed_from"})
    in_place = _SETTABLE

    input: str
    output: str
    receive: str | None = None
    send: str | None = None
    typmod_in: str | None = None
    typmod_out: str | None = None
    analyze: str | None = None
    subscript: str | None = None
    internallength: str = "variable"
    passedbyvalue: bool = False
    alignment: str = "int4"
    storage: str = "plain"
    category: str = "U"
    preferred: bool = False
    default: str | None = None
    element: str | None = None
    delimiter: str = ","
    collatable: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        functions = ", ".join(
            f"nullif(t.{column}::regprocedure::text, '-') as {word}"
            for word, column in _FUNCTIONS.items()
        )
        subscript = "nullif(t.typsubscript::regprocedure::text, '-')" if major >= 14 else "null"
        return f"""
            select t.oid, 0 as sub, array[n.nspname, t.typname] as path, {functions},
                   {subscript} as subscript,
                   case t.typlen when -1 then 'variable' else t.typlen::text end as internallength,
                   t.typbyval as passedbyvalue,
                   case t.typalign when 'c' then 'char' when 's' then 'int2' when 'd' then 'double'
                        else 'int4' end as alignment,
                   case t.typstorage when 'e' then 'external' when 'x' then 'extended'
                        when 'm' then 'main' else 'plain' end as storage,
                   t.typcategory::text as category, t.typispreferred as preferred,
                   t.typdefault as default,
                   case when t.typelem <> 0 then format_type(t.typelem, null) end as element,
                   t.typdelim::text as delimiter, t.typcollation <> 0 as collatable
            from pg_type t join pg_namespace n on n.oid = t.typnamespace
            where {_BASE} and {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        yield Spread(cls.kind, home, name, body)
        yield Spread("shell_type", home, name, {})

    @property
    def _shell(self) -> Ref:
        return Ref("shell_type", self.path)

    def needs(self) -> Iterator[Ref]:
        yield from super().needs()
        yield self._shell

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("type", *self.path)

    def carries(self) -> Iterator[tuple[Ref, Ref]]:
        yield self._shell, self.ref
        for key in _FUNCTIONS:
            schema, dot, called = (getattr(self, key) or "").partition(".")
            if dot:
                path = (unquoted(schema), ", ".join(split(called, ",")))
                yield Ref("function", path), self.ref

    def create(self, context: Context) -> Iterator[Step]:
        lines = ",\n".join(f"    {line}" for line in self._options())
        sql = f"CREATE TYPE {self.spelled} (\n{lines}\n)"
        there = f"SELECT FROM pg_type WHERE typisdefined AND oid = to_regtype({text(self.spelled)})"
        yield Step(sql=sql, once=unless(there, sql))

    def _options(self) -> Iterator[str]:
        for f in fields(type(self)):
            value = getattr(self, f.name)
            if not f.compared or f.name == "path" or value == f.default:
                continue
            if f.name in ("default", "delimiter", "category"):
                value = text(value)
            elif isinstance(value, bool):
                value = str(value).lower()
            elif f.name in _FUNCTIONS or f.name == "subscript":
                value = value.partition("(")[0]
            yield f"{f.name.upper()} = {value}"

    def alter(self, was: BaseType, context: Context) -> Iterator[Step]:
        said = []
        for key in sorted(self.changed(was)):
            value = getattr(self, key)
            value = value.partition("(")[0] if value else "NONE"
            said.append(f"{key.upper()} = {value}")
        yield Step(sql=f"ALTER TYPE {self.spelled} SET ({', '.join(said)})")

    def drop(self, context: Context) -> Iterator[Step]:
        if self._shell in context.after:
            raise PlanError(
                f"{self.ref} cannot be changed so in place: drop it with its functions, and with"
                " what is of it, and make it again"
            )
        # The type and its functions stand on each other, and nothing else does by now.
        for step in super().drop(context):
            yield replace(step, sql=f"{step.sql} CASCADE", once=f"{step.once} CASCADE")
