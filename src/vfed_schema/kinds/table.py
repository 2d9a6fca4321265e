"""Tables. Columns and constraints are objects of their own; CREATE TABLE writes them inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from .. import calendar
from ..errors import PlanError
from ..model import Context, Model
from ..objects import Object, Spread
from ..record import replace, written
from ..ref import Ref
from ..sql import generic, name, option_changes, options, split, tables, unquoted
from ..sql import name as quoted
from ..step import Lock, Step
from ..written import Item
from . import handover

_PARENTS = """from pg_inherits i join pg_class p on p.oid = i.inhparent
                             join pg_namespace pn on pn.oid = p.relnamespace"""


class Table(Object):
    """A table, also one of partitions, a partition, or one that inherits from others.

    With a server it is a foreign table, whose rows are elsewhere. Of what a partition, a child or a
    table of a composite type inherits, only what it has otherwise is an object of its own.
    """

    kind = "table"
    many = 2
    section = "tables"
    within = "schema"
    address = "pg_class"
    word = "TABLE"
    relation = True
    sugar = frozenset({"partitions"})
    in_place = frozenset(
        {"unlogged", "options", "row_security", "force_row_security", "access_method", "tablespace"}
        | {"partition_of", "bound", "inherits", "of", "foreign_options"}
    )
    exact = frozenset(
        {"unlogged", "row_security", "force_row_security", "partition_of", "inherits", "of"}
    )

    unlogged: bool = False
    options: tuple[str, ...] = ()
    row_security: bool = False
    force_row_security: bool = False
    access_method: str | None = None
    tablespace: str | None = None
    partition_by: str | None = None
    partition_of: tuple[str, ...] = ()
    bound: str | None = None
    inherits: tuple[str, ...] = ()  # qualified names, in order
    of: str | None = None  # the composite type that it takes its columns from
    server: str | None = None
    foreign_options: tuple[str, ...] = ()
    partition_every: str | None = written()  # a period of `calendar.EVERY`
    python_class: str | None = written(key="class")

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select c.oid, 0 as sub, array[n.nspname, c.relname] as path,
                   c.relpersistence = 'u' as unlogged,
                   array(select o from unnest(c.reloptions) o union all
                         select 'toast.' || o from unnest(tc.reloptions) o
                         order by 1) as options,
                   c.relrowsecurity as row_security,
                   c.relforcerowsecurity as force_row_security,
                   nullif(am.amname, 'heap') as access_method, ts.spcname as tablespace,
                   pg_get_partkeydef(c.oid) as partition_by,
                   coalesce((select array[pn.nspname, p.relname] {_PARENTS}
                             where i.inhrelid = c.oid and c.relispartition), '{{}}')
                       as partition_of,
                   pg_get_expr(c.relpartbound, c.oid) as bound,
                   array(select quote_ident(pn.nspname) || '.' || quote_ident(p.relname) {_PARENTS}
                         where i.inhrelid = c.oid and not c.relispartition
                         order by i.inhseqno) as inherits,
                   case when c.reloftype <> 0 then format_type(c.reloftype, null) end as of,
                   fs.srvname as server,
                   array(select o from unnest(f.ftoptions) o order by 1) as foreign_options
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_class tc on tc.oid = c.reltoastrelid
            left join pg_am am on am.oid = c.relam
            left join pg_tablespace ts on ts.oid = c.reltablespace
            left join pg_foreign_table f on f.ftrelid = c.oid
            left join pg_foreign_server fs on fs.oid = f.ftserver
            where {tables("c", "n")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        partitions = body.pop("partitions", None)
        if "partition_of" in body:
            said = body["partition_of"]
            body["partition_of"] = said.list_of(*_path(said, home[0]))
        if "bound" in body:
            body["bound"] = body["bound"].like(_bound(body["bound"].string()))
        if "inherits" in body:
            said = body["inherits"]
            parents = (s.split(".") for s in said.strings())
            told = [quoted(*(p if len(p) > 1 else [home[0], *p])) for p in parents]
            body["inherits"] = said.list_of(*told)
        if "partition_every" in body:
            _check_every(body["partition_every"], body.get("partition_by"))
        yield Spread(cls.kind, home, name, body)
        for key, bound in partitions.mapping().items() if partitions else ():
            inner = dict(bound.value) if isinstance(bound.value, dict) else {"bound": bound}
            inner["partition_of"] = bound.list_of(*home, name or "")
            yield Spread(cls.kind, home, key, inner)

    @property
    def split(self) -> bool:
        return self.partition_by is not None

    def rename(self, to: str) -> Step:
        return self.step(f"RENAME TO {name(to)}")

    def ancestors(self) -> Iterator[tuple[str, ...]]:
        if self.partition_of:
            yield self.partition_of
        for parent in self.inherits:
            yield tuple(unquoted(part) for part in split(parent, "."))

    @property
    def borrows(self) -> bool:
        return bool(self.of or self.partition_of or self.inherits)

    def needs(self) -> Iterator[Ref]:
        yield Ref("schema", self.path[:1])
        for path in self.ancestors():
            yield Ref(self.kind, path)
        if self.server:
            yield Ref("server", (self.server,))
        if self.of:
            yield Ref("composite", tuple(unquoted(part) for part in split(self.of, ".")))

    @property
    def noun(self) -> str:
        return "FOREIGN TABLE" if self.server else self.word

    @property
    def holds_rows(self) -> bool:
        return self.server is None

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", *self.path)
        yield ("type", *self.path)

    def heir(self, before: Model, after: Model) -> Ref | str | None:
        now = after.get(self.ref)
        if not isinstance(now, Table) or now.split == self.split:
            return None
        return handover.heir(self, now, before, after)

    def homeless(self, model: Model) -> bool:
        home = model.get(Ref(self.kind, self.partition_of))
        return home is not None and not home.split

    @property
    def timed(self) -> bool:
        return bool(self.partition_every)

    def awaited(self, live: Model, moment: datetime) -> Iterator[Object]:
        home = live.get(self.ref)
        if not self.partition_every or home is None or not home.split:
            return
        there = [span for _, span in dated(live, self.ref)]
        spans = [span for span in there if span]
        now, after = (calendar.period(self.partition_every, moment, n) for n in (0, 1))
        newest = max((s.end for s in spans if s.end < calendar.LAST), default=after.end)
        for gap in calendar.gaps(calendar.Period(now.start, max(newest, after.end)), spans):
            start = gap.start
            while start < gap.end:
                whole = calendar.period(self.partition_every, start)
                end = min(whole.end, gap.end)
                called = f"{self.path[-1]}_{calendar.label(self.partition_every, start)}"
                bound = f"FOR VALUES FROM ('{calendar.told(start)}') TO ('{calendar.told(end)}')"
                path = (self.path[0], called)
                yield Table(path=path, partition_of=self.path, bound=bound)
                start = end

    def create(self, context: Context) -> Iterator[Step]:
        rows = context.handed.get(self.ref)
        if rows and not self.split:
            yield from handover.take(self, rows, context)
            was = context.before[rows]
            assert isinstance(was, Table)
            yield from self._security(was)
            for change in option_changes(was.options, self.options):
                yield self.step(change, Lock.SHARE_UPDATE_EXCLUSIVE)
            return
        if self.ref == context.handed.get(Ref(self.kind, self.partition_of)):
            yield from handover.attach(self, context)
            was = context.before[Ref(self.kind, self.partition_of)]
            assert isinstance(was, Table)
            yield from self._security(was)
            for change in option_changes(was.options, self.options):
                yield self.step(change, Lock.SHARE_UPDATE_EXCLUSIVE)
            return
        body = ",\n".join(f"    {child.line(context)}" for child in context.inline(self.ref))
        body = f" (\n{body}\n)" if body else "" if self.partition_of or self.of else " ()"
        verb = "CREATE UNLOGGED TABLE" if self.unlogged else f"CREATE {self.noun}"
        of = f" PARTITION OF {name(*self.partition_of)}" if self.partition_of else ""
        of += f" OF {self.of}" if self.of else ""
        rest = f"{name(*self.path)}{of}{body}{self._tail()}"
        step = Step(sql=f"{verb} {rest}", once=f"{verb} IF NOT EXISTS {rest}")
        if self.partition_of:
            step = replace(step, table=self.partition_of, lock=Lock.ACCESS_EXCLUSIVE)
        yield step
        yield from self._security(Table(path=self.path))

    def _tail(self) -> str:
        bound = f" {self.bound}" if self.bound else ""
        above = f"\nINHERITS ({', '.join(self.inherits)})" if self.inherits else ""
        by = f"\nPARTITION BY {self.partition_by}" if self.partition_by else ""
        method = f"\nUSING {name(self.access_method)}" if self.access_method else ""
        stored = f"\nWITH ({options(self.options)})" if self.options else ""
        space = f"\nTABLESPACE {name(self.tablespace)}" if self.tablespace else ""
        server = f"\nSERVER {name(self.server)}" if self.server else ""
        server += f" {generic(self.foreign_options)}" if self.foreign_options else ""
        return bound + above + by + method + stored + space + server

    def alter(self, was: Table, context: Context) -> Iterator[Step]:
        changed = self.changed(was)
        for change in option_changes(was.options, self.options):
            yield self.step(change, Lock.SHARE_UPDATE_EXCLUSIVE)
        if "unlogged" in changed:
            word = "UNLOGGED" if self.unlogged else "LOGGED"
            yield self.step(f"SET {word}", rewrites=True)
        if "access_method" in changed:
            method = name(self.access_method or "heap")
            yield self.step(f"SET ACCESS METHOD {method}", rewrites=True)
        if "tablespace" in changed:
            space = name(self.tablespace or "pg_default")
            yield self.step(f"SET TABLESPACE {space}", rewrites=True)
        if foreign := generic(self.foreign_options, was.foreign_options):
            yield self.step(foreign)
        yield from self._security(was)
        yield from self._move(was)
        if self.of != was.of:
            yield self.step(f"OF {self.of}" if self.of else "NOT OF")

    def _move(self, was: Table) -> Iterator[Step]:
        """Let go of what it was a part of, and become a part of what it is to be one of."""
        if (self.partition_of, self.bound) != (was.partition_of, was.bound):
            if was.partition_of:
                yield self._of(was.partition_of, f"DETACH PARTITION {name(*self.path)}")
            if self.partition_of:
                step = self._of(
                    self.partition_of, f"ATTACH PARTITION {name(*self.path)} {self.bound}"
                )
                doubt = f"fails if a row of {'.'.join(self.path)} is out of bounds"
                yield replace(step, table=self.path, scans=True, doubt=doubt)
        for parent in was.inherits:
            if parent not in self.inherits:
                yield self.step(f"NO INHERIT {parent}")
        for parent in self.inherits:
            if parent not in was.inherits:
                yield self.step(f"INHERIT {parent}")

    def _of(self, parent: tuple[str, ...], action: str) -> Step:
        return Step(
            sql=f"ALTER TABLE {name(*parent)} {action}", table=parent, lock=Lock.ACCESS_EXCLUSIVE
        )

    def can_alter(self, was: Table, major: int) -> bool:
        if (self.partition_by, self.server) != (was.partition_by, was.server):
            return False
        # New parents come last: their order is the order of columns.
        kept = [p for p in was.inherits if p in self.inherits]
        if list(self.inherits[: len(kept)]) != kept:
            return False
        return major >= 15 or self.access_method == was.access_method

    def _security(self, was: Table) -> Iterator[Step]:
        if self.row_security != was.row_security:
            word = "ENABLE" if self.row_security else "DISABLE"
            yield self.step(f"{word} ROW LEVEL SECURITY")
        if self.force_row_security != was.force_row_security:
            word = "FORCE" if self.force_row_security else "NO FORCE"
            yield self.step(f"{word} ROW LEVEL SECURITY")

    def step(
        self, action: str, lock: Lock = Lock.ACCESS_EXCLUSIVE, *, rewrites: bool = False
    ) -> Step:
        """Return the step that alters it."""
        return Step(
            sql=f"ALTER TABLE {name(*self.path)} {action}",
            table=self.path,
            lock=lock,
            rewrites=rewrites,
        )

    def drop(self, context: Context) -> Iterator[Step]:
        rows = context.handed.get(self.ref)
        if rows and not self.split:
            yield from handover.give(self, rows, context)
            return
        if self.ref == context.handed.get(Ref(self.kind, self.partition_of)):
            yield from handover.release(self)
            return
        sql = name(*self.path)
        yield Step(
            sql=f"DROP {self.noun} {sql}",
            once=f"DROP {self.noun} IF EXISTS {sql}",
            table=self.path,
            lock=Lock.ACCESS_EXCLUSIVE,
            loses=f"table {'.'.join(self.path)} and all its rows"
            if self.holds_rows and not rows
            else "",
        )


def dated(model: Model, parent: Ref) -> Iterator[tuple[Table, calendar.Period | None]]:
    """Yield the partitions of a table, each with the span of time that it holds.

    The default one has none. Raises PlanError where one holds anything else.
    """
    for ref in sorted(model.users(parent)):
        table = model[ref]
        if isinstance(table, Table) and table.partition_of == parent.path:
            try:
                yield table, calendar.bounds(table.bound or "")
            except ValueError:
                where = f"{'.'.join(table.path)} {table.bound}"
                raise PlanError(f"a partition that is no span of time: {where}") from None


def _check_every(said: Item, by: Item | None) -> None:
    """Raise SourceError where partitions cannot be made so often."""
    if said.string() not in calendar.EVERY:
        known = ", ".join(calendar.EVERY)
        raise said.wrong(f"`{said.string()}` is no period; known are {known}")
    if by is None or not re.fullmatch(r"(?i)range\s*\([^(),]+\)", by.string().strip()):
        raise said.wrong("`partition_every` wants `partition_by: RANGE (column)`, of one column")


def _path(said: Item, schema: str) -> list[str]:
    """Return the path of a table that is said as `table` or `schema.table`, or as a list."""
    path = said.strings() if isinstance(said.value, list) else said.string().split(".")
    return path if len(path) > 1 else [schema, *path]


def _bound(said: str) -> str:
    """Return the bound of a partition, as the manual spells it."""
    words = said.strip()
    if words.upper() == "DEFAULT":
        return "DEFAULT"
    return words if words.upper().startswith("FOR VALUES") else f"FOR VALUES {words}"
