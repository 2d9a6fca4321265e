"""How one database stands to the model: in step, behind, drifted, or out of reach."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..apply import Entry, holds, last
from ..calendar import now
from ..catalog import connect, introspect, major_of, safe
from ..diff import Change, one_sided
from ..errors import CatalogError, ScratchError
from ..lock import fingerprint
from ..prepare import compare, judged
from ..sources import Given, Workshop
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
    changes: tuple[Change, ...] = ()
    strange: tuple[str, ...] = ()  # what is not managed, and on one side only


@dataclass(slots=True)
class Judge:
    """Compares databases with models that are read once; one scratch server judges for all."""

    shop: Workshop
    targets: dict[str | None, Given]
    progress: Callable[[str], None]
    turn: threading.Lock = field(default_factory=threading.Lock)
    settled: dict[tuple[str, str | None], tuple[Change, ...]] = field(default_factory=dict)

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
        entry = last(conn)
        version = entry.version if entry else ""
        try:
            changes = self._changes(live, target, node)
        except CatalogError as error:
            return Standing(state="drifted", detail=_line(error), version=version)
        moment = now()
        changes += tuple(
            Change(late.ref, None, late)
            for obj in target.model.values()
            for late in obj.awaited(live.model, moment)
        )
        strange = tuple(one_sided(live.model, target.model))
        if not changes and not strange:
            return Standing(state="in step", version=version)
        state, detail = self._why(entry, live, target, changes, strange)
        return Standing(
            state=state, detail=detail, version=version, changes=changes, strange=strange
        )

    def _changes(self, live: Given, target: Given, node: Node) -> tuple[Change, ...]:
        goal, changes = compare(live, target)
        if not changes:
            return ()
        key = (fingerprint(live.model), node.profile)
        with self.turn:  # for all that are alike, one is judged
            if key not in self.settled:
                try:
                    changes = judged(live, target, goal, self.shop, self.progress)[1]
                except ScratchError as error:
                    self.shop.note(f"spelling was judged by nobody: {_line(error)}")
                self.settled[key] = tuple(changes)
        return self.settled[key]

    def _why(
        self,
        entry: Entry | None,
        live: Given,
        target: Given,
        changes: tuple[Change, ...],
        strange: tuple[str, ...],
    ) -> tuple[State, str]:
        """Say whether the model has gone ahead, or somebody has changed the database."""
        first = str(changes[0].ref) if changes else strange[0]
        count = len(changes) + len(strange)
        told = first if count == 1 else f"{first} and {count - 1} more"
        if entry is None:
            return "behind", f"nothing was applied here yet; {told}"
        at = entry.version or f"ledger entry {entry.id}"
        if entry.state != "applied":
            return "behind", f"the last plan, to {at}, is {entry.state}; {told}"
        digest = target.header.digest if target.header else ""
        if entry.plan["digest"] == digest or not holds(entry, live.model):
            return "drifted", told
        return "behind", f"at {at}; {told}"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
