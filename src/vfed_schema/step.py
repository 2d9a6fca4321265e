"""What a migration is made of: one statement and what it costs to run."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from .errors import VfedSchemaError
from .record import Struct
from .ref import Ref


class Lock(IntEnum):
    """The strongest table lock a statement takes, in Postgres's order (manual, 13.3.1)."""

    NONE = 0
    ACCESS_SHARE = 1
    ROW_SHARE = 2
    ROW_EXCLUSIVE = 3
    SHARE_UPDATE_EXCLUSIVE = 4
    SHARE = 5
    SHARE_ROW_EXCLUSIVE = 6
    EXCLUSIVE = 7
    ACCESS_EXCLUSIVE = 8

    def __str__(self) -> str:
        return self.name.replace("_", " ")


class Step(Struct, frozen=True, kw_only=True):
    """One SQL statement. Hazards are not stored: they are read off these fields."""

    sql: str
    once: str = ""  # a spelling that may be run twice, where `sql` may not
    clause: str = ""  # the part after ALTER TABLE, where neighbours may share one statement
    refs: tuple[Ref, ...] = ()  # the objects it is for
    table: tuple[str, ...] = ()  # the table that `lock`, `scans` and `rewrites` are about
    lock: Lock = Lock.NONE
    scans: bool = False  # reads every row of the table
    rewrites: bool = False  # writes every row of the table anew
    builds: bool = False  # builds an index
    loses: str = ""  # which data goes, in words
    doubt: str = ""  # how the rows that are there can make it fail, in words
    in_transaction: bool = True  # False for CREATE INDEX CONCURRENTLY and its like
    apart: bool = False  # must not share a transaction with what came before
    revokes: str = ""  # what is taken from whom, in words
    early: bool = False  # may run before all else, and had better: it takes long
    scratch: bool = True  # False: nothing that scratch could prove
    fills: bool = False  # runs a query for its rows: not in scratch, where there are none
    elevated: bool = False  # wants more rights than owning the database
    unchecked: bool = False  # wants check_function_bodies off: a body that names what it likes
    reason: str = ""  # said above it in a script


class Size(NamedTuple):
    """What a table holds, as the server last estimated it; no rows where it never has."""

    rows: int | None
    bytes: int


class Hazard(Struct, frozen=True):
    """Something a step may cost. The code is for machines and never changes."""

    code: str
    message: str
    step: int = 0  # which step of the plan, counted from one


def in_use(steps: Iterable[Step]) -> tuple[tuple[str, ...], ...]:
    """Return the tables that some steps have to wait for, or read, or write."""
    tables = (s.table for s in steps if s.table and (s.lock >= Lock.SHARE or s.scans or s.builds))
    return tuple(dict.fromkeys(tables))


CODES = ("data-loss", "rewrite", "scan", "table-lock", "index-build", "fill", "revoke", "may-fail")
ALLOWED = (*CODES, "remake", "all")


def allowed(said: Iterable[str]) -> frozenset[str]:
    """Return the hazards that are meant. Raises VfedSchemaError where there is none of a name."""
    said = frozenset(said)
    for hazard in sorted(said - {*ALLOWED}):
        raise VfedSchemaError(f"no hazard is called `{hazard}`; known are {', '.join(ALLOWED)}")
    return said


def steps_told(count: int) -> str:
    """Return how many steps, in words."""
    return "1 step" if count == 1 else f"{count} steps"


def hazards(step: Step, number: int = 0) -> list[Hazard]:
    """Read the hazards off a step's fields."""
    table = ".".join(step.table)
    found = []
    if step.loses:
        found.append(Hazard("data-loss", step.loses, number))
    if step.doubt:
        found.append(Hazard("may-fail", step.doubt, number))
    if step.rewrites:
        found.append(Hazard("rewrite", f"rewrites {table} under {step.lock}", number))
    elif step.scans and step.lock >= Lock.SHARE:
        found.append(Hazard("scan", f"reads all of {table} under {step.lock}", number))
    if step.builds:
        how = "while writers go on" if step.lock < Lock.SHARE else f"under {step.lock}"
        found.append(Hazard("index-build", f"builds an index on {table} {how}", number))
    if step.revokes:
        found.append(Hazard("revoke", f"takes {step.revokes}", number))
    if step.fills:
        found.append(Hazard("fill", f"runs a query: {step.sql}", number))
    if step.lock >= Lock.SHARE and not step.rewrites and not step.scans and not step.builds:
        found.append(Hazard("table-lock", f"takes {step.lock} on {table} for a moment", number))
    return found
