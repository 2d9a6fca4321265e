"""Bring databases to a model in waves, and take that back; each keeps its own ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ..apply import apply, last, rollback, way_back
from ..connection import connect, major_of
from ..emit.machine import machine
from ..errors import PlanError
from ..lock import fingerprint
from ..migration import Migration, Wishes, refuse_unallowed
from ..prepare import prepare
from ..sources import Given
from ..step import steps_told
from .file import Node
from .pool import Done, each
from .standing import Judge

CANARY = "canary"

Show = Callable[[Node, Migration], None]


@dataclass(slots=True)
class Rollout:
    """Plans that are made and proven once for all databases that are alike."""

    judge: Judge
    wishes: Wishes
    show: Show  # asked once for each plan: raises Refusal where a person does not want it
    turn: threading.Lock = field(default_factory=threading.Lock)
    plans: dict[tuple[str, int, str | None], Migration | PlanError] = field(default_factory=dict)

    def forward(self, node: Node) -> str:
        """Bring a database to the model; say what was done.

        Raises Refusal, PlanError, CatalogError, ApplyError.
        """
        with connect(node.url) as conn:
            live = self.judge.read(conn, node)
            migration = self._plan(node, live)
            if not migration.plan.steps:
                return "in step"
            refuse_unallowed(migration.plan.hazards, self.wishes.allow)
            told = {**machine(migration), "from": live.name}
            count = apply(conn, told, lambda text: None)
            return f"applied {steps_told(count)}"

    def _plan(self, node: Node, live: Given) -> Migration:
        """Return the plan for a database: that of one that is alike, if there was one."""
        key = (fingerprint(live.model), live.major, node.profile)
        with self.turn:
            if key not in self.plans:
                self.plans[key] = self._planned(node, live)
            plan = self.plans[key]
        if isinstance(plan, PlanError):
            raise plan
        return plan

    def _planned(self, node: Node, live: Given) -> Migration | PlanError:
        """Make a plan and show it; a refusal is the answer for all that are alike."""
        target = self.judge.targets[node.profile]
        try:
            made = prepare(live, target, self.judge.shop, self.wishes, self.judge.progress)
            if made.plan.steps:
                self.show(node, made)
        except PlanError as error:
            return error
        return made

    def back(self, node: Node, *, named: bool) -> str:
        """Take back what was applied last, if it led to the model, or the node was named.

        Raises Refusal, CatalogError, ApplyError.
        """
        with connect(node.url) as conn:
            major_of(conn)
            entry = last(conn)
            target = self.judge.targets[node.profile]
            digest = target.header.digest if target.header else ""
            if entry is None:
                return "nothing was applied here"
            if entry.plan["digest"] != digest and not named:
                return f"left alone: it is at {entry.version or entry.id}, of another model"
            way_back(entry, self.wishes.allow)
            return f"took back {steps_told(rollback(conn, entry, lambda text: None))}"


def waves(nodes: Sequence[Node], batch: int) -> Iterator[list[Node]]:
    """Divide nodes into waves: the canaries, or else the first, and then batches."""
    first = [node for node in nodes if CANARY in node.tags] or list(nodes[:1])
    if first:
        yield first
    rest = [node for node in nodes if node not in first]
    for start in range(0, len(rest), batch):
        yield rest[start : start + batch]


def roll(
    nodes: Sequence[Node],
    action: Callable[[Node], str],
    *,
    batch: int,
    jobs: int,
    keep_going: bool,
) -> Iterator[tuple[int, Done[str]]]:
    """Do something to nodes, wave after wave; yield the number of the wave and what came.

    The first failure stops it, unless told otherwise: what is under way ends.
    """
    for number, wave in enumerate(waves(nodes, batch), 1):
        failed = False
        for done in each(
            wave,
            action,
            jobs=jobs,
            timeout=None,
            go_on=lambda done: keep_going or done.error is None,
        ):
            failed = failed or done.error is not None
            yield number, done
        if failed and not keep_going:
            return
