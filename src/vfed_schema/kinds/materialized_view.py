"""Materialized views."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Mention, Object, Spread
from ..record import written
from ..sql import name, no_member, option_changes, options, ours, split_name, unquoted
from ..step import Lock, Step
from ..types import MAIN, parts
from ..written import Item
from .renamed import renames


class MaterializedView(Object):
    """A query whose rows are kept (manual, CREATE MATERIALIZED VIEW).

    It can be made again at the cost of running its query, so it holds no rows of anybody's.
    """

    kind = "materialized_view"
    only_if = "pg_class where oid >= 16384 and relkind = 'm'"
    section = "materialized_views"
    within = "schema"
    short = "query"
    address = "pg_class"
    word = "MATERIALIZED VIEW"
    grant_word = "TABLE"
    relation = True
    pins_type = True
    unwritten = frozenset({"columns"})
    sugar = frozenset({"column_comments"})
    in_place = frozenset(
        {"options", "access_method", "tablespace", "statistics", "compression", "storage"}
    )

    query: str
    columns: tuple[str, ...] = ()  # its output, each `name type`, in order
    options: tuple[str, ...] = ()
    access_method: str | None = None
    tablespace: str | None = None
    statistics: tuple[str, ...] = ()  # `column=target`
    compression: tuple[str, ...] = ()  # `column=method`
    storage: tuple[str, ...] = ()  # `column=how`
    populated: bool = written(True)
    renamed_columns: tuple[str, ...] = written(())  # `new=old`

    @classmethod
    def catalog(cls, major: int) -> str:
        compression = ""
        if major >= 14:
            compression = """select a.attname || '=' || case a.attcompression when 'l' then 'lz4'
                                      else 'pglz' end
                         from pg_attribute a
                         where a.attrelid = c.oid and a.attcompression <> '' and a.attnum > 0
                         order by 1"""
        return f"""
            select c.oid, 0 as sub, array[n.nspname, c.relname] as path,
                   rtrim(btrim(pg_get_viewdef(c.oid), E' \\n'), ';') as query,
                   array(select quote_ident(a.attname) || ' '
                                || format_type(a.atttypid, a.atttypmod)
                         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
                         order by a.attnum) as columns,
                   array(select o from unnest(c.reloptions) o order by 1) as options,
                   nullif(am.amname, 'heap') as access_method, ts.spcname as tablespace,
                   array(select a.attname || '=' || a.attstattarget from pg_attribute a
                         where a.attrelid = c.oid and a.attstattarget >= 0 and a.attnum > 0
                         order by 1) as statistics,
                   array({compression or "select ''::text where false"}) as compression,
                   array(select a.attname || '=' || case a.attstorage when 'p' then 'plain'
                                  when 'e' then 'external' when 'm' then 'main'
                                  else 'extended' end
                         from pg_attribute a join pg_type t on t.oid = a.atttypid
                         where a.attrelid = c.oid and a.attstorage <> t.typstorage
                           and a.attnum > 0
                         order by 1) as storage,
                   c.relispopulated as populated
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_am am on am.oid = c.relam
            left join pg_tablespace ts on ts.oid = c.reltablespace
            where c.relkind = 'm' and {ours("n")} and {no_member("pg_class", "c.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        comments = body.pop("column_comments", None)
        yield Spread(cls.kind, home, name, body)
        for column, said in comments.mapping().items() if comments else ():
            path = ("materialized_view.column", *home, name or "", column)
            yield Spread("comment", path, None, {"text": said})

    @property
    def parts_renamed(self) -> bool:
        return bool(self.renamed_columns)

    def renames_within(self, was: MaterializedView) -> Iterator[tuple[Step, Step]]:
        sql = f"ALTER MATERIALIZED VIEW {name(*self.path)} RENAME COLUMN {{}} TO {{}}"
        there = [unquoted(split_name(said)[0]) for said in was.columns]
        yield from renames(self.ref, self.renamed_columns, there, sql)

    def mentions(self) -> Iterator[Mention]:
        yield Mention("query", self.path[:1], query=self.query)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", *self.path)
        yield ("type", *self.path)

    def changed(self, was: MaterializedView) -> frozenset[str]:
        # What a model has not compiled yet has no columns: only a server can tell them.
        found = super().changed(was)
        return found - {"columns"} if not (self.columns and was.columns) else found

    def can_alter(self, was: MaterializedView, major: int) -> bool:
        if major < 15 and self.access_method != was.access_method:
            return False
        return self.changed(was) <= self.in_place

    def create(self, context: Context) -> Iterator[Step]:
        said = name(*self.path)
        said += f"\nUSING {name(self.access_method)}" if self.access_method else ""
        said += f"\nWITH ({options(self.options)})" if self.options else ""
        said += f"\nTABLESPACE {name(self.tablespace)}" if self.tablespace else ""
        rest = f"{said} AS\n {self.query.strip()}\nWITH NO DATA"
        yield Step(
            sql=f"CREATE MATERIALIZED VIEW {rest}",
            once=f"CREATE MATERIALIZED VIEW IF NOT EXISTS {rest}",
        )
        yield from self._settings(MaterializedView(path=self.path, query=""))
        if self.populated:
            yield Step(sql=f"REFRESH MATERIALIZED VIEW {name(*self.path)}", fills=True)

    def alter(self, was: MaterializedView, context: Context) -> Iterator[Step]:
        for change in option_changes(was.options, self.options):
            yield self._step(change)
        if self.access_method != was.access_method:
            yield self._step(f"SET ACCESS METHOD {name(self.access_method or 'heap')}", True)
        if self.tablespace != was.tablespace:
            yield self._step(f"SET TABLESPACE {name(self.tablespace or 'pg_default')}", True)
        yield from self._settings(was)

    def _settings(self, was: MaterializedView) -> Iterator[Step]:
        for key in ("statistics", "compression", "storage"):
            then = dict(pair.rsplit("=", 1) for pair in getattr(was, key))
            now = dict(pair.rsplit("=", 1) for pair in getattr(self, key))
            for column in sorted({*then, *now}):
                if now.get(column) != then.get(column):
                    value = now.get(column) or self._usual(key, column)
                    yield self._step(f"ALTER COLUMN {name(column)} SET {key.upper()} {value}")

    def _usual(self, key: str, column: str) -> str:
        if key != "storage":
            return "-1" if key == "statistics" else "default"
        types = dict(split_name(said) for said in self.columns)
        return "main" if parts(types.get(name(column), ""))[0] in MAIN else "extended"

    def _step(self, action: str, rewrites: bool = False) -> Step:
        return Step(
            sql=f"ALTER MATERIALIZED VIEW {name(*self.path)} {action}",
            table=self.path,
            lock=Lock.ACCESS_EXCLUSIVE if rewrites else Lock.SHARE_UPDATE_EXCLUSIVE,
            rewrites=rewrites,
        )
