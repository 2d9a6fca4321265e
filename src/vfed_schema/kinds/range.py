"""Range types."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..record import replace
from ..sql import name, no_member, ours, text, unless, visible
from ..step import Step


class Range(Object):
    """A type of ranges, with its multirange since 14 (manual, 8.17).

    It cannot be altered, nor another take its place: its constructors belong to the superuser and
    keep their names.
    """

    kind = "range"
    only_if = "pg_type where oid >= 16384 and typtype = 'r'"
    section = "ranges"
    within = "schema"
    short = "subtype"
    address = "pg_type"
    word = "TYPE"
    data_type = True
    left_open = frozenset({"multirange"})

    subtype: str
    operator_class: str | None = None
    collation: str | None = None
    canonical: str | None = None
    difference: str | None = None
    multirange: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        multirange = "r.rngmultitypid" if major >= 14 else "0"
        return f"""
            select t.oid, 0 as sub, array[n.nspname, t.typname] as path,
                   format_type(r.rngsubtype, null) as subtype,
                   case when not oc.opcdefault
                        then quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname)
                   end as operator_class,
                   {visible("cn", "co.collname")} as collation,
                   nullif(r.rngcanonical::regproc::text, '-') as canonical,
                   nullif(r.rngsubdiff::regproc::text, '-') as difference,
                   (select m.typname from pg_type m where m.oid = {multirange}) as multirange
            from pg_range r
            join pg_type t on t.oid = r.rngtypid
            join pg_namespace n on n.oid = t.typnamespace
            join pg_type s on s.oid = r.rngsubtype
            join pg_opclass oc on oc.oid = r.rngsubopc
            join pg_namespace ocn on ocn.oid = oc.opcnamespace
            left join pg_collation co on co.oid = r.rngcollation and co.oid <> s.typcollation
            left join pg_namespace cn on cn.oid = co.collnamespace
            where {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("type", *self.path)
        if self.multirange:
            yield ("type", self.path[0], self.multirange)

    def beside(self, live: Range) -> Range:
        return replace(self, multirange=self.multirange or live.multirange)

    def create(self, context: Context) -> Iterator[Step]:
        said = [f"SUBTYPE = {self.subtype}"]
        said += [f"SUBTYPE_OPCLASS = {self.operator_class}"] if self.operator_class else []
        said += [f"COLLATION = {self.collation}"] if self.collation else []
        said += [f"CANONICAL = {self.canonical}"] if self.canonical else []
        said += [f"SUBTYPE_DIFF = {self.difference}"] if self.difference else []
        if self.multirange and context.major >= 14:
            said += [f"MULTIRANGE_TYPE_NAME = {name(self.path[0], self.multirange)}"]
        sql = f"CREATE TYPE {name(*self.path)} AS RANGE ({', '.join(said)})"
        there = f"SELECT FROM pg_type WHERE oid = to_regtype({text(name(*self.path))})"
        yield Step(sql=sql, once=unless(there, sql))
