"""What a difference between a database and its model is: drift, work to come, or known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .diff import Change


class State(StrEnum):
    """Whose a difference is."""

    drift = "drift"  # somebody has changed the database
    pending = "pending"  # the model has moved on, and the database is as we left it
    known = "known"  # drift that somebody has accepted, with a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Why a difference is known, and the last day on which it is accepted; None is for good."""

    reason: str
    until: date | None

    def expired(self, today: date) -> bool:
        return self.until is not None and today > self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Who ran a statement, when, from where, and what it was."""

    at: datetime
    by: str
    application: str
    client: str
    tag: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A change, whose it is, and what is known of how it came about."""

    change: Change
    state: State
    accepted: Accepted | None = None  # of what is known; of drift, that it was once
    trace: Trace | None = None
