"""Extended statistics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import Context
from ..objects import Mention, Object, Spread
from ..ref import Ref
from ..sql import name, no_member, split, tables
from ..step import Step
from ..written import Item, made_name

_EVERY = ("dependencies", "mcv", "ndistinct")


class Statistics(Object):
    """What the planner is to learn of several columns together (manual, CREATE STATISTICS).

    No `kinds` are all of them; of a single expression there are none to choose.
    """

    kind = "statistics"
    only_if = "pg_statistic_ext"
    section = "statistics"
    within = "table"
    short = "of"
    address = "pg_statistic_ext"
    word = "STATISTICS"
    unwritten = frozenset({"table"})
    in_place = frozenset({"target"})

    table: tuple[str, ...] = ()
    of: tuple[str, ...]  # columns and expressions
    kinds: tuple[str, ...] = ()
    target: int | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        of = "pg_get_statisticsobjdef_columns(s.oid)"
        if major < 14:
            of = """(select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
                     from pg_attribute a
                     where a.attrelid = s.stxrelid and a.attnum = any (s.stxkeys))"""
        return f"""
            select s.oid, 0 as sub, array[sn.nspname, s.stxname] as path,
                   array[n.nspname, c.relname] as table, {of} as of,
                   array(select case k when 'd' then 'ndistinct' when 'f' then 'dependencies'
                                else 'mcv' end
                         from unnest(s.stxkind) k where k <> 'e' order by 1) as kinds,
                   nullif(s.stxstattarget, -1)::int as target
            from pg_statistic_ext s
            join pg_namespace sn on sn.oid = s.stxnamespace
            join pg_class c on c.oid = s.stxrelid
            join pg_namespace n on n.oid = c.relnamespace
            where {tables("c", "n")} and {no_member("pg_statistic_ext", "s.oid")}
        """

    @classmethod
    def at(cls, home: tuple[str, ...], name: str, order: int) -> dict[str, Any]:
        return {"path": (home[0], name), "table": home}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Statistics:
        kinds = () if row["kinds"] == _EVERY else row["kinds"]
        return cls(**{**row, "of": tuple(split(row["of"])), "kinds": kinds})

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if "kinds" in body:
            said = body["kinds"]
            kinds = sorted(k.lower() for k in said.strings())
            if wrong := [k for k in kinds if k not in _EVERY]:
                raise said.wrong(f"expected some of {', '.join(_EVERY)}, not `{wrong[0]}`")
            body["kinds"] = said.list_of(*(kinds if tuple(kinds) != _EVERY else ()))
        if name is None and "of" in body:
            words = "_".join(w if w.isidentifier() else "expr" for w in body["of"].strings())
            name = made_name(home[-1], words, "stat")
        yield Spread(cls.kind, home, name, body)

    @property
    def parent(self) -> Ref:
        return Ref("table", self.table)

    def mentions(self) -> Iterator[Mention]:
        for what in self.of:
            yield Mention("of", self.table, expression=what)

    def create(self, context: Context) -> Iterator[Step]:
        kinds = f" ({', '.join(self.kinds)})" if self.kinds else ""
        said = f"{name(*self.path)}{kinds} ON {', '.join(self.of)} FROM {name(*self.table)}"
        yield Step(sql=f"CREATE STATISTICS {said}", once=f"CREATE STATISTICS IF NOT EXISTS {said}")
        if self.target is not None:
            yield self._target()

    def alter(self, was: Statistics, context: Context) -> Iterator[Step]:
        yield self._target()

    def _target(self) -> Step:
        target = -1 if self.target is None else self.target
        return Step(sql=f"ALTER STATISTICS {name(*self.path)} SET STATISTICS {target}")
