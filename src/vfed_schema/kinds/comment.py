"""Comments. An object that points at another, so no other kind has to mention them."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, about
from ..ref import Ref
from ..sql import name, text
from ..step import Step


class Comment(Object):
    """What COMMENT ON says about another object. Its path is `(kind, *target path)`."""

    kind = "comment"
    unwritten = frozenset({"renamed_from"})
    section = "comment"
    facet = True
    single = True
    short = "text"
    in_place = frozenset({"text"})
    exact = frozenset({"text"})

    text: str

    @classmethod
    def catalog(cls, major: int) -> str:
        # What an extension or a new database brings along is no comment of ours.
        return """
            select coalesce(k.class, d.classoid::regclass::text) as address,
                   coalesce(k.oid, d.objoid) as oid, d.objsubid as sub,
                   case when a.attname is not null then 'column'
                        when k.class = 'pg_constraint' then 'index' end as part,
                   coalesce(a.attname, k.name) as called, d.description as text
            from pg_description d
            left join pg_attribute a on d.classoid = 'pg_class'::regclass and d.objsubid > 0
              and a.attrelid = d.objoid and a.attnum = d.objsubid
            left join (select 'pg_constraint' as class, oid, conindid as object, conname as name
                       from pg_constraint
                       where contype in ('p', 'u', 'x')
                       union all
                       select 'pg_type', reltype, oid, null from pg_class where relkind = 'c') k
              on d.classoid = 'pg_class'::regclass and k.object = d.objoid
            left join pg_extension e
              on d.classoid = 'pg_extension'::regclass and e.oid = d.objoid
            left join pg_available_extensions v on v.name = e.extname
            where (d.objoid >= 16384 or d.classoid = 'pg_namespace'::regclass)
              and d.description is distinct from v.comment
              and not (d.classoid = 'pg_namespace'::regclass
                       and d.description = 'standard public schema')
        """

    @property
    def parent(self) -> Ref:
        return about(self.path)[0]

    def create(self, context: Context) -> Iterator[Step]:
        yield self._says(text(self.text), context)

    def alter(self, was: Comment, context: Context) -> Iterator[Step]:
        yield self._says(text(self.text), context)

    def drop(self, context: Context) -> Iterator[Step]:
        yield self._says("NULL", context)

    def _says(self, what: str, context: Context) -> Step:
        home, part = about(self.path)
        obj = context.after.get(home) or context.before[home]
        target = f"{obj.noun} {obj.spelled}"
        if part == "column":
            target = f"COLUMN {obj.spelled}.{name(self.path[-1])}"
        elif part == "index":
            target = f"INDEX {name(home.path[0], self.path[-1])}"
        return Step(sql=f"COMMENT ON {target} IS {what}", elevated=obj.elevated)
