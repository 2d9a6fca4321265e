"""Domains."""

from __future__ import annotations

from collections.abc import Iterator

from ..literals import default_sql
from ..model import Context
from ..objects import Object, Spread
from ..sql import aside, name, no_member, ours, text, unless, visible
from ..step import Step
from ..written import Item, made_name


class Domain(Object):
    """A type with conditions (manual, 8.18). Its checks are objects of their own."""

    kind = "domain"
    only_if = "pg_type where oid >= 16384 and typtype = 'd'"
    section = "domains"
    within = "schema"
    short = "type"
    address = "pg_type"
    word = "DOMAIN"
    data_type = True
    sugar = frozenset({"check"})
    in_place = frozenset({"default", "not_null"})
    exact = frozenset({"type", "not_null"})

    type: str
    collation: str | None = None
    default: str | None = None
    not_null: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select t.oid, 0 as sub, array[n.nspname, t.typname] as path,
                   format_type(t.typbasetype, t.typtypmod) as type,
                   {visible("cn", "co.collname")} as collation,
                   coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault))
                       as default,
                   t.typnotnull as not_null
            from pg_type t
            join pg_namespace n on n.oid = t.typnamespace
            join pg_type b on b.oid = t.typbasetype
            left join pg_collation co on co.oid = t.typcollation and co.oid <> b.typcollation
            left join pg_namespace cn on cn.oid = co.collnamespace
            where t.typtype = 'd' and {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        check = body.pop("check", None)
        if "default" in body and "type" in body and body["default"].value is not None:
            said = body["default"]
            body["default"] = said.like(default_sql(said, body["type"].string()))
        yield Spread(cls.kind, home, name, body)
        if check:
            key = made_name(name or "", "", "check")
            yield Spread("domain_check", (*home, name or ""), key, {"expression": check})

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("type", *self.path)

    def supersedes(self, was: Domain) -> bool:
        # ALTER DOMAIN changes neither the type below nor the collation.
        return not self.changed(was) <= self.in_place

    def create(self, context: Context) -> Iterator[Step]:
        there = f"SELECT FROM pg_type WHERE oid = to_regtype({text(name(*self.path))})"
        yield Step(sql=self._create(), once=unless(there, self._create()))

    def _create(self) -> str:
        said = f"CREATE DOMAIN {name(*self.path)} AS {self.type}"
        said += f" COLLATE {self.collation}" if self.collation else ""
        said += f" DEFAULT {self.default}" if self.default is not None else ""
        return said + (" NOT NULL" if self.not_null else "")

    def alter(self, was: Domain, context: Context) -> Iterator[Step]:
        sql = f"ALTER DOMAIN {name(*self.path)}"
        if self.ref in context.superseded:
            yield Step(sql=f"{sql} RENAME TO {name(aside(self.path[-1]))}")
            yield Step(sql=self._create())
            return
        if self.default != was.default:
            what = f"SET DEFAULT {self.default}" if self.default is not None else "DROP DEFAULT"
            yield Step(sql=f"{sql} {what}")
        if self.not_null != was.not_null:
            doubt = f"fails if a column of type {'.'.join(self.path)} holds a NULL"
            verb = "SET" if self.not_null else "DROP"
            yield Step(sql=f"{sql} {verb} NOT NULL", doubt=doubt if self.not_null else "")

    def drop(self, context: Context) -> Iterator[Step]:
        superseded = self.ref in context.superseded
        sql = name(*self.path[:-1], aside(self.path[-1])) if superseded else name(*self.path)
        yield Step(sql=f"DROP DOMAIN {sql}", once=f"DROP DOMAIN IF EXISTS {sql}")
