"""Views."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Mention, Object, Spread
from ..record import replace, written
from ..sql import name, no_member, option_changes, options, ours, split_name, unquoted
from ..step import Step
from ..written import Item
from .renamed import renames


class View(Object):
    """A stored query. `columns` are its output, each `name type`, in order."""

    kind = "view"
    only_if = "pg_class where oid >= 16384 and relkind = 'v'"
    section = "views"
    within = "schema"
    short = "query"
    address = "pg_class"
    word = "VIEW"
    grant_word = "TABLE"
    pins_type = True
    relation = True
    unwritten = frozenset({"columns"})
    sugar = frozenset({"column_comments"})
    in_place = frozenset({"query", "columns", "options", "defaults"})

    query: str
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()  # `column=expression`
    python_class: str | None = written(key="class")
    not_null: tuple[str, ...] = written(())
    renamed_columns: tuple[str, ...] = written(())  # `new=old`

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select c.oid, 0 as sub, array[n.nspname, c.relname] as path,
                   rtrim(btrim(pg_get_viewdef(c.oid), E' \\n'), ';') as query,
                   array(select quote_ident(a.attname) || ' '
                                || format_type(a.atttypid, a.atttypmod)
                         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
                         order by a.attnum) as columns,
                   array(select o from unnest(c.reloptions) o order by 1) as options,
                   array(select quote_ident(a.attname) || '=' || pg_get_expr(d.adbin, d.adrelid)
                         from pg_attrdef d
                         join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
                         where d.adrelid = c.oid order by a.attnum) as defaults
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'v' and {ours("n")} and {no_member("pg_class", "c.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        comments = body.pop("column_comments", None)
        yield Spread(cls.kind, home, name, body)
        for column, said in comments.mapping().items() if comments else ():
            yield Spread(
                "comment", ("view.column", *home, name or "", column), None, {"text": said}
            )

    @property
    def parts_renamed(self) -> bool:
        return bool(self.renamed_columns)

    def renames_within(self, was: View) -> Iterator[tuple[Step, Step]]:
        sql = f"ALTER VIEW {name(*self.path)} RENAME COLUMN {{}} TO {{}}"
        there = [unquoted(split_name(said)[0]) for said in was.columns]
        yield from renames(self.ref, self.renamed_columns, there, sql)

    def mentions(self) -> Iterator[Mention]:
        yield Mention("query", self.path[:1], query=self.query)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", *self.path)
        yield ("type", *self.path)

    def changed(self, was: View) -> frozenset[str]:
        # What a model has not compiled yet has no columns: only a server can tell them.
        found = super().changed(was)
        return found - {"columns"} if not (self.columns and was.columns) else found

    def can_alter(self, was: View, major: int) -> bool:
        # CREATE OR REPLACE may append columns, and neither drop, rename nor retype one.
        return self.columns[: len(was.columns)] == was.columns

    def create(self, context: Context) -> Iterator[Step]:
        yield self._replace()
        yield from self._defaults(())

    def _replace(self) -> Step:
        with_ = f" WITH ({options(self.options)})" if self.options else ""
        body = f"VIEW {name(*self.path)}{with_} AS\n {self.query.strip()}"
        return Step(sql=f"CREATE {body}", once=f"CREATE OR REPLACE {body}")

    def alter(self, was: View, context: Context) -> Iterator[Step]:
        changed = self.changed(was)
        if changed & {"query", "columns"}:
            step = self._replace()
            yield replace(step, sql=step.once)
        else:
            for change in option_changes(was.options, self.options):
                yield Step(sql=f"ALTER VIEW {name(*self.path)} {change}")
        yield from self._defaults(was.defaults)

    def _defaults(self, was: tuple[str, ...]) -> Iterator[Step]:
        sql = f"ALTER VIEW {name(*self.path)} ALTER COLUMN"
        said = dict(d.split("=", 1) for d in self.defaults)
        for column in (d.split("=", 1)[0] for d in was):
            if column not in said:
                yield Step(sql=f"{sql} {column} DROP DEFAULT")
        for column, expression in said.items():
            if f"{column}={expression}" not in was:
                yield Step(sql=f"{sql} {column} SET DEFAULT {expression}")
