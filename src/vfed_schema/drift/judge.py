"""Whose each difference is: read from the ledger, from what is known, and from what was watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from ..apply import Entry, holds, last
from ..diff import Change
from ..left import Left, read
from ..model import Model
from ..ref import Ref
from ..sql import LEDGER_SCHEMA
from ..verdict import Accepted, State, Trace, Verdict
from .known import Known, latest
from .serverlog import Log, read_log
from .traces import Statement, statements, trace

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a database knows of our work there: the entry in force, and how we left things."""

    entry: Entry | None
    left: Left | None
    watched: Sequence[Statement]  # what was run since, the newest first
    logged: Callable[[], Log]  # the same of the server's log, read when asked
    note: str = ""  # why less is known than could be

    def moved_on(self, digest: str) -> bool:
        """True if the model is another than the one that was applied last."""
        if self.entry is None:
            return self.left is not None
        return self.entry.state != "applied" or self.entry.plan["digest"] != digest

    def unchanged(self, live: Model) -> Callable[[Change], bool]:
        """Return what says whether an object is as we left it."""
        if self.left:
            before = self.left.unchanged if self.left.comparable else lambda change: False
            under_way = self._under_way()
            return lambda change: change.ref in under_way or before(change)
        # An older one of us has kept the ledger: it tells of all that it touched as one.
        whole = self.entry is not None and holds(self.entry, live)
        return lambda change: whole

    def _under_way(self) -> frozenset[Ref]:
        """Return what somebody of us is at work on, or was when they were killed."""
        if self.entry is None or self.entry.state not in ("running", "rolling back"):
            return frozenset()
        return frozenset(Ref(kind, tuple(path)) for kind, *path in self.entry.plan["touched"])


def ledger(conn: Connection[Any], major: int) -> Ledger:
    """Read what a database knows of our work there; a role that may not read it is told so."""
    import psycopg

    try:
        entry = last(conn)
        left = read(conn, major)
        since = _last_work(conn) if entry or left else None
    except psycopg.errors.InsufficientPrivilege:
        note = (
            f"this role may not read the ledger, schema {LEDGER_SCHEMA}: what the model has moved"
            " on from is told as drift"
        )
        return _ledger(conn, None, None, None, note)
    note = ""
    if left and not left.comparable:
        note = "the server was another major when this was applied: work to come is told as drift"
    return _ledger(conn, since, entry, left, note)


def _ledger(
    conn: Connection[Any],
    since: datetime | None,
    entry: Entry | None,
    left: Left | None,
    note: str,
) -> Ledger:
    return Ledger(
        entry=entry,
        left=left,
        watched=statements(conn, since),
        logged=cache(lambda: read_log(conn, since)),
        note=note,
    )


def _last_work(conn: Connection[Any]) -> datetime | None:
    query = f"select max(coalesce(finished_at, started_at)) from {LEDGER_SCHEMA}.ledger"
    found = conn.execute(query).fetchone()
    return found[0] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is to be judged: how a database differs from a model, and what is known of it."""

    changes: Sequence[Change]
    live: Model
    goal: Model
    digest: str  # the model's
    ledger: Ledger | None  # without one all is drift
    known: Known
    today: date
    node: str | None = None
    due: Sequence[Change] = ()  # what the time of day asks for: never pending


def verdicts(case: Case) -> list[Verdict]:
    """Say of each change whether it is drift, to come, or known."""
    by_ref = {change.ref: change for change in (*case.changes, *case.due)}
    kept = case.ledger
    ours = kept.unchanged(case.live) if kept and kept.moved_on(case.digest) else None
    found = []
    for change in case.changes:
        if ours and ours(change):
            _accepted(case, change, by_ref)  # what is known of it is of use
            found.append(Verdict(change=change, state=State.pending))
        else:
            found.append(_verdict(case, change, by_ref))
    return found + [_verdict(case, change, by_ref) for change in case.due]


def _verdict(case: Case, change: Change, by_ref: Mapping[Ref, Change]) -> Verdict:
    """Say whether a change that somebody has made is known, and who it was."""
    accepted = _accepted(case, change, by_ref)
    why = latest(accepted, case.today) if accepted else None
    return Verdict(
        change=change,
        state=State.known if why and not why.expired(case.today) else State.drift,
        accepted=why,
        trace=_trace(case, change),
    )


def _accepted(case: Case, change: Change, by_ref: Mapping[Ref, Change]) -> tuple[Accepted, ...]:
    model = case.goal if change.after else case.live
    return case.known.accepts(change, by_ref, model, case.node)


def _trace(case: Case, change: Change) -> Trace | None:
    """Return who made a difference: what the watch knows, and else what the server's log does."""
    if case.ledger is None:
        return None
    homes = _homes(change.ref, case.live, case.goal)
    if found := trace(change, homes, case.ledger.watched):
        return found
    return trace(change, homes, case.ledger.logged().about(change, homes))


def _homes(ref: Ref, *models: Model) -> tuple[Ref, ...]:
    """Return an object and what it lives in, wherever it is."""
    model = next((m for m in models if ref in m), models[0])
    top = model.top(ref)
    return (ref,) if top == ref else (ref, top)
