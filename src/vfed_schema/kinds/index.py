"""Indexes that do not stand behind a constraint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..model import Context, Model
from ..objects import Mention, Object, Spread
from ..record import replace, uncompared
from ..ref import Ref
from ..sql import (
    closing,
    host,
    name,
    names,
    no_member,
    opening,
    option_changes,
    options,
    ours,
    split,
    tables,
    unquoted,
)
from ..step import Lock, Step
from ..written import Item, made_name


class Index(Object):
    """A standalone index. Each key is a column or expression with all that is said of it."""

    kind = "index"
    many = 8
    section = "indexes"
    within = "table"
    rides = True
    indexed = True
    hosts = ("table", "materialized_view")
    short = "keys"
    address = "pg_class"
    word = "INDEX"
    unwritten = frozenset({"table", "valid", "host"})
    in_place = frozenset({"options", "statistics", "tablespace", "clustered"})
    exact = frozenset({"unique", "include", "nulls_not_distinct", "method"})

    table: tuple[str, ...] = ()
    keys: tuple[str, ...]
    unique: bool = False
    method: str = "btree"
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    where: str | None = None
    options: tuple[str, ...] = ()
    tablespace: str | None = None
    statistics: tuple[str, ...] = ()  # `2=500`: the target of the second key
    clustered: bool = False
    valid: bool = uncompared(True)
    host: str = uncompared("table")

    @classmethod
    def catalog(cls, major: int) -> str:
        distinct = "x.indnullsnotdistinct" if major >= 15 else "false"
        return f"""
            select i.oid, 0 as sub, array[n.nspname, i.relname] as path,
                   array[n.nspname, c.relname] as table,
                   pg_get_indexdef(x.indexrelid) as keys,
                   x.indisunique as unique, am.amname as method,
                   case when x.indnatts = x.indnkeyatts then '{{}}' else
                       array(select a.attname from unnest(x.indkey) with ordinality u(n, i)
                             join pg_attribute a on a.attrelid = x.indrelid and a.attnum = u.n
                             where u.i > x.indnkeyatts order by u.i) end as include,
                   {distinct} as nulls_not_distinct,
                   pg_get_expr(x.indpred, x.indrelid) as where,
                   case when i.reloptions is null then '{{}}' else
                       array(select o from unnest(i.reloptions) o order by 1) end as options,
                   ts.spcname as tablespace,
                   case when x.indexprs is null then '{{}}' else
                       array(select a.attnum || '=' || a.attstattarget from pg_attribute a
                             where a.attrelid = i.oid and a.attstattarget >= 0
                             order by a.attnum) end as statistics,
                   x.indisclustered as clustered, x.indisvalid as valid,
                   {host("c")} as host
            from pg_index x
            join pg_class i on i.oid = x.indexrelid
            join pg_class c on c.oid = x.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_am am on am.oid = i.relam
            left join pg_tablespace ts on ts.oid = i.reltablespace
            left join pg_constraint k on k.conindid = i.oid and k.contype in ('p', 'u', 'x')
            where k.oid is null
              and (c.relkind = 'm' and {ours("n")} or {tables("c", "n")})
              and not i.relispartition and {no_member("pg_class", "i.oid")}
        """

    @classmethod
    def at(cls, home: tuple[str, ...], name: str, order: int) -> dict[str, Any]:
        return {"path": (home[0], name), "table": home}

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if name is None and "keys" in body:
            said = body["keys"]
            keys = said.strings() if isinstance(said.value, list) else split(said.string())
            include = body["include"].strings() if "include" in body else []
            name = made_name(home[-1], _label([*keys, *include]), "idx")
        yield Spread(cls.kind, home, name, body)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Index:
        definition = row.pop("keys")
        start = opening(definition, " USING ")
        inner = definition[start + 1 : closing(definition, start)]
        return cls(**row, keys=tuple(split(inner)))

    @property
    def broken(self) -> bool:
        # A CREATE INDEX CONCURRENTLY that failed leaves an index that nobody reads.
        return not self.valid

    @property
    def parent(self) -> Ref:
        return Ref(self.host, self.table)

    def mentions(self) -> Iterator[Mention]:
        for key in self.keys:
            # What follows a key is no expression: DESC, an operator class.
            plain = key.split()[0] if not key.startswith("(") else key[: closing(key, 0) + 1]
            yield Mention("keys", self.table, expression=plain if "(" in plain else key.split()[0])
        if self.where:
            yield Mention("where", self.table, expression=self.where)
        yield Mention("include", self.table, names=self.include)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", *self.path)

    def meaning(self) -> object:
        return replace(self, path=(), table=(), statistics=(), clustered=False)

    def part_name(self, partition: str, number: str) -> str:
        columns = _label([*self.keys, *self.include])
        return made_name(partition, columns, f"idx{number}")

    def moved(self, table: tuple[str, ...], called: str) -> Index:
        return replace(self, path=(table[0], called), table=table)

    def adopts(self, before: Model) -> bool:
        there = before.get(self.ref)
        return isinstance(there, Index) and there.valid and there.meaning() == self.meaning()

    def adopt(self, index: str) -> Iterator[Step]:
        if index != self.path[-1]:
            called = name(self.path[0], index)
            yield Step(sql=f"ALTER INDEX {called} RENAME TO {name(self.path[-1])}")

    def create(self, context: Context) -> Iterator[Step]:
        if context.in_use(self.parent) and context.is_split(self.parent):
            yield from self._in_partitions(context)
            return
        build = self.build(" CONCURRENTLY" if context.in_use(self.parent) else "")
        yield replace(build, scans=False) if context.is_new(self.parent) else build
        if self.statistics or self.clustered:
            yield from self._settings(replace(self, statistics=(), clustered=False))

    def build(self, how: str) -> Step:
        """Return the step that builds it; `how` may be ` CONCURRENTLY`."""
        build = Step(
            sql=f"CREATE {self._definition(how)}",
            once=f"CREATE {self._definition(' IF NOT EXISTS')}",
            table=self.table,
            lock=Lock.SHARE_UPDATE_EXCLUSIVE if how else Lock.SHARE,
            builds=True,
            scans=True,
            in_transaction=not how,
        )
        if self.unique:
            doubt = f"fails if rows of {'.'.join(self.table)} share ({', '.join(self.keys)})"
            build = replace(build, doubt=doubt)
        return build

    def _in_partitions(self, context: Context) -> Iterator[Step]:
        """Build it partition by partition, for CONCURRENTLY is not for all of them at once."""
        bare = replace(self, statistics=(), clustered=False)
        yield Step(sql=f"CREATE {bare._definition(only=True)}", table=self.table, lock=Lock.SHARE)
        for child in sorted(context.after.users(self.parent)):
            table = context.after.get(child)
            if table is None or self.table not in table.ancestors():
                continue
            path = (child.path[0], self.part_name(child.path[-1], ""))
            part = bare.moved(child.path, path[-1])
            if table.split:
                yield from part._in_partitions(context)
            else:
                yield from part.create(context)
            yield Step(sql=f"ALTER INDEX {name(*self.path)} ATTACH PARTITION {name(*path)}")
        yield from self._settings(bare)

    def _definition(self, how: str = "", *, only: bool = False) -> str:
        said = f"{'UNIQUE ' if self.unique else ''}INDEX{how} {name(self.path[-1])}"
        on = " ON ONLY" if only else " ON"
        said += f"{on} {name(*self.table)} USING {name(self.method)} ({', '.join(self.keys)})"
        if self.include:
            said += f" INCLUDE ({names(self.include)})"
        if self.nulls_not_distinct:
            said += " NULLS NOT DISTINCT"
        if self.options:
            said += f" WITH ({options(self.options)})"
        if self.tablespace:
            said += f" TABLESPACE {name(self.tablespace)}"
        return said + (f" WHERE {self.where}" if self.where else "")

    def supersedes(self, was: Index) -> bool:
        # There is an index all the time if the new one is built before the old one goes.
        return not self.changed(was) <= self.in_place and self.table == was.table

    def _replace(self, was: Index, context: Context) -> Iterator[Step]:
        """Build the new one under another name, drop the old one, take its name."""
        beside = replace(self, path=(self.path[0], f"{self.path[-1][:57]}__new"))
        bare = replace(beside, statistics=(), clustered=False)
        yield from bare.create(context)
        yield from was.drop(replace(context, superseded=frozenset()))
        yield Step(sql=f"ALTER INDEX {name(*beside.path)} RENAME TO {name(self.path[-1])}")
        yield from self._settings(bare)

    def alter(self, was: Index, context: Context) -> Iterator[Step]:
        if self.ref in context.superseded:
            yield from self._replace(was, context)
            return
        sql = f"ALTER INDEX {name(*self.path)}"
        for change in option_changes(was.options, self.options):
            yield Step(sql=f"{sql} {change}")
        if self.tablespace != was.tablespace:
            yield Step(sql=f"{sql} SET TABLESPACE {name(self.tablespace or 'pg_default')}")
        yield from self._settings(was)

    def _settings(self, was: Index) -> Iterator[Step]:
        targets = dict(s.split("=") for s in self.statistics)
        targets |= {k: "-1" for k, _ in (s.split("=") for s in was.statistics) if k not in targets}
        for key, target in sorted(targets.items()):
            if f"{key}={target}" not in was.statistics:
                sql = f"ALTER INDEX {name(*self.path)} ALTER COLUMN {key} SET STATISTICS {target}"
                yield Step(sql=sql)
        if self.clustered != was.clustered:
            table = name(*self.table)
            on = f"CLUSTER ON {name(self.path[-1])}" if self.clustered else "SET WITHOUT CLUSTER"
            yield Step(sql=f"ALTER TABLE {table} {on}", table=self.table)

    def drop(self, context: Context) -> Iterator[Step]:
        if self.ref in context.superseded:
            return
        index = name(*self.path)
        drop = Step(
            sql=f"DROP INDEX {index}",
            once=f"DROP INDEX IF EXISTS {index}",
            table=self.table,
            lock=Lock.ACCESS_EXCLUSIVE,
        )
        concurrently = context.in_use(self.parent) and self.parent in context.after
        if concurrently and not context.is_split(self.parent):
            drop = replace(
                drop,
                sql=f"DROP INDEX CONCURRENTLY {index}",
                lock=Lock.SHARE_UPDATE_EXCLUSIVE,
                in_transaction=False,
            )
        yield drop


def _label(keys: Iterable[str]) -> str:
    """Return what Postgres makes of the keys of an index, for its name.

    A function gives its name, another expression `expr` (FigureIndexColname in the server's
    parser/parse_target.c).
    """
    found: list[str] = []
    for key in keys:
        call = re.match(r"(?:\w+\.)*(\w+)\s*\(", key)
        word = call.group(1) if call else unquoted(key.split()[0])
        word = word if re.fullmatch(r"[\w ]+", word) else "expr"
        number = sum(1 for w in found if re.fullmatch(rf"{re.escape(word)}\d*", w))
        found.append(f"{word}{number}" if number else word)
    return "_".join(found)
