"""What is there of a table that is divided by time: its key, its partitions, stray rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .. import calendar
from ..calendar import Period
from ..errors import PlanError
from ..kinds.table import Table, dated
from ..model import Model
from ..ref import Ref
from ..sql import name, unquoted

if TYPE_CHECKING:
    from psycopg import Connection

# The types of keys, and how a moment in one is spelled as a bound.
_KEYS = {"date": "", "timestamp without time zone": "", "timestamp with time zone": "+00"}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A table of partitions, as it is in a database."""

    table: Table
    every: str
    key: str  # the column, quoted
    zone: str  # what a moment needs at its end, to be in UTC
    parts: tuple[tuple[Table, Period], ...]  # in order
    default: Table | None
    columns: tuple[str, ...]  # those that may be written, quoted
    referred: bool  # a foreign key elsewhere does something when a row of it goes

    @property
    def sql(self) -> str:
        return name(*self.table.path)

    def bound(self, moment: datetime) -> str:
        """Return a moment as a bound of a partition."""
        if moment in (calendar.FIRST, calendar.LAST):
            return "MINVALUE" if moment == calendar.FIRST else "MAXVALUE"
        return (
            f"'{moment.isoformat(' ')}{self.zone}'" if self.zone else f"'{calendar.told(moment)}'"
        )

    def within(self, period: Period) -> str:
        """Return the condition that a row is of a period."""
        said = [f"{self.key} IS NOT NULL"]
        if period.start != calendar.FIRST:
            said.append(f"{self.key} >= {self.bound(period.start)}")
        if period.end != calendar.LAST:
            said.append(f"{self.key} < {self.bound(period.end)}")
        return " AND ".join(said)

    def outside(self, period: Period) -> str:
        """Return the condition that a row is of no such period, as Postgres itself would say it."""
        end = f"{self.key} >= {self.bound(period.end)}"
        return f"{self.key} IS NULL OR {self.key} < {self.bound(period.start)} OR {end}"


def state(live: Model, wanted: Table) -> State:
    """Return what is there of a table. Raises PlanError where it is none of partitions by time."""
    table = live.get(wanted.ref)
    where = ".".join(wanted.path)
    if not isinstance(table, Table) or not table.partition_by:
        raise PlanError(f"{where} is not a table of partitions: `vfed-schema apply` makes it one")
    column = table.partition_by.removeprefix("RANGE (").removesuffix(")")
    key = live.get(Ref("column", (*table.path, unquoted(column))))
    if (type_ := _plain(getattr(key, "type", ""))) not in _KEYS:
        raise PlanError(f"{where} is divided by {table.partition_by}, which is no column of time")
    found = list(dated(live, table.ref))
    default = next((t for t, s in found if s is None), None)
    # Who refers to rows of it: by the table, what that is a partition of, or the partition itself.
    whose = {table.path, *table.ancestors(), *([default.path] if default else [])}
    return State(
        table=table,
        every=wanted.partition_every or "",
        key=column,
        zone=_KEYS[type_],
        parts=tuple(sorted(((t, s) for t, s in found if s), key=lambda pair: pair[1])),
        default=default,
        columns=tuple(
            name(ref.path[-1])
            for ref in sorted(live.users(table.ref))
            if ref.kind == "column" and getattr(live[ref], "generated", None) is None
        ),
        referred=any(_acts(live[ref], whose) for ref in live if ref.kind == "foreign_key"),
    )


def _plain(type_: str) -> str:
    """Return a type without its precision: `timestamp(3) with time zone` is one with a zone."""
    start, _, rest = type_.partition("(")
    return start + rest.partition(")")[2] if rest else start


def _acts(key: Any, whose: set[tuple[str, ...]]) -> bool:
    return bool(key.references in whose and key.on_delete not in ("no action", "restrict"))


def stray(conn: Connection[Any], state: State) -> dict[Period | None, int]:
    """Count the rows in the default partition by period; those of no time at all under None."""
    if state.default is None:
        return {}
    moment = f"{state.key} AT TIME ZONE 'UTC'" if state.zone else f"{state.key}::timestamp"
    rows = conn.execute(
        f"SELECT date_trunc('{state.every}', {moment})::text, count(*)"
        f" FROM ONLY {name(*state.default.path)} GROUP BY 1".encode()
    ).fetchall()
    found: dict[Period | None, int] = {}
    for said, count in rows:
        dated = said is not None and "infinity" not in said and "BC" not in said
        when = calendar.period(state.every, datetime.fromisoformat(said)) if dated else None
        found[when] = found.get(when, 0) + count
    return found
