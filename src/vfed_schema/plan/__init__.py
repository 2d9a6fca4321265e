"""Order changes into steps. Nothing here knows what a table is.

plan(before, after)     the migration; its rollback is the same with the arguments swapped
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..diff import Change, diff
from ..errors import PlanError
from ..model import Context, Model
from ..record import replace
from ..ref import Ref
from ..step import Hazard, Step, hazards
from .graph import Order
from .work import work

__all__ = ["Plan", "plan", "way_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Steps that take a database from one model to another."""

    steps: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    remade: frozenset[Ref] = frozenset()  # dropped and made again, though they differ in nothing
    renamed: tuple[tuple[Ref, Ref], ...] = ()  # from what to what
    lost: tuple[str, ...] = ()  # what goes along with what is dropped, and nobody described

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """Return what the steps may cost, in their order."""
        return tuple(h for i, step in enumerate(self.steps, 1) for h in hazards(step, i))


def plan(
    before: Model,
    after: Model,
    *,
    major: int = 18,
    online: bool = True,
    allow: frozenset[str] = frozenset(),
) -> Plan:
    """Plan a migration. To plan its rollback, swap the arguments.

    `online` takes the road that keeps nobody waiting for tables in use: it leaves transactions.
    Raises Refusal where rows would be lost on the way to something that differs in other things,
    and PlanError where there is no way at all.
    """
    changes = diff(before, after)
    todo = work(before, after, changes, major, allow)
    context = Context(
        before=before,
        after=after,
        new=todo.new,
        superseded=todo.superseded,
        online=online,
        major=major,
    )
    order = Order(todo, context)
    done = order.todo
    steps = [step for node in order.nodes() for step in order.steps(node)]
    steps.sort(key=lambda step: not step.early)
    return Plan(
        steps=tuple(_merged(steps)),
        changes=tuple(changes),
        remade=done.remade - {c.ref for c in changes},
        lost=done.lost,
    )


def way_back(
    goal: Model, live: Model, major: int, *, online: bool = True
) -> tuple[Plan | None, str]:
    """Return the plan that leads back, or the reason why there is none."""
    try:
        return plan(goal, live, major=major, online=online), ""
    except PlanError as error:
        return None, str(error)


def _merged(steps: Iterable[Step]) -> Iterator[Step]:
    """Let neighbours that alter one table share a statement, so that its rows are read once."""
    run: list[Step] = []
    for step in steps:
        if run and not _shares(run[-1], step):
            yield _one(run)
            run = []
        run.append(step)
    if run:
        yield _one(run)


def _shares(step: Step, following: Step) -> bool:
    return bool(
        step.clause
        and following.clause
        and _stem(step) == _stem(following)
        and _once_stem(step) == _once_stem(following)
        and step.reason == following.reason
        and step.in_transaction
        and following.in_transaction
        and not following.apart
    )


def _stem(step: Step) -> str:
    return step.sql.removesuffix(step.clause)


def _once_stem(step: Step) -> str:
    """Return what a spelling that may be run twice begins with, up to its own clause."""
    stem = _stem(step)
    guarded = stem.replace("ALTER TABLE ", "ALTER TABLE IF EXISTS ", 1)
    return guarded if step.once.startswith(guarded) else stem


def _one(run: list[Step]) -> Step:
    if len(run) == 1:
        return run[0]
    clauses = ",\n    ".join(step.clause for step in run)
    stem = _once_stem(run[0])
    once = ",\n    ".join((step.once or step.sql).removeprefix(stem) for step in run)
    return replace(
        run[0],
        sql=f"{_stem(run[0]).rstrip()}\n    {clauses}",
        once=f"{stem.rstrip()}\n    {once}",
        clause=clauses,
        refs=tuple(dict.fromkeys(ref for step in run for ref in step.refs)),
        lock=max(step.lock for step in run),
        scans=any(step.scans for step in run),
        rewrites=any(step.rewrites for step in run),
        builds=any(step.builds for step in run),
        loses="; ".join(step.loses for step in run if step.loses),
        doubt="; ".join(step.doubt for step in run if step.doubt),
        revokes="; ".join(step.revokes for step in run if step.revokes),
        scratch=all(step.scratch for step in run),
        fills=any(step.fills for step in run),
        elevated=any(step.elevated for step in run),
        unchecked=any(step.unchecked for step in run),
    )
