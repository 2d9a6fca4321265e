"""Keep the partitions of tables that are divided by time: made ahead, and gone when they are old.

What is done depends on what is there and on the hour alone: to do it twice does nothing more. Each
transaction leaves every row where readers find it; two runs at once take turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import calendar
from ..calendar import Period
from ..catalog import introspect
from ..connection import major_of
from ..errors import ApplyError, PlanError, Refusal, in_words
from ..kinds.table import Table
from ..model import Model
from ..running import LOCK_TIMEOUT, Progress, alone, patiently
from ..sql import how_many, name
from .state import State, state, stray
from .tasks import MANY, SPAN, Found, Task, become_default, gather, make, old, whole

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["Wish", "keep_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How many periods to make ahead and to keep, and as of when."""

    ahead: int = 3
    keep: int | None = None  # None: none is too old
    detach: bool = False  # let old ones go instead of dropping them
    gather: bool = False  # move all rows into the default partition, and drop the others
    check: bool = False  # only say what there is to do
    at: datetime


def keep_up(conn: Connection[Any], wanted: Model, wish: Wish, say: Progress) -> int:
    """Do what is to be done with every table that `wanted` divides by time; return how much.

    `say` is told of each thing as it is done. Raises PlanError where a table is not as it should
    be, Refusal where rows cannot be moved, ApplyError where Postgres refuses.
    """
    tables = [t for _, t in sorted(wanted.items()) if isinstance(t, Table) and t.partition_every]
    if not tables:
        raise PlanError("no table of the model says `partition_every`")
    done = 0
    with alone(conn, wait=not wish.check):
        conn.execute("select set_config('search_path', '', false)")
        conn.execute("set timezone = 'UTC'")
        for table in tables:
            if _by_partman(conn, table):
                say(f"{'.'.join(table.path)}: left to pg_partman, which has it in its part_config")
                continue
            for task in _tasks(conn, table, wanted, wish, say):
                done += 1
                if not wish.check:
                    _run(conn, task, say)
                say(f"{'to do' if wish.check else 'done'}: {task.said}")
    return done


def _tasks(
    conn: Connection[Any], table: Table, wanted: Model, wish: Wish, say: Progress
) -> Iterator[Task]:
    """Yield what there is to do with a table, one after another: each is seen by the next."""
    here = state(introspect(conn), table)
    if here.default is None and wish.gather:
        raise Refusal(f"{here.sql} has no default partition that rows could be gathered in")
    if wish.gather:
        yield from _gathered(conn, here, table, wanted, wish)
        return
    yield from _left_over(conn, here)
    rows = stray(conn, here)
    total = sum(rows.values())
    if upto := _as_one(here, rows, wish):
        yield whole(here, _found(conn, here), upto, total)
        here, rows, total = _again(conn, table, here, upto, wish)
    rows = _told(here, rows, wish, say)
    spans = [span for _, span in here.parts]
    for period in _wanted(here, rows, wish):
        for gap in calendar.gaps(period, spans):
            count = rows.get(period, 0)
            yield make(here, _found(conn, here), gap, count, total, ahead=gap.start > wish.at)
    if wish.keep is not None:
        oldest = calendar.period(here.every, wish.at, -wish.keep)
        yield from old(here, oldest, detach=wish.detach, said=frozenset(wanted))


def _gathered(
    conn: Connection[Any], here: State, table: Table, wanted: Model, wish: Wish
) -> Iterator[Task]:
    """Bring all rows into the default partition: the largest becomes it, the others are moved."""
    yield from _left_over(conn, here)
    free = [(part, span) for part, span in here.parts if part.ref not in wanted]
    sizes = {part: _size(conn, part) for part, _ in free}
    largest = max(free, key=lambda pair: sizes[pair[0]], default=None)
    assert here.default is not None
    if largest and sizes[largest[0]] > max(MANY, _size(conn, here.default)):
        yield become_default(here, _found(conn, here), *largest, _indexes(conn, largest[0]))
        if wish.check:
            here = replace(here, parts=tuple(pair for pair in here.parts if pair != largest))
        else:
            here = state(introspect(conn), table)
    yield from gather(here, _found(conn, here), said=frozenset(wanted))


def _size(conn: Connection[Any], table: Table) -> int:
    sql = f"select count(*) from only {name(*table.path)}"
    return int(conn.execute(sql.encode()).fetchall()[0][0])


def _indexes(conn: Connection[Any], table: Table | None) -> tuple[str, ...]:
    found = conn.execute(
        "select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid"
        " where x.indrelid = to_regclass(%s) order by 1",
        [name(*table.path) if table else None],
    ).fetchall()
    return tuple(row[0] for row in found)


def _again(
    conn: Connection[Any], table: Table, was: State, upto: Period, wish: Wish
) -> tuple[State, dict[Period | None, int], int]:
    """Return what is there after the default partition became another; or would be."""
    if not wish.check:
        here = state(introspect(conn), table)
        rows = stray(conn, here)
        return here, rows, sum(rows.values())
    assert was.default is not None
    span = Period(calendar.FIRST, upto.start)
    return replace(was, parts=((was.default, span), *was.parts)), {}, 0


def _as_one(here: State, rows: dict[Period | None, int], wish: Wish) -> Period | None:
    """Return the period that a default partition of many rows is to end before, if it can."""
    if sum(rows.values()) <= MANY or None in rows:
        return None
    latest = max(wish.at, *(p.start for p in rows if p))
    upto = calendar.period(here.every, latest, 1)
    return None if any(span.start < upto.start for _, span in here.parts) else upto


def _wanted(here: State, rows: dict[Period | None, int], wish: Wish) -> list[Period]:
    ahead = [calendar.period(here.every, wish.at, n) for n in range(wish.ahead + 1)]
    return sorted({*ahead, *(p for p in rows if p)})


def _stay(count: int) -> str:
    return f"{how_many(count, 'row')} stay{'s' * (count == 1)}"


def _told(
    here: State, rows: dict[Period | None, int], wish: Wish, say: Progress
) -> dict[Period | None, int]:
    """Return the rows that are to be moved; say which stay in the default partition, and why."""
    last = calendar.period(here.every, wish.at, wish.ahead)
    first = None if wish.keep is None else calendar.period(here.every, wish.at, -wish.keep)
    where = ".".join(here.default.path) if here.default else ""
    kept: dict[Period | None, int] = {}
    for period, count in sorted(rows.items(), key=lambda pair: (pair[0] is not None, pair[0])):
        if period is None:
            say(f"note: {_stay(count)} in {where}: of no time")
        elif period.start > last.start:
            say(f"note: {_stay(count)} in {where}: {period} is further ahead than asked for")
        elif first and period.start < first.start:
            say(f"note: {_stay(count)} in {where}: {period} is older than what is kept")
        else:
            kept[period] = count
    if kept and here.referred:
        raise Refusal(
            f"rows of {here.sql} are in its default partition and cannot be moved: a foreign key"
            " elsewhere would delete or empty what refers to them; drop it, run this, make it again"
        )
    return kept


def _found(conn: Connection[Any], here: State) -> Found:
    """Look at what only matters to those who make partitions."""
    owner = conn.execute(
        "select case when r.rolname <> current_user then quote_ident(r.rolname) end"
        " from pg_class c join pg_roles r on r.oid = c.relowner where c.oid = %s::regclass",
        [here.sql],
    ).fetchone()
    default = name(*here.default.path) if here.default else None
    triggers = conn.execute(
        "select tgname, case tgenabled when 'R' then 'ENABLE REPLICA'"
        "   when 'A' then 'ENABLE ALWAYS' else 'ENABLE' end"
        # Before 15, what a partition has of its table is called internal.
        " from pg_trigger where tgrelid = to_regclass(%s)"
        " and (not tgisinternal or tgparentid <> 0 and tgconstraint = 0)"
        " and tgenabled <> 'D' order by 1",
        [default],
    ).fetchall()
    names = conn.execute(
        "select relname from pg_class where relnamespace = %s::regnamespace",
        [name(here.table.path[0])],
    ).fetchall()
    return Found(
        owner=owner[0] or "" if owner else "",
        triggers=tuple((trigger, how) for trigger, how in triggers),
        indexes=_indexes(conn, here.default),
        names=frozenset(row[0] for row in names),
        major=major_of(conn),
    )


def _left_over(conn: Connection[Any], here: State) -> Iterator[Task]:
    """Take away what a run that was killed has left."""
    for table in (here.default, *(t for t, _ in here.parts)):
        if table and _has(conn, table, SPAN):
            sql = f"ALTER TABLE {name(*table.path)} DROP CONSTRAINT {SPAN}"
            yield Task(f"take away what was left of a run on {'.'.join(table.path)}", ((sql,),))


def _has(conn: Connection[Any], table: Table, check: str) -> bool:
    found = conn.execute(
        "select 1 from pg_constraint where conname = %s and conrelid = to_regclass(%s)",
        [check, name(*table.path)],
    ).fetchone()
    return found is not None


def _by_partman(conn: Connection[Any], table: Table) -> bool:
    """True if pg_partman is installed and takes care of the table."""
    home = conn.execute(
        "select quote_ident(n.nspname) from pg_extension e"
        " join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_partman'"
    ).fetchone()
    if home is None:
        return False
    found = conn.execute(
        f"select 1 from {home[0]}.part_config where parent_table = %s".encode(),
        [".".join(table.path)],
    ).fetchone()
    return found is not None


def _run(conn: Connection[Any], task: Task, progress: Progress) -> None:
    import psycopg

    conn.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
    try:
        for transaction in task.transactions:
            patiently(partial(_once, conn, transaction), progress)
    except psycopg.Error as error:
        raise ApplyError(
            f"cannot {task.said}: {in_words(error)}; what was said to be done is done, and running"
            " this again goes on from there"
        ) from None
    finally:
        if not conn.closed:
            conn.execute("set lock_timeout = 0")


def _once(conn: Connection[Any], transaction: tuple[str, ...]) -> None:
    with conn.transaction():
        for sql in transaction:
            conn.execute(sql.encode())
