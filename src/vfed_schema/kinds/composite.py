"""Composite types."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..record import written
from ..sql import name as quoted
from ..sql import no_member, ours, split_name, text, unless, unquoted
from ..step import Step
from ..written import Item
from .renamed import renames


class Composite(Object):
    """A row type of its own (manual, 8.16); each attribute is `name type`, with its collation."""

    kind = "composite"
    only_if = "pg_class where oid >= 16384 and relkind = 'c'"
    section = "composites"
    within = "schema"
    address = "pg_type"
    word = "TYPE"
    data_type = True
    short = "attributes"
    sugar = frozenset({"column_comments"})

    attributes: tuple[str, ...] = ()
    renamed_attributes: tuple[str, ...] = written(())  # `new=old`

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select t.oid, 0 as sub, array[n.nspname, t.typname] as path,
                   array(select quote_ident(a.attname) || ' '
                                || format_type(a.atttypid, a.atttypmod)
                                || coalesce(' COLLATE ' || quote_ident(cn.nspname) || '.'
                                            || quote_ident(co.collname), '')
                         from pg_attribute a
                         join pg_type at on at.oid = a.atttypid
                         left join pg_collation co
                           on co.oid = a.attcollation and co.oid <> at.typcollation
                         left join pg_namespace cn on cn.oid = co.collnamespace
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                         order by a.attnum) as attributes
            from pg_type t
            join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
            join pg_namespace n on n.oid = t.typnamespace
            where {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        said = body.get("attributes")
        if said and isinstance(said.value, dict):
            told = [f"{quoted(key)} {type_.string()}" for key, type_ in said.value.items()]
            body["attributes"] = said.list_of(*told)
        comments = body.pop("column_comments", None)
        yield Spread(cls.kind, home, name, body)
        for column, text_ in comments.mapping().items() if comments else ():
            path = ("composite.column", *home, name or "", column)
            yield Spread("comment", path, None, {"text": text_})

    @property
    def parts_renamed(self) -> bool:
        return bool(self.renamed_attributes)

    def renames_within(self, was: Composite) -> Iterator[tuple[Step, Step]]:
        sql = f"ALTER TYPE {quoted(*self.path)} RENAME ATTRIBUTE {{}} TO {{}} CASCADE"
        there = [unquoted(split_name(said)[0]) for said in was.attributes]
        yield from renames(self.ref, self.renamed_attributes, there, sql)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("type", *self.path)
        yield ("relation", *self.path)

    def can_alter(self, was: Composite, major: int) -> bool:
        """True if attributes that stay are in the same order, and new ones come last."""
        now, then = (list(dict(map(split_name, o.attributes))) for o in (self, was))
        kept = [a for a in then if a in now]
        return now[: len(kept)] == kept

    def create(self, context: Context) -> Iterator[Step]:
        body = ",\n".join(f"    {a}" for a in self.attributes)
        sql = f"CREATE TYPE {quoted(*self.path)} AS (\n{body}\n)"
        there = f"SELECT FROM pg_type WHERE oid = to_regtype({text(quoted(*self.path))})"
        yield Step(sql=sql, once=unless(there, sql))

    def alter(self, was: Composite, context: Context) -> Iterator[Step]:
        sql = f"ALTER TYPE {quoted(*self.path)}"
        users = context.before.users(self.ref)
        typed = sorted(u.path for u in users if getattr(context.before.get(u), "of", None))
        too = " CASCADE" if typed else ""  # to the tables of this type: nothing else follows it
        now, then = (dict(map(split_name, o.attributes)) for o in (self, was))
        for attribute in then:
            if attribute not in now:
                loses = f"attribute {'.'.join(self.path)}.{attribute} of all values"
                of = (f"{'.'.join(table)}.{unquoted(attribute)}" for table in typed)
                loses = "; ".join([loses, *(f"column {column} and its values" for column in of)])
                yield Step(sql=f"{sql} DROP ATTRIBUTE {attribute}{too}", loses=loses)
        for attribute, type_ in now.items():
            if attribute not in then:
                yield Step(sql=f"{sql} ADD ATTRIBUTE {attribute} {type_}{too}")
            elif type_ != then[attribute]:
                yield Step(sql=f"{sql} ALTER ATTRIBUTE {attribute} TYPE {type_}{too}")
