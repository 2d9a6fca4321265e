"""Rewrite rules, other than the one that makes a view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import Context
from ..objects import Object, Spread
from ..record import replace, uncompared
from ..ref import Ref
from ..sql import enabling, host, name, no_member, ours, outside, unwrapped
from ..step import Lock, Step
from ..written import Item

_EVENTS = ("select", "insert", "update", "delete")


class Rule(Object):
    """What is run beside or instead of a statement (manual, CREATE RULE)."""

    kind = "rule"
    only_if = "pg_rewrite where oid >= 16384 and rulename <> '_RETURN'"
    section = "rules"
    within = "table"
    hosts = ("table", "view")
    address = "pg_rewrite"
    word = "RULE"
    pins_type = True
    unwritten = frozenset({"host"})

    event: str
    where: str | None = None
    instead: bool = False
    do: str = "NOTHING"  # one command, several in brackets, or NOTHING
    enabled: str = "origin"
    host: str = uncompared("table")

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select r.oid, 0 as sub, array[n.nspname, c.relname, r.rulename] as path,
                   case r.ev_type when '1' then 'select' when '2' then 'update'
                        when '3' then 'insert' else 'delete' end as event,
                   pg_get_ruledef(r.oid) as do, null as where, r.is_instead as instead,
                   case r.ev_enabled when 'D' then 'disabled' when 'R' then 'replica'
                        when 'A' then 'always' else 'origin' end as enabled,
                   {host("c")} as host
            from pg_rewrite r
            join pg_class c on c.oid = r.ev_class
            join pg_namespace n on n.oid = c.relnamespace
            where r.rulename <> '_RETURN' and {ours("n")} and {no_member("pg_class", "c.oid")}
              and {no_member("pg_rewrite", "r.oid")}
        """

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Rule:
        schema, table, _ = row["path"]
        head = f" TO {name(schema, table)}"
        rest = row["do"][row["do"].index(head) + len(head) :]
        at = next(i for i in outside(rest) if rest.startswith((" DO ", " DO\n"), i))
        where = rest[:at].strip().removeprefix("WHERE").strip() or None
        do = rest[at + 4 :].strip().removesuffix(";").removeprefix("INSTEAD").strip()
        return cls(**{**row, "where": where, "do": do})

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if "event" in body:
            said = body["event"]
            if said.string().lower() not in _EVENTS:
                raise said.wrong(f"expected one of {', '.join(_EVENTS)}, not {said.kind}")
            body["event"] = said.like(said.string().lower())
        yield Spread(cls.kind, home, name, body)

    @property
    def spelled(self) -> str:
        return f"{name(self.path[-1])} ON {name(*self.path[:-1])}"

    @property
    def parent(self) -> Ref:
        return Ref(self.host, self.path[:-1])

    def create(self, context: Context) -> Iterator[Step]:
        rest = f"{name(self.path[-1])} AS ON {self.event.upper()} TO {name(*self.path[:-1])}"
        rest += f" WHERE ({unwrapped(self.where)})" if self.where else ""
        rest += f" DO {'INSTEAD ' if self.instead else ''}{self.do}"
        replaced = f"CREATE OR REPLACE RULE {rest}"
        step = self._step(replaced if self.ref in context.before else f"CREATE RULE {rest}")
        yield replace(step, once=replaced)
        if self.enabled != "origin":
            yield self._enable()

    def alter(self, was: Rule, context: Context) -> Iterator[Step]:
        if self.changed(was) != {"enabled"}:
            yield from self.create(context)
        elif self.enabled != was.enabled:
            yield self._enable()

    def can_alter(self, was: Rule, major: int) -> bool:
        # A replaced rule keeps its state, and another event needs another rule.
        return self.event == was.event and (
            self.enabled == was.enabled or self.changed(was) == {"enabled"}
        )

    def _enable(self) -> Step:
        table, rule = name(*self.path[:-1]), name(self.path[-1])
        return self._step(f"ALTER TABLE {table} {enabling(self.enabled)} RULE {rule}")

    def _step(self, sql: str) -> Step:
        return Step(sql=sql, table=self.path[:-1], lock=Lock.ACCESS_EXCLUSIVE)

    def drop(self, context: Context) -> Iterator[Step]:
        step = self._step(f"DROP RULE {self.spelled}")
        yield replace(step, once=f"DROP RULE IF EXISTS {self.spelled}")
