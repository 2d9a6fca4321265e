"""Exclusion constraints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import Context
from ..objects import Mention, Spread
from ..sql import closing, constraint, name, names, opening, options, split, tables, unless
from ..step import Lock, Step
from ..written import Item, deferral, made_name
from .constraint import Constraint


class Exclude(Constraint):
    """No two rows may answer true to every operator at once (manual, CREATE TABLE, EXCLUDE)."""

    kind = "exclude"
    only_if = "pg_constraint where contype = 'x'"
    section = "excludes"
    sugar = frozenset({"index_comment"})
    short = "elements"

    elements: tuple[str, ...]  # `room WITH =`, in Postgres's spelling
    method: str = "gist"
    include: tuple[str, ...] = ()
    where: str | None = None
    deferrable: bool = False
    deferred: bool = False
    options: tuple[str, ...] = ()
    tablespace: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select k.oid, 0 as sub, array[n.nspname, c.relname, k.conname] as path,
                   pg_get_constraintdef(k.oid) as elements, am.amname as method,
                   array(select a.attname from unnest(x.indkey) with ordinality u(n, i)
                         join pg_attribute a on a.attrelid = x.indrelid and a.attnum = u.n
                         where u.i > x.indnkeyatts order by u.i) as include,
                   pg_get_expr(x.indpred, x.indrelid) as where,
                   k.condeferrable as deferrable, k.condeferred as deferred,
                   array(select o from unnest(i.reloptions) o order by 1) as options,
                   ts.spcname as tablespace
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_index x on x.indexrelid = k.conindid
            join pg_class i on i.oid = k.conindid
            join pg_am am on am.oid = i.relam
            left join pg_tablespace ts on ts.oid = i.reltablespace
            where k.contype = 'x' and k.conparentid = 0 and {tables("c", "n")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        body = deferral(body)
        if name is None and "elements" in body:
            words = (element.split()[0] for element in body["elements"].strings())
            columns = "_".join(w if w.isidentifier() else "expr" for w in words)
            name = made_name(home[-1], columns, "excl")
        comment = body.pop("index_comment", None)
        yield Spread(cls.kind, home, name, body)
        if comment:
            path = ("exclude.index", *home, name or "", name or "")
            yield Spread("comment", path, None, {"text": comment})

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Exclude:
        definition = row.pop("elements")
        start = opening(definition, " USING ")
        inner = definition[start + 1 : closing(definition, start)]
        return cls(**row, elements=tuple(split(inner)))

    @property
    def inline(self) -> bool:
        return True

    def mentions(self) -> Iterator[Mention]:
        if self.where:
            yield Mention("where", self.path[:-1], expression=self.where)
        yield Mention("include", self.path[:-1], names=self.include)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", self.path[0], self.path[-1])
        yield ("constraint", *self.path)

    def __str__(self) -> str:
        """Return the line in CREATE TABLE or ADD."""
        said = f"CONSTRAINT {name(self.path[-1])} EXCLUDE USING {name(self.method)}"
        said += f" ({', '.join(self.elements)})"
        if self.include:
            said += f" INCLUDE ({names(self.include)})"
        if self.options:
            said += f" WITH ({options(self.options)})"
        if self.tablespace:
            said += f" USING INDEX TABLESPACE {name(self.tablespace)}"
        if self.where:
            said += f" WHERE ({self.where})"
        if self.deferrable:
            said += " DEFERRABLE" + (" INITIALLY DEFERRED" if self.deferred else "")
        return said

    def create(self, context: Context) -> Iterator[Step]:
        table = name(*self.path[:-1])
        sql = f"ALTER TABLE {table} ADD {self}"
        # Postgres knows no way to add one without holding writers up.
        yield Step(
            sql=sql,
            once=unless(constraint(*self.path), sql),
            table=self.path[:-1],
            lock=Lock.ACCESS_EXCLUSIVE,
            scans=not context.is_new(self.parent),
            builds=True,
            doubt=f"fails if rows of {'.'.join(self.path[:-1])} break {self.path[-1]}",
        )
