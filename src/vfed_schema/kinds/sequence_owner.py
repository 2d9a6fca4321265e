"""Which column a sequence goes with. An object of its own, since each needs the other first."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..ref import Ref
from ..sql import name, no_member, ours, text
from ..step import Step
from ..written import Item


class SequenceOwner(Object):
    """OWNED BY of a sequence: told by pg_depend, never by a name."""

    kind = "sequence_owner"
    only_if = "pg_class where oid >= 16384 and relkind = 'S'"
    unwritten = frozenset({"renamed_from"})
    section = "owned_by"
    within = "sequence"
    single = True
    short = "column"
    in_place = frozenset({"column"})

    column: tuple[str, ...]

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select array[n.nspname, c.relname] as path,
                   array[tn.nspname, t.relname, a.attname] as column
            from pg_depend d
            join pg_class c on c.oid = d.objid and c.relkind = 'S'
            join pg_namespace n on n.oid = c.relnamespace
            join pg_class t on t.oid = d.refobjid
            join pg_namespace tn on tn.oid = t.relnamespace
            join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
            where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
              and d.deptype = 'a' and d.objsubid = 0
              and {ours("n")} and {no_member("pg_class", "c.oid")}
        """

    @property
    def parent(self) -> Ref:
        return Ref("sequence", self.path)

    def needs(self) -> Iterator[Ref]:
        yield self.parent
        yield Ref("column", self.column)

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        said = body["column"]
        path = said.string().split(".") if not isinstance(said.value, list) else said.strings()
        if len(path) == 2:
            path = [home[0], *path]
        if len(path) != 3:
            raise said.wrong("expected `table.column`, or `none`")
        yield Spread(cls.kind, home, name, {"column": said.list_of(*path)})

    def carries(self) -> Iterator[tuple[Ref, Ref]]:
        yield self.parent, Ref("column", self.column)

    def create(self, context: Context) -> Iterator[Step]:
        yield Step(sql=f"ALTER SEQUENCE {name(*self.path)} OWNED BY {name(*self.column)}")
        column = Ref("column", self.column)
        if context.is_new(self.parent) and column in context.before and not context.is_new(column):
            table, last = name(*self.column[:-1]), name(self.column[-1])
            sequence = text(name(*self.path))
            yield Step(
                sql=f"SELECT setval({sequence}, coalesce(max({last}), 0) + 1, false) FROM {table}",
                reason="continue after the largest number in use",
            )

    def alter(self, was: SequenceOwner, context: Context) -> Iterator[Step]:
        yield from self.create(context)

    def drop(self, context: Context) -> Iterator[Step]:
        sql = f"{name(*self.path)} OWNED BY NONE"
        yield Step(sql=f"ALTER SEQUENCE {sql}", once=f"ALTER SEQUENCE IF EXISTS {sql}")
