"""Primary keys and unique constraints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from ..model import Context, Model
from ..objects import Mention, Spread
from ..record import replace
from ..ref import Ref
from ..sql import name, names, option_changes, options, split, tables
from ..step import Lock, Step
from ..written import Item, deferral, made_name
from .constraint import Constraint


class Key(Constraint):
    """Columns no two rows may share, kept so by an index of the same name."""

    short = "columns"
    indexed = True
    sugar = frozenset({"index_comment"})
    many = 2
    in_place = frozenset({"options"})
    clause: ClassVar[str]
    contype: ClassVar[str]
    exact = frozenset(
        {"columns", "include", "nulls_not_distinct", "without_overlaps", "deferrable", "deferred"}
    )

    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    without_overlaps: bool = False
    deferrable: bool = False
    deferred: bool = False
    options: tuple[str, ...] = ()
    tablespace: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        distinct = "x.indnullsnotdistinct" if major >= 15 else "false"
        period = "k.conperiod" if major >= 18 else "false"
        column = """array(select a.attname from unnest(x.indkey) with ordinality u(n, i)
                          join pg_attribute a on a.attrelid = x.indrelid and a.attnum = u.n
                          where u.i {} x.indnkeyatts order by u.i)"""
        return f"""
            select k.oid, 0 as sub, array[n.nspname, c.relname, k.conname] as path,
                   {column.format("<=")} as columns, {column.format(">")} as include,
                   {distinct} as nulls_not_distinct, {period} as without_overlaps,
                   k.condeferrable as deferrable, k.condeferred as deferred,
                   array(select o from unnest(i.reloptions) o order by 1) as options,
                   ts.spcname as tablespace
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_index x on x.indexrelid = k.conindid
            join pg_class i on i.oid = k.conindid
            left join pg_tablespace ts on ts.oid = i.reltablespace
            where k.contype = '{cls.contype}' and k.conparentid = 0
              and {tables("c", "n")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        body = deferral(body)
        said = body.pop("name", None) if cls.single else None
        called = said.string() if said else name or cls.usual(home, body)
        comment = body.pop("index_comment", None)
        yield Spread(cls.kind, home, called, body)
        if comment:
            path = (f"{cls.kind}.index", *home, called, called)
            yield Spread("comment", path, None, {"text": comment})

    @classmethod
    def usual(cls, home: tuple[str, ...], body: dict[str, Item]) -> str:
        """Return the name Postgres would give."""
        said = body.get("columns")
        if said is None:
            return ""
        columns = said.strings() if isinstance(said.value, list) else split(said.string())
        return made_name(home[-1], "_".join(columns), "key")

    @property
    def inline(self) -> bool:
        return True

    def mentions(self) -> Iterator[Mention]:
        yield Mention("columns", self.path[:-1], names=self.columns)
        yield Mention("include", self.path[:-1], names=self.include)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", self.path[0], self.path[-1])
        yield ("constraint", *self.path)

    def missing_from(self, live: Model) -> str | None:
        for obj in live.values():
            if isinstance(obj, Key) and obj.parent == self.parent and obj.columns == self.columns:
                return None
        return f"{'.'.join(self.path[:-1])} has no key on ({names(self.columns)})"

    def __str__(self) -> str:
        """Return the line in CREATE TABLE or ADD."""
        distinct = " NULLS NOT DISTINCT" if self.nulls_not_distinct else ""
        overlaps = " WITHOUT OVERLAPS" if self.without_overlaps else ""
        said = f"CONSTRAINT {name(self.path[-1])} {self.clause}{distinct}"
        said += f" ({names(self.columns)}{overlaps})"
        if self.include:
            said += f" INCLUDE ({names(self.include)})"
        if self.options:
            said += f" WITH ({options(self.options)})"
        if self.tablespace:
            said += f" USING INDEX TABLESPACE {name(self.tablespace)}"
        return said + self._deferral()

    def _deferral(self) -> str:
        if not self.deferrable:
            return ""
        return " DEFERRABLE INITIALLY DEFERRED" if self.deferred else " DEFERRABLE"

    def create(self, context: Context) -> Iterator[Step]:
        if not context.is_new(self.parent) and self.adopts(context.before):
            yield from self.adopt(self.path[-1])
        elif context.in_use(self.parent) and self._can_wait(context):
            yield self.build(" CONCURRENTLY")
            yield from self.adopt(self.path[-1])
        else:
            add = self._table(f"ADD {self}", scans=not context.is_new(self.parent), builds=True)
            yield self._unless_there(add)

    def _can_wait(self, context: Context) -> bool:
        """True if a unique index can be built first, and become the key's later."""
        return not (self.without_overlaps or context.is_split(self.parent))

    def finish(self, context: Context) -> Iterator[Step]:
        # Of keys that are told apart by no more than names or storage, CREATE TABLE makes one: the
        # primary key, or the first (transformIndexConstraints in the server's parser).
        others = context.inline(Ref("table", self.path[:-1]))
        twins = (o for o in others if isinstance(o, Key) and o._same() == self._same())
        first = min(twins, key=lambda o: (not isinstance(o, PrimaryKey), o.path))
        if self.path != first.path:
            yield self._unless_there(self._table(f"ADD {self}", builds=True))

    def _same(self) -> tuple[object, ...]:
        return (
            *(self.columns, self.include, self.nulls_not_distinct, self.without_overlaps),
            *(self.deferrable, self.deferred),
        )

    def absorbs(self, before: Model) -> Iterator[Ref]:
        if self.adopts(before):
            yield Ref("index", (self.path[0], self.path[-1]))

    def meaning(self) -> object:
        return replace(self, path=())

    def part_name(self, partition: str, number: str) -> str:
        return made_name(partition, "_".join(self.columns), f"key{number}")

    def moved(self, table: tuple[str, ...], called: str) -> Self:
        return replace(self, path=(*table, called))

    def adopts(self, before: Model) -> bool:
        """True if a unique index of the same name and columns is there to become the key's."""
        index = before.get(Ref("index", (self.path[0], self.path[-1])))
        if index is None or getattr(index, "table", None) != self.path[:-1]:
            return False
        has = (index.unique, index.keys, index.include, index.where, index.valid)  # type: ignore[attr-defined]
        return bool(has == (True, tuple(name(c) for c in self.columns), self.include, None, True))

    def adopt(self, index: str) -> Iterator[Step]:
        """Make a unique index its own."""
        yield self._table(
            f"ADD CONSTRAINT {name(self.path[-1])} {self.clause}"
            f" USING INDEX {name(index)}{self._deferral()}"
        )

    def build(self, how: str) -> Step:
        """Return the step that builds its index alone; `how` may be ` CONCURRENTLY`."""
        schema, table, key = self.path
        distinct = " NULLS NOT DISTINCT" if self.nulls_not_distinct else ""
        include = f" INCLUDE ({names(self.include)})" if self.include else ""
        stored = f" WITH ({options(self.options)})" if self.options else ""
        space = f" TABLESPACE {name(self.tablespace)}" if self.tablespace else ""
        return Step(
            sql=f"CREATE UNIQUE INDEX{how} {name(key)} ON {name(schema, table)}"
            f" ({names(self.columns)}){include}{distinct}{stored}{space}",
            table=(schema, table),
            lock=Lock.SHARE_UPDATE_EXCLUSIVE if how else Lock.SHARE,
            scans=True,
            builds=True,
            in_transaction=not how,
            doubt=f"fails if rows of {schema}.{table} share ({names(self.columns)})",
        )

    def alter(self, was: Key, context: Context) -> Iterator[Step]:
        index = name(self.path[0], self.path[-1])
        for change in option_changes(was.options, self.options):
            yield Step(sql=f"ALTER INDEX {index} {change}")

    def _table(self, action: str, *, scans: bool = False, builds: bool = False) -> Step:
        return replace(self._step(action), scans=scans, builds=builds)


class PrimaryKey(Key):
    """The columns that name a row."""

    kind = "primary_key"
    section = "primary_key"
    single = True
    sugar = frozenset({"name", "index_comment"})
    clause = "PRIMARY KEY"
    contype = "p"

    def part_name(self, partition: str, number: str) -> str:
        return made_name(partition, "", f"pkey{number}")

    @classmethod
    def usual(cls, home: tuple[str, ...], body: dict[str, Item]) -> str:
        return made_name(home[-1], "", "pkey")


class Unique(Key):
    """Columns no two rows may share."""

    kind = "unique"
    section = "unique"
    clause = "UNIQUE"
    contype = "u"
