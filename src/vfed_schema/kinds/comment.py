"""Comments. An object that points at another, so no other kind has to mention them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Context, Object
from ..ref import Ref
from ..sql import name, no_member, ours, text
from ..step import Step

# How COMMENT ON names each kind: its word, and whether the last part of the path comes first.
_WORDS = {
    "schema": "SCHEMA", "extension": "EXTENSION", "enum": "TYPE", "sequence": "SEQUENCE",
    "table": "TABLE", "column": "COLUMN", "view": "VIEW", "view_column": "COLUMN",
    "index": "INDEX", "key_index": "INDEX", "primary_key": "CONSTRAINT", "unique": "CONSTRAINT",
    "check": "CONSTRAINT", "foreign_key": "CONSTRAINT", "exclude": "CONSTRAINT",
    "policy": "POLICY",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment(Object):
    """What COMMENT ON says about another object. Its path is `(kind, *target path)`."""

    kind = "comment"
    section = "comment"
    facet = True
    single = True
    short = "text"
    in_place = frozenset({"text"})

    text: str

    @classmethod
    def catalog(cls, major: int) -> str:
        relation = """
            join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
            join pg_namespace n on n.oid = c.relnamespace"""
        plain = f"""not c.relispartition and c.reloftype = 0
            and c.oid not in (select inhrelid from pg_inherits)
            and {ours("n")} and {no_member("pg_class", "c.oid")}"""
        return f"""
            select array[case c.relkind when 'r' then 'table' when 'v' then 'view'
                         when 'S' then 'sequence' end, n.nspname, c.relname] as path,
                   d.description as text
            from pg_description d {relation}
            where d.objsubid = 0 and c.relkind in ('r', 'v', 'S') and {plain}
            union all
            select array[case c.relkind when 'r' then 'column' else 'view_column' end,
                         n.nspname, c.relname, a.attname], d.description
            from pg_description d {relation}
            join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
            where d.objsubid > 0 and c.relkind in ('r', 'v') and {plain}
            union all
            select array[case when k.oid is null then 'index' else 'key_index' end,
                         n.nspname, c.relname], d.description
            from pg_description d {relation}
            join pg_index x on x.indexrelid = c.oid
            join pg_class t on t.oid = x.indrelid and t.relkind = 'r' and not t.relispartition
            left join pg_constraint k on k.conindid = c.oid and k.contype in ('p', 'u', 'x')
            where {ours("n")} and {no_member("pg_class", "t.oid")}
              and t.oid not in (select inhrelid from pg_inherits)
            union all
            select array[case k.contype when 'p' then 'primary_key' when 'u' then 'unique'
                         when 'c' then 'check' when 'f' then 'foreign_key' else 'exclude' end,
                         n.nspname, c.relname, k.conname], d.description
            from pg_description d
            join pg_constraint k on k.oid = d.objoid and d.classoid = 'pg_constraint'::regclass
            join pg_class c on c.oid = k.conrelid and c.relkind = 'r'
            join pg_namespace n on n.oid = c.relnamespace
            where k.contype in ('p', 'u', 'c', 'f', 'x') and {plain}
            union all
            select array['policy', n.nspname, c.relname, p.polname], d.description
            from pg_description d
            join pg_policy p on p.oid = d.objoid and d.classoid = 'pg_policy'::regclass
            join pg_class c on c.oid = p.polrelid and c.relkind = 'r'
            join pg_namespace n on n.oid = c.relnamespace
            where {plain}
            union all
            select array['schema', n.nspname], d.description
            from pg_description d
            join pg_namespace n on n.oid = d.objoid and d.classoid = 'pg_namespace'::regclass
            where {ours("n")} and {no_member("pg_namespace", "n.oid")}
              and not (n.nspname = 'public' and d.description = 'standard public schema')
            union all
            select array['extension', e.extname], d.description
            from pg_description d
            join pg_extension e on e.oid = d.objoid and d.classoid = 'pg_extension'::regclass
            left join pg_available_extensions v on v.name = e.extname
            where d.description is distinct from v.comment
            union all
            select array['enum', n.nspname, t.typname], d.description
            from pg_description d
            join pg_type t on t.oid = d.objoid and d.classoid = 'pg_type'::regclass
            join pg_namespace n on n.oid = t.typnamespace
            where t.typtype = 'e' and {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    @property
    def parent(self) -> Ref:
        kind, *path = self.path
        if kind == "view_column":
            return Ref("view", tuple(path[:-1]))
        return Ref(kind, tuple(path))

    def create(self, context: Context) -> Iterator[Step]:
        yield self._says(text(self.text))

    def alter(self, was: Comment, context: Context) -> Iterator[Step]:
        yield self._says(text(self.text))

    def drop(self, context: Context) -> Iterator[Step]:
        yield self._says("NULL")

    def _says(self, what: str) -> Step:
        kind, *path = self.path
        word = _WORDS[kind]
        target = name(*path)
        if word in ("CONSTRAINT", "POLICY"):
            target = f"{name(path[-1])} ON {name(*path[:-1])}"
        return Step(sql=f"COMMENT ON {word} {target} IS {what}")
