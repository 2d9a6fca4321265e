"""Operator classes and families: which operators and functions an index of a type uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..ref import Ref
from ..sql import name as quoted
from ..sql import no_member, ours, split_name, text, unless, unquoted
from ..step import Step
from ..written import Item

_KEY = re.compile(r"(.+?)\s+using\s+(\S+)\Z", re.IGNORECASE | re.DOTALL)


class _Member(Object):
    """What classes and families share. The last part of their path is `name USING method`.

    Each of `operators` is `strategy operator(left, right)`, maybe with FOR ORDER BY; each of
    `functions` is `number (left, right) function(arguments)`, as in CREATE OPERATOR CLASS.
    """

    within = "schema"
    resolved = True
    elevated = True  # a wrong one can crash the server

    operators: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()

    @staticmethod
    def members(catalog: str, oid: str) -> str:
        """Return the SQL of the columns that hold what depends on a class or family."""
        mine = f"""d.refclassid = '{catalog}'::regclass and d.refobjid = {oid}
                         and d.deptype in ('a', 'i') and d.objid = m.oid"""
        return f"""
                   array(select m.amopstrategy || ' ' || m.amopopr::regoperator::text
                                || coalesce(' FOR ORDER BY ' || (
                                     select quote_ident(sn.nspname) || '.' || quote_ident(s.opfname)
                                     from pg_opfamily s
                                     join pg_namespace sn on sn.oid = s.opfnamespace
                                     where s.oid = m.amopsortfamily), '')
                         from pg_amop m
                         join pg_depend d on d.classid = 'pg_amop'::regclass and {mine}
                         order by m.amopstrategy, m.amopopr::regoperator::text collate "C")
                       as operators,
                   array(select m.amprocnum || ' (' || format_type(m.amproclefttype, null) || ', '
                                || format_type(m.amprocrighttype, null) || ') '
                                || m.amproc::regprocedure::text
                         from pg_amproc m
                         join pg_depend d on d.classid = 'pg_amproc'::regclass and {mine}
                         order by m.amprocnum, m.amproc::regprocedure::text collate "C",
                                  m.amproclefttype, m.amprocrighttype)
                       as functions"""

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        found = _KEY.match((name or "").strip())
        if not found:
            raise item.wrong(f"`{name}` is no `name using method`")
        for key in ("operators", "functions"):
            if key in body and isinstance(body[key].value, dict):
                said = body[key]
                told = [
                    f"{number} {text}"
                    for number, texts in said.mapping().items()
                    for text in texts.strings()
                ]
                body[key] = said.list_of(*told)
        yield Spread(cls.kind, home, _key(*found.groups()), body)

    def named(self) -> tuple[str, ...]:
        return (self.path[0], self._called)

    @property
    def _called(self) -> str:
        return unquoted(split_name(self.path[1])[0])

    @property
    def _method(self) -> str:
        return split_name(self.path[1])[1].removeprefix("USING ")

    @property
    def spelled(self) -> str:
        return f"{quoted(self.path[0])}.{self.path[1]}"

    def was_called(self) -> Ref | None:
        if self.renamed_from is None:
            return None
        return Ref(self.kind, (self.path[0], _key(self.renamed_from, self._method)))

    def _all(self) -> list[str]:
        said = [f"OPERATOR {operator}" for operator in self.operators]
        return said + [f"FUNCTION {function}" for function in self.functions]

    def _unless(self, catalog: str, prefix: str, sql: str) -> str:
        return unless(
            f"SELECT FROM {catalog} x JOIN pg_am a ON a.oid = {prefix}method"
            f" WHERE {prefix}name = {text(self._called)} AND amname = {text(self._method)}"
            f" AND {prefix}namespace = {text(quoted(self.path[0]))}::regnamespace",
            sql,
        )


class OperatorFamily(_Member):
    """What classes of several types share, and what compares across types (manual, 36.16)."""

    kind = "operator_family"
    only_if = "pg_opfamily where oid >= 16384"
    section = "operator_families"
    address = "pg_opfamily"
    word = "OPERATOR FAMILY"
    in_place = frozenset({"operators", "functions"})

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select f.oid, 0 as sub,
                   array[n.nspname::text, quote_ident(f.opfname) || ' USING ' || a.amname] as path,
                   {cls.members("pg_opfamily", "f.oid")}
            from pg_opfamily f
            join pg_am a on a.oid = f.opfmethod
            join pg_namespace n on n.oid = f.opfnamespace
            where {ours("n")} and {no_member("pg_opfamily", "f.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        sql = f"CREATE OPERATOR FAMILY {self.spelled}"
        yield Step(sql=sql, once=self._unless("pg_opfamily", "opf", sql))
        if said := self._all():
            yield self._step("ADD", said)

    def alter(self, was: OperatorFamily, context: Context) -> Iterator[Step]:
        now, then = self._all(), was._all()
        if gone := [_place(said) for said in then if said not in now]:
            yield self._step("DROP", gone)
        if fresh := [said for said in now if said not in then]:
            yield self._step("ADD", fresh)

    def _step(self, verb: str, said: list[str]) -> Step:
        return Step(sql=f"ALTER OPERATOR FAMILY {self.spelled} {verb}\n    {_lines(said)}")


class OperatorClass(_Member):
    """How an index method deals with a type (manual, CREATE OPERATOR CLASS).

    Where a model says no family, one of the same name is made with it.
    """

    kind = "operator_class"
    only_if = "pg_opclass where oid >= 16384"
    section = "operator_classes"
    address = "pg_opclass"
    word = "OPERATOR CLASS"

    type: str
    default: bool = False
    family: str | None = None
    storage: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select c.oid, 0 as sub,
                   array[n.nspname::text, quote_ident(c.opcname) || ' USING ' || a.amname] as path,
                   format_type(c.opcintype, null) as type, c.opcdefault as default,
                   quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) as family,
                   case when c.opckeytype <> 0 then format_type(c.opckeytype, null) end as storage,
                   {cls.members("pg_opclass", "c.oid")}
            from pg_opclass c
            join pg_am a on a.oid = c.opcmethod
            join pg_namespace n on n.oid = c.opcnamespace
            join pg_opfamily f on f.oid = c.opcfamily
            join pg_namespace fn on fn.oid = f.opfnamespace
            where {ours("n")} and {no_member("pg_opclass", "c.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        alone = "family" not in body
        for made in super().spread(home, name, body, item):
            if alone:
                body["family"] = item.like(f"{quoted(*home)}.{split_name(made.name or '')[0]}")
            yield made
        if alone:
            yield Spread("operator_family", home, name, {})

    def needs(self) -> Iterator[Ref]:
        yield from super().needs()
        if self.family:
            schema, _, called = self.family.rpartition(".")
            path = (unquoted(schema) or self.path[0], f"{called} USING {self._method}")
            yield Ref("operator_family", path)

    def create(self, context: Context) -> Iterator[Step]:
        default = " DEFAULT" if self.default else ""
        sql = f"CREATE OPERATOR CLASS {quoted(self.path[0])}.{quoted(self._called)}{default}"
        sql += f" FOR TYPE {self.type} USING {self._method}"
        sql += f" FAMILY {self.family}" if self.family else ""
        stored = [f"STORAGE {self.storage}"] if self.storage else []
        # There has to be something: what is stored is of the type itself where nothing else is.
        said = [*self._all(), *stored] or [f"STORAGE {self.type}"]
        sql += f" AS\n    {_lines(said)}"
        yield Step(sql=sql, once=self._unless("pg_opclass", "opc", sql))


def _key(called: str, method: str) -> str:
    return f"{quoted(unquoted(called))} USING {quoted(unquoted(method))}"


def _lines(said: list[str]) -> str:
    return ",\n    ".join(said)


def _place(said: str) -> str:
    """Return what ALTER OPERATOR FAMILY … DROP calls a member: its number and its types."""
    word, number, rest = said.split(" ", 2)
    found = re.search(r"\(.*?\)", rest)
    return f"{word} {number} {found.group() if found else ''}"
