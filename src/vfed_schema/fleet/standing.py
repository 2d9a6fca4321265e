"""How one database stands to the model: in step, behind, drifted, or out of reach."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..apply import last
from ..calendar import now
from ..catalog import introspect
from ..connection import connect, major_of, safe
from ..diff import Change, one_sided
from ..drift import Case, Known, Ledger, ledger, verdicts
from ..errors import CatalogError, ScratchError
from ..lock import fingerprint
from ..model import Model
from ..prepare import compare, judged
from ..sources import Given, Workshop
from ..verdict import State as Whose
from ..verdict import Verdict
from .file import Node

if TYPE_CHECKING:
    from psycopg import Connection

State = Literal["in step", "behind", "drifted", "unreachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a database stands, in a word and in a sentence."""

    state: State
    detail: str = ""
    version: str = ""  # what was applied last
    verdicts: tuple[Verdict, ...] = ()
    strange: tuple[str, ...] = ()  # what is not managed, and on one side only
    notes: tuple[str, ...] = ()

    def of(self, whose: Whose) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.state is whose]

    def differs(self, *, pending_ok: bool = False) -> bool:
        """True for drift, and for what is to come unless that is all right."""
        if self.state == "drifted" or self.of(Whose.drift):
            return True
        return bool(self.of(Whose.pending)) and not pending_ok


@dataclass(slots=True)
class Judge:
    """Compares databases with models that are read once; one scratch server judges for all."""

    shop: Workshop
    targets: dict[str | None, Given]
    progress: Callable[[str], None]
    known: Known = field(default_factory=Known)
    turn: threading.Lock = field(default_factory=threading.Lock)
    settled: dict[tuple[str, str | None], tuple[Model, tuple[Change, ...]]] = field(
        default_factory=dict
    )

    def standing(self, node: Node, timeout: float | None) -> Standing:
        """Return where a node stands. Raises CatalogError where it cannot be read."""
        with connect(node.url, timeout=timeout) as conn:
            if timeout is not None:
                conn.execute(f"set statement_timeout = {int(timeout * 1000)}".encode())
            return self.of(conn, node)

    def read(self, conn: Connection[Any], node: Node) -> Given:
        """Read a database as a source."""
        return Given(name=safe(node.url), model=introspect(conn), major=major_of(conn), live=conn)

    def of(self, conn: Connection[Any], node: Node) -> Standing:
        """Return where the database of a connection stands."""
        target = self.targets[node.profile]
        live = self.read(conn, node)
        try:
            goal, changes = self._changes(live, target, node)
        except CatalogError as error:
            return Standing(state="drifted", detail=_line(error), version=_version(conn))
        moment = now()
        due = tuple(
            Change(late.ref, None, late)
            for obj in target.model.values()
            for late in obj.awaited(live.model, moment)
        )
        strange = tuple(one_sided(live.model, target.model))
        if not (changes or due or strange):
            return Standing(state="in step", version=_version(conn))
        kept = ledger(conn, live.major)
        case = Case(
            changes=changes,
            live=live.model,
            goal=goal,
            digest=target.header.digest if target.header else "",
            ledger=kept,
            known=self.known,
            today=moment.date(),
            node=node.name,
            due=due,
        )
        found = tuple(verdicts(case))
        state, detail = _why(kept, found, strange)
        return Standing(
            state=state,
            detail=detail,
            version=kept.entry.version if kept.entry else "",
            verdicts=found,
            strange=strange,
            notes=(kept.note,) if kept.note else (),
        )

    def _changes(self, live: Given, target: Given, node: Node) -> tuple[Model, tuple[Change, ...]]:
        goal, changes = compare(live, target)
        if not changes:
            return goal, ()
        key = (fingerprint(live.model), node.profile)
        with self.turn:  # for all that are alike, one is judged
            if key not in self.settled:
                try:
                    goal, changes = judged(live, target, goal, self.shop, self.progress)
                except ScratchError as error:
                    self.shop.note(f"spelling was judged by nobody: {_line(error)}")
                self.settled[key] = (goal, tuple(changes))
        return self.settled[key]


def _version(conn: Connection[Any]) -> str:
    """Return what was applied last; nothing for a role that may not read the ledger."""
    import psycopg

    try:
        entry = last(conn)
    except psycopg.errors.InsufficientPrivilege:
        return ""
    return entry.version if entry else ""


def _why(kept: Ledger, found: Sequence[Verdict], strange: Sequence[str]) -> tuple[State, str]:
    """Say whether the model has gone ahead, or somebody has changed the database."""
    drift = [str(v.change.ref) for v in found if v.state is Whose.drift] + [*strange]
    pending = [str(v.change.ref) for v in found if v.state is Whose.pending]
    known = len(found) + len(strange) - len(drift) - len(pending)
    also = f"; {known} known" if known else ""
    if not drift and not pending:
        return "in step", also.removeprefix("; ")
    if kept.entry is None and kept.left is None and not kept.note:
        return "behind", f"nothing was applied here yet; {_first(drift)}{also}"
    if drift:
        also = f"; {len(pending)} to come{also}" if pending else also
        return "drifted", f"{_first(drift)}{also}"
    if kept.entry is None:
        return "behind", f"all was taken back; {_first(pending)}{also}"
    at = kept.entry.version or f"ledger entry {kept.entry.id}"
    if kept.entry.state != "applied":
        return "behind", f"the last plan, to {at}, is {kept.entry.state}; {_first(pending)}{also}"
    return "behind", f"at {at}; {_first(pending)}{also}"


def _first(told: Sequence[str]) -> str:
    return told[0] if len(told) == 1 else f"{told[0]} and {len(told) - 1} more"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
