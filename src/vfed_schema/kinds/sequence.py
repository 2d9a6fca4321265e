"""Sequences that stand on their own; an identity column's belongs to its column."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..sql import name, no_member, ours, text
from ..step import Step
from ..types import sequence_range


class Sequence(Object):
    """A number generator (manual, CREATE SEQUENCE). Its counter is kept: never made again."""

    kind = "sequence"
    only_if = "pg_class where oid >= 16384 and relkind = 'S'"
    section = "sequences"
    within = "schema"
    address = "pg_class"
    word = "SEQUENCE"
    in_place = frozenset(
        {"type", "start", "increment", "minimum", "maximum", "cache", "cycle", "unlogged"}
    )
    exact = frozenset({"type", "start", "increment", "minimum", "maximum", "cache", "cycle"})

    type: str = "bigint"
    start: int | None = None
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycle: bool = False
    unlogged: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select c.oid, 0 as sub, array[n.nspname, c.relname] as path,
                   format_type(s.seqtypid, null) as type,
                   s.seqstart as start, s.seqincrement as increment,
                   s.seqmin as minimum, s.seqmax as maximum, s.seqcache as cache,
                   s.seqcycle as cycle, c.relpersistence = 'u' as unlogged
            from pg_sequence s
            join pg_class c on c.oid = s.seqrelid
            join pg_namespace n on n.oid = c.relnamespace
            where {ours("n")} and {no_member("pg_class", "c.oid")}
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                              and d.objid = c.oid and d.deptype = 'i')
        """

    @property
    def holds_rows(self) -> bool:
        return True

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", *self.path)

    def create(self, context: Context) -> Iterator[Step]:
        kept = " UNLOGGED" if self.unlogged else ""
        kind = "" if self.type == "bigint" else f" AS {self.type}"
        body = f"{name(*self.path)}{kind}{self._terms()}"
        yield Step(
            sql=f"CREATE{kept} SEQUENCE {body}", once=f"CREATE{kept} SEQUENCE IF NOT EXISTS {body}"
        )

    def _terms(self) -> str:
        low, high = sequence_range(self.type, self.increment)
        minimum = low if self.minimum is None else self.minimum
        maximum = high if self.maximum is None else self.maximum
        first = minimum if self.increment > 0 else maximum
        said: list[tuple[str, int | None, int | None]]
        said = [("INCREMENT BY", self.increment, 1), ("MINVALUE", minimum, low)]
        said += [("MAXVALUE", maximum, high), ("START WITH", self.start, first)]
        said += [("CACHE", self.cache, 1)]
        terms = "".join(f" {w} {v}" for w, v, usual in said if v not in (usual, None))
        return terms + (" CYCLE" if self.cycle else "")

    def alter(self, was: Sequence, context: Context) -> Iterator[Step]:
        sql = f"ALTER SEQUENCE {name(*self.path)}"
        terms = [
            ("AS", self.type, was.type),
            ("INCREMENT BY", self.increment, was.increment),
            ("MINVALUE", self.minimum, was.minimum),
            ("MAXVALUE", self.maximum, was.maximum),
            ("START WITH", self.start, was.start),
            ("CACHE", self.cache, was.cache),
        ]
        said = "".join(f" {word} {now}" for word, now, then in terms if now != then)
        if self.cycle != was.cycle:
            said += " CYCLE" if self.cycle else " NO CYCLE"
        if said:
            yield from self._move(was)
            yield Step(sql=sql + said)
        if self.unlogged != was.unlogged:
            yield Step(sql=f"{sql} SET {'UNLOGGED' if self.unlogged else 'LOGGED'}")

    def _move(self, was: Sequence) -> Iterator[Step]:
        """Let the counter go on to where it may begin: ALTER refuses bounds that leave it out."""
        up = self.increment > 0
        bound, then = (self.minimum, was.minimum) if up else (self.maximum, was.maximum)
        if bound is None or then is None or (bound <= then if up else bound >= then):
            return
        pick, inside = ("greatest", ">=") if up else ("least", "<=")
        counter = f"{pick}(last_value, {bound}), is_called AND last_value {inside} {bound}"
        sequence = text(name(*self.path))
        yield Step(
            sql=f"SELECT setval({sequence}, {counter}) FROM {name(*self.path)}",
            reason="move the counter to where its new bounds begin",
        )

    def drop(self, context: Context) -> Iterator[Step]:
        sql = name(*self.path)
        yield Step(
            sql=f"DROP SEQUENCE {sql}",
            once=f"DROP SEQUENCE IF EXISTS {sql}",
            loses=f"sequence {'.'.join(self.path)} and its counter",
        )
