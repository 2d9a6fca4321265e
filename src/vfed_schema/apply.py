"""Run a plan on a live database: one at a time, never waiting long for a table, written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import left
from .catalog import introspect
from .emit.machine import steps_read
from .errors import ApplyError, Interrupted, Refusal, in_words
from .lock import fingerprint
from .migration import refuse_unallowed
from .model import Model
from .plan.groups import Group, groups
from .ref import Ref
from .running import LOCK_TIMEOUT, Progress, alone, patiently
from .sql import LEDGER_SCHEMA, name
from .step import Step, hazards

if TYPE_CHECKING:
    from psycopg import Connection

_LEDGER = f"""
    create schema if not exists {LEDGER_SCHEMA};
    create table if not exists {LEDGER_SCHEMA}.ledger (
        id bigint generated always as identity primary key,
        started_at timestamptz not null default clock_timestamp(),
        finished_at timestamptz,
        applied_by text not null default session_user,
        version text not null,
        digest text not null,
        state text not null,
        done integer not null default 0,
        plan jsonb not null,
        before text not null,
        after text,
        error text
    );
    comment on table {LEDGER_SCHEMA}.ledger is 'What vfed-schema did to this database';
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger."""

    id: int
    state: str  # running, applied, failed, rolling back, rollback failed, rolled back
    done: int
    plan: dict[str, Any]
    before: str
    after: str | None
    version: str


def apply(conn: Connection[Any], told: dict[str, Any], progress: Progress) -> int:
    """Run a plan, as `emit.machine` tells it, and return the number of steps run.

    Raises Refusal if the database is no longer the one that the plan was made for or somebody
    else is at work in it, and ApplyError, with what was done and what was not, if Postgres refuses.
    """
    with alone(conn), _in_words():
        steps = steps_read(told["steps"])
        entry, first = _begin(conn, told)
        _run(conn, entry, steps[first:], first, progress)
        _to_the_end(lambda: _applied(conn, entry, told), "all steps are committed")
    return len(steps) - first


def _applied(conn: Connection[Any], entry: int, told: dict[str, Any]) -> None:
    done = introspect(conn)
    with conn.transaction():
        _note(conn, entry, "applied", after=_print_of(done, told["touched"]))
        left.write(conn, done, _refs(told["touched"]), _refs(told.get("covers", ())))


def rollback(conn: Connection[Any], entry: Entry, progress: Progress) -> int:
    """Run the way back of an entry of the ledger, and return the number of steps run.

    What was applied after it and led back to the same state goes with it. Raises Refusal if what it
    made is no longer as it left it, and ApplyError if Postgres refuses.
    """
    with alone(conn), _in_words():
        _check_unchanged(conn, entry)
        steps = steps_read(entry.plan["rollback"])
        _note(conn, entry.id, "rolling back")
        _run(conn, entry.id, steps, 0, progress, failed="rollback failed")
        _to_the_end(lambda: _taken_back(conn, entry), "all is taken back")
    return len(steps)


def _taken_back(conn: Connection[Any], entry: Entry) -> None:
    there = introspect(conn)
    with conn.transaction():
        gone = conn.execute(
            f"update {LEDGER_SCHEMA}.ledger set state = 'rolled back',"
            " finished_at = clock_timestamp() where id >= %s"
            " returning id, plan -> 'touched', plan -> 'left'",
            [entry.id],
        )
        for _, touched, was in sorted(gone, reverse=True):
            if was is None:
                left.write(conn, there, _refs(touched))
            else:
                left.restore(conn, was)


def _to_the_end(close: Callable[[], None], done: str) -> None:
    """Write down what is done, and once more where somebody stops that: it is done all the same.

    Raises Interrupted then.
    """
    try:
        close()
    except KeyboardInterrupt:
        close()
        raise Interrupted(f"interrupted: {done}") from None


def last(conn: Connection[Any], id_: int | None = None) -> Entry | None:
    """Return the newest entry that is still in force, or the one that is asked for, or None."""
    if not _has_ledger(conn):
        return None
    row = conn.execute(
        f"select id, state, done, plan, before, after, version from {LEDGER_SCHEMA}.ledger"
        " where state <> 'rolled back' and id = coalesce(%s, id) order by id desc limit 1",
        [id_],
    ).fetchone()
    if row is None:
        return None
    return Entry(**dict(zip(Entry.__slots__, row, strict=True)))


def way_back(entry: Entry, allow: frozenset[str]) -> tuple[Step, ...]:
    """Return the steps that take an entry back.

    Raises Refusal where there is no way, it is not the time, or it costs what nobody has allowed.
    """
    if entry.state != "applied":
        raise Refusal(f"the last plan is {entry.state}: {_WAY_ON.get(entry.state, _LOOK)}")
    if entry.plan["rollback"] is None:
        raise Refusal(f"there is no way back: {entry.plan['no_return']}")
    steps = steps_read(entry.plan["rollback"])
    refuse_unallowed(tuple(h for i, s in enumerate(steps, 1) for h in hazards(s, i)), allow)
    return steps


_LOOK = "`vfed-schema diff` shows where the database is"
_WAY_ON = {
    "failed": "`vfed-schema apply` goes on with it",
    "running": f"somebody is at work, or was killed; {_LOOK}",
    "rollback failed": f"{_LOOK}, and what leads on from there",
}


def holds(entry: Entry, live: Model) -> bool:
    """True if all that an entry made is as it left it."""
    return entry.after == _print_of(live, entry.plan["touched"])


def _check_unchanged(conn: Connection[Any], entry: Entry) -> None:
    """Raise Refusal if what an entry made is no longer as it left it."""
    if not holds(entry, introspect(conn)):
        raise Refusal(
            "what was applied has been changed since: `vfed-schema diff` shows what, and the way"
            " back from there"
        )


def _has_ledger(conn: Connection[Any]) -> bool:
    found = conn.execute("select to_regclass(%s)", [f"{LEDGER_SCHEMA}.ledger"]).fetchone()
    return bool(found and found[0])


def _print_of(model: Model, touched: list[list[str]]) -> str:
    return fingerprint(model[ref] for ref in _refs(touched) if ref in model)


def _refs(told: Iterable[list[str]]) -> list[Ref]:
    return [Ref(kind, tuple(path)) for kind, *path in told]


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in one sentence what Postgres has against the ledger."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise ApplyError(f"cannot keep the ledger: {in_words(error)}") from None


def _begin(conn: Connection[Any], told: dict[str, Any]) -> tuple[int, int]:
    """Open an entry of the ledger, or go on with one; return it and the first step to run."""
    here = fingerprint(introspect(conn))
    entry = last(conn)
    if entry and entry.state == "failed" and entry.after == here and _is(entry, told):
        _note(conn, entry.id, "running")
        return entry.id, entry.done
    if here != told["fingerprint"]:
        raise Refusal("the database has changed since the plan was made: make it anew")
    with conn.transaction():
        conn.execute(_LEDGER)
        left.prepare(conn)
        known = left.of(conn, _refs(told["touched"]))
        row = conn.execute(
            f"insert into {LEDGER_SCHEMA}.ledger (version, digest, state, plan, before)"
            " values (%s, %s, 'running', %s, %s) returning id",
            [told["version"], told["digest"], json.dumps({**told, "left": known}), here],
        ).fetchone()
    return (row[0] if row else 0), 0


def _is(entry: Entry, told: dict[str, Any]) -> bool:
    return bool(
        entry.plan["fingerprint"] == told["fingerprint"] and entry.plan["steps"] == told["steps"]
    )


def _note(
    conn: Connection[Any], entry: int, state: str, *, after: str = "", error: str = ""
) -> None:
    conn.execute(
        f"update {LEDGER_SCHEMA}.ledger set state = %s, after = coalesce(nullif(%s, ''), after),"
        " error = nullif(%s, ''), finished_at = clock_timestamp() where id = %s",
        [state, after, error, entry],
    )


def _run(
    conn: Connection[Any],
    entry: int,
    steps: tuple[Step, ...],
    first: int,
    progress: Progress,
    *,
    failed: str = "failed",
) -> None:
    import psycopg

    done = first
    conn.execute("select set_config('search_path', '', false)")
    conn.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
    conn.execute("set check_function_bodies = off")
    for group in groups(steps):
        try:
            _group(conn, entry, group, first, progress)
        except (psycopg.Error, KeyboardInterrupt) as error:
            if isinstance(error, KeyboardInterrupt) and failed == "failed":
                done = _done(conn, entry, done)
            reached = [ref for step in steps[: done - first] for ref in step.refs]
            where = (done, len(steps) + first)
            raise _stopped(conn, entry, where, reached, error, failed) from None
        done += len(group.steps)


def _done(conn: Connection[Any], entry: int, known: int) -> int:
    """Return how many steps are committed: who stops us may do so just after a commit."""
    with suppress(Exception, KeyboardInterrupt):
        row = conn.execute(
            f"select done from {LEDGER_SCHEMA}.ledger where id = %s", [entry]
        ).fetchone()
        return int(row[0]) if row else known
    return known


def _group(conn: Connection[Any], entry: int, group: Group, first: int, progress: Progress) -> None:
    """Run a group, and again if a table was in use for longer than we make others wait."""
    patiently(lambda: _once(conn, entry, group, first, progress), progress)


def _once(conn: Connection[Any], entry: int, group: Group, first: int, progress: Progress) -> None:
    count = f"update {LEDGER_SCHEMA}.ledger set done = %s where id = %s"
    done = first + group.first - 1
    if not group.transaction:
        progress(_line(group.steps[0], done + 1))
        _outside(conn, group.steps[0])
        conn.execute(count, [done + 1, entry])
        return
    with conn.transaction():
        for number, step in enumerate(group.steps, done + 1):
            progress(_line(step, number))
            conn.execute(step.sql.encode())
        conn.execute(count, [done + len(group.steps), entry])


def _outside(conn: Connection[Any], step: Step) -> None:
    """Run what runs in no transaction, and take away what it leaves behind when it fails.

    It holds nobody up while it waits for others to end, so it may wait as long as it takes.
    """
    before = _invalid(conn, step)
    conn.execute("set lock_timeout = 0")
    try:
        conn.execute(step.sql.encode())
    except BaseException:
        for index in _invalid(conn, step) - before:
            conn.execute(f"drop index concurrently {index}".encode())
        raise
    finally:
        with suppress(Exception):
            conn.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")


def _invalid(conn: Connection[Any], step: Step) -> set[str]:
    """Return the indexes of a step's table that a build has begun and not finished."""
    if not step.builds:
        return set()
    found = conn.execute(
        "select x.indexrelid::regclass::text from pg_index x"
        " where not x.indisvalid and x.indrelid = to_regclass(%s)",
        [name(*step.table)],
    )
    return {row[0] for row in found}


def _line(step: Step, number: int) -> str:
    text = " ".join(step.sql.split())
    return f"{number}: {text if len(text) <= 100 else text[:99] + '…'}"


def _stopped(
    conn: Connection[Any],
    entry: int,
    where: tuple[int, int],
    reached: list[Ref],
    error: BaseException,
    failed: str,
) -> ApplyError:
    """Write down where it stopped, and say it."""
    done, total = where
    interrupted = isinstance(error, KeyboardInterrupt)
    why = "interrupted" if interrupted else in_words(error)
    stopped = Interrupted if interrupted else ApplyError
    forth = failed == "failed"
    with suppress(Exception, KeyboardInterrupt):
        if done or forth:
            there = introspect(conn)
            _note(conn, entry, failed, after=fingerprint(there), error=why)
            left.write(conn, there, reached)
        else:  # as if nobody had tried to take it back
            _note(conn, entry, "applied", error=why)
    if done == 0:
        return stopped(f"{why}: rolled back, and nothing has changed")
    ways = "`vfed-schema diff` shows what is left"
    if forth:
        ways += ", `vfed-schema apply` goes on from there"
    return stopped(
        f"{why}: rolled back to step {done} of {total}; the {done} before are committed. {ways}"
    )
