"""Triggers on tables and views."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..model import Context
from ..objects import Mention, Object, Spread
from ..record import replace, uncompared
from ..ref import Ref
from ..sql import closing, enabling, host, name, names, no_member, opening, ours, text, unwrapped
from ..step import Lock, Step
from ..written import Item, deferral

_EVENTS = ("insert", "delete", "update", "truncate")


class Trigger(Object):
    """What runs when rows change (manual, CREATE TRIGGER).

    Clones in partitions are objects where their state is another, of which nothing else is said.

    `columns` are those of UPDATE OF; `enabled` is origin, replica, always or disabled.
    """

    kind = "trigger"
    only_if = "pg_trigger where oid >= 16384 and not tgisinternal"
    section = "triggers"
    within = "table"
    hosts = ("table", "view")
    unwritten = frozenset({"host"})
    address = "pg_trigger"
    word = "TRIGGER"
    pins_type = True
    in_place = frozenset({"enabled"})
    exact = frozenset(
        {"timing", "events", "columns", "row", "function", "arguments"}
        | {"constraint", "deferrable", "deferred", "enabled"}
    )

    timing: str = "after"  # before, after, instead of
    events: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    row: bool = False
    when: str | None = None
    function: str = ""
    arguments: tuple[str, ...] = ()
    old_table: str | None = None
    new_table: str | None = None
    constraint: bool = False
    references: str | None = None  # the other table of a constraint trigger
    deferrable: bool = False
    deferred: bool = False
    enabled: str = "origin"
    inherited: bool = False  # of what it is part of, in another state
    host: str = uncompared("table")

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select t.oid, 0 as sub, array[n.nspname, c.relname, t.tgname] as path,
                   case when t.tgtype & 2 <> 0 then 'before'
                        when t.tgtype & 64 <> 0 then 'instead of' else 'after' end as timing,
                   array_remove(array[case when t.tgtype & 4 <> 0 then 'insert' end,
                                      case when t.tgtype & 8 <> 0 then 'delete' end,
                                      case when t.tgtype & 16 <> 0 then 'update' end,
                                      case when t.tgtype & 32 <> 0 then 'truncate' end],
                                null) as events,
                   array(select a.attname from unnest(t.tgattr::int2[]) with ordinality u(n, i)
                         join pg_attribute a on a.attrelid = t.tgrelid and a.attnum = u.n
                         order by u.i) as columns,
                   t.tgtype & 1 <> 0 as row,
                   case when t.tgqual is not null then pg_get_triggerdef(t.oid) end as when,
                   quote_ident(fn.nspname) || '.' || quote_ident(f.proname) as function,
                   encode(t.tgargs, 'hex') as arguments,
                   t.tgoldtable as old_table, t.tgnewtable as new_table,
                   t.tgconstraint <> 0 as constraint,
                   nullif(t.tgconstrrelid, 0)::regclass::text as references,
                   t.tgdeferrable as deferrable, t.tginitdeferred as deferred,
                   case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica'
                        when 'A' then 'always' else 'origin' end as enabled,
                   t.tgparentid <> 0 as inherited, {host("c")} as host
            from pg_trigger t
            join pg_class c on c.oid = t.tgrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_proc f on f.oid = t.tgfoid
            join pg_namespace fn on fn.oid = f.pronamespace
            where (not t.tgisinternal or t.tgparentid <> 0)
              and t.tgenabled is distinct from (select p.tgenabled from pg_trigger p
                                                where p.oid = t.tgparentid)
              and t.tgconstrindid = 0 and {ours("n")}
              and {no_member("pg_class", "c.oid")} and {no_member("pg_trigger", "t.oid")}
        """

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Trigger:
        if row["inherited"]:
            return cls(**{key: row[key] for key in ("path", "enabled", "inherited", "host")})
        if definition := row["when"]:
            start = opening(definition, " WHEN ")
            row["when"] = definition[start + 1 : closing(definition, start)]
        told = bytes.fromhex(row["arguments"]).split(b"\0")[:-1]
        row["arguments"] = tuple(part.decode() for part in told)
        return cls(**row)

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        body = deferral(body)
        for key in ("events", "function"):
            if key not in body and "inherited" not in body:
                raise item.wrong(f"`{key}` has to be said")
        if "events" in body:
            said = body["events"]
            told = [word.strip() for text in said.strings() for word in re.split(r"\s+or\s+", text)]
            events = [" ".join(e.lower().split()) for e in told]
            columns = [e.removeprefix("update of ") for e in events if e.startswith("update of ")]
            if columns:
                body["columns"] = said.list_of(*(c.strip() for c in columns[0].split(",")))
            events = ["update" if e.startswith("update of ") else e for e in events]
            if unknown := [e for e in events if e not in _EVENTS]:
                raise said.wrong(f"expected some of {', '.join(_EVENTS)}, not `{unknown[0]}`")
            body["events"] = said.list_of(*(e for e in _EVENTS if e in events))
        if "function" in body:
            said = body["function"]
            called, bracket, rest = said.string().partition("(")
            if bracket and rest.strip() not in ("", ")"):
                raise said.wrong("what a trigger hands its function is said by `arguments`")
            body["function"] = said.like(called.strip())
        yield Spread(cls.kind, home, name, body)

    @property
    def parent(self) -> Ref:
        return Ref(self.host, self.path[:-1])

    @property
    def spelled(self) -> str:
        return f"{name(self.path[-1])} ON {name(*self.path[:-1])}"

    def rename(self, to: str) -> Step:
        return Step(
            sql=f"ALTER {self.word} {self.spelled} RENAME TO {name(to)}",
            table=self.path[:-1],
            lock=Lock.ACCESS_EXCLUSIVE,
        )

    def mentions(self) -> Iterator[Mention]:
        yield Mention("columns", self.path[:-1], names=self.columns)

    def create(self, context: Context) -> Iterator[Step]:
        if self.inherited:
            yield self._enable()
            return
        yield self._create(context, "")
        if self.enabled != "origin":
            yield self._enable()

    def _create(self, context: Context, how: str) -> Step:
        word = "CONSTRAINT TRIGGER" if self.constraint else "TRIGGER"
        events = " OR ".join(
            f"UPDATE OF {names(self.columns)}" if e == "update" and self.columns else e.upper()
            for e in self.events
        )
        said = f"{name(self.path[-1])} {self.timing.upper()} {events} ON {name(*self.path[:-1])}"
        said += f" FROM {self.references}" if self.references else ""
        said += " DEFERRABLE" if self.deferrable else ""
        said += " INITIALLY DEFERRED" if self.deferred else ""
        said += f" REFERENCING{self._transitions()}" if self._transitions() else ""
        said += f" FOR EACH {'ROW' if self.row else 'STATEMENT'}"
        said += f" WHEN ({unwrapped(self.when)})" if self.when else ""
        arguments = ", ".join(text(a) for a in self.arguments)
        return Step(
            sql=f"CREATE{how} {word} {said} EXECUTE FUNCTION {self.function}({arguments})",
            table=self.path[:-1],
            lock=Lock.SHARE_ROW_EXCLUSIVE,
        )

    def _transitions(self) -> str:
        said = f" OLD TABLE AS {name(self.old_table)}" if self.old_table else ""
        return said + (f" NEW TABLE AS {name(self.new_table)}" if self.new_table else "")

    def can_alter(self, was: Trigger, major: int) -> bool:
        # OR REPLACE came with 14, and is not for constraint triggers.
        if self.changed(was) <= self.in_place:
            return True
        return major >= 14 and not self.constraint and not was.constraint

    def alter(self, was: Trigger, context: Context) -> Iterator[Step]:
        if not self.changed(was) <= self.in_place:
            yield self._create(context, " OR REPLACE")
            if self.enabled != "origin":  # a replaced trigger is enabled as a new one is
                yield self._enable()
        elif self.enabled != was.enabled:
            yield self._enable()

    def _enable(self) -> Step:
        table = name(*self.path[:-1])
        return Step(
            sql=f"ALTER TABLE {table} {enabling(self.enabled)} TRIGGER {name(self.path[-1])}",
            table=self.path[:-1],
            lock=Lock.SHARE_ROW_EXCLUSIVE,
        )

    def drop(self, context: Context) -> Iterator[Step]:
        if self.inherited:
            above = self.over(context.after)
            if above:
                yield replace(self, enabled=getattr(above, "enabled", "origin"))._enable()
            return
        sql = self.spelled
        drop = Step(sql=f"DROP TRIGGER {sql}", table=self.path[:-1], lock=Lock.ACCESS_EXCLUSIVE)
        yield replace(drop, once=f"DROP TRIGGER IF EXISTS {sql}")
