"""Prove a plan: run it on a scratch copy of the live schema, there and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .canonical import Bench, Failure, bench, copied, untrusted
from .canonical.bench import BATCH, Note
from .diff import diff, part
from .errors import PlanError, Refusal, in_words
from .model import Model
from .objects import Object
from .plan import Plan, way_back
from .record import replace
from .ref import Ref
from .step import Step

if TYPE_CHECKING:
    from psycopg import Error

    from .scratch import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a scratch server said of a plan."""

    forth: Plan
    back: Plan | None
    no_return: str = ""  # why there is no way back, in words
    left_out: tuple[str, ...] = ()  # what the copy could not hold
    server: str = ""


def settle(live: Model, goal: Model, server: Server, note: Note, *, judged: bool) -> Model:
    """Return `goal` without the differences that are of spelling alone.

    Both sides are built once more on one server and read back. `judged` says that `goal` is
    already spelled as this server spells it.
    """
    changed = [c.ref for c in diff(live, goal) if c.before and c.after]
    if not changed:
        return goal
    mine = _again(live, changed, server, note)
    theirs = goal if judged else _again(goal, changed, server, note)
    same: dict[Ref, Object] = {
        ref: live[ref]
        for ref in changed
        if ref in mine and mine[ref] == theirs.get(ref) and not live[ref].broken
    }
    return Model({**goal, **same}.values(), goal.edges, about=goal.about) if same else goal


def _again(model: Model, refs: Iterable[Ref], server: Server, note: Note) -> Model:
    with bench(server, note) as db:
        copied(part(model, refs), db)
        return db.read()


def _footing(live: Model, goal: Model, refs: Iterable[Ref]) -> set[Ref]:
    """Return objects and, for those that are not there yet, what they will stand on."""
    found: set[Ref] = set()
    wanted = set(refs)
    queue = list(wanted)
    while queue:
        ref = queue.pop()
        if ref not in found:
            found.add(ref)
            queue += goal.uses(ref) if ref not in live or ref in wanted else ()
    return found


def prove(
    live: Model,
    goal: Model,
    forth: Plan,
    server: Server,
    note: Note,
    *,
    major: int,
    online: bool = True,
    spelled: bool = False,
) -> Proof:
    """Run a plan for a server of `major`, and its way back, on a copy of what it touches.

    `spelled` says that both sides are spelled as `server` spells them.

    Raises PlanError if the plan fails or ends anywhere else than at `goal`, and Refusal where
    Postgres has no way to carry the rows over.
    """
    touched = [*(c.ref for c in forth.changes), *forth.remade]
    touched = [r for r in touched if goal.provable(r) and live.provable(r)]
    with bench(server, note) as db:
        left_out = copied(part(live, _footing(live, goal, touched)), db)
        start = db.read()
        forth = run(db, forth)
        arrived = db.read()
        wanted = _expected(start, goal, touched)
        wrong = [r for r in {*start, *touched} if arrived.get(r) != wanted.get(r)]
        if wrong:  # by spelling alone, perhaps: let the same server spell the goal
            again = _again(goal, wrong, server, note)
            told = {r: _respelled(r, goal, again, spelled) for r in wrong if r in again}
            wanted = Model({**wanted, **told}.values())
        _compare(arrived, wanted, wrong, "the plan")
        back, why = way_back(goal, live, major, online=online)
        if back:
            back = run(db, back)
            _compare(db.read(), start, {*start, *touched}, "its way back")
    return Proof(
        forth=forth,
        back=back,
        no_return=why,
        left_out=tuple(_told(f) for f in left_out),
        server=f"PostgreSQL {server.major}",
    )


def run(db: Bench, whole: Plan) -> Plan:
    """Run a plan, and return it in the order that worked.

    What a routine's body names is nowhere in the catalog: a step that misses something waits for
    the others. Raises PlanError or Refusal where a step fails for good.
    """
    import psycopg

    db.trust()
    done: list[Step] = []
    waiting: list[tuple[Step, psycopg.Error]] = []
    at = 0
    while at < len(whole.steps):
        if not waiting and (count := db.together(whole.steps[at : at + BATCH])):
            done += whole.steps[at : at + count]
            at += count
            continue
        step = whole.steps[at]
        at += 1
        try:
            db.take(step)
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction) as error:
            waiting.append((step, error))
            continue
        except psycopg.Error as error:
            raise _failed(*(waiting[0] if waiting else (step, error))) from None
        done.append(step)
        while _run_one(db, waiting, done):
            pass
    if waiting:
        raise _failed(*waiting[0])
    if tuple(done) == whole.steps:
        return whole
    db.note("what a body names has to be there first: the steps are in the order that worked")
    return dataclasses.replace(whole, steps=tuple(done))


def _run_one(db: Bench, waiting: list[tuple[Step, Error]], done: list[Step]) -> bool:
    """Run the first of the waiting steps that can be run by now; False if none can."""
    import psycopg

    for each in waiting:
        with suppress(psycopg.Error):
            db.take(each[0])
            done.append(each[0])
            waiting.remove(each)
            return True
    return False


def _failed(step: Step, error: Error) -> PlanError:
    import psycopg

    if isinstance(error, psycopg.errors.CannotCoerce):
        refs = ", ".join(str(r) for r in step.refs)
        return Refusal(f"{refs}: {in_words(error)}; say how with `using:` in the model")
    return PlanError(
        f"the plan fails on a copy of the schema: {in_words(error)}{untrusted(error)}\n{step.sql}"
    )


def _expected(start: Model, goal: Model, touched: Iterable[Ref]) -> Model:
    """Return what the copy should hold after the plan: the goal where that changes something."""
    there = {ref: obj for ref, obj in start.items() if ref not in set(touched)}
    there |= {ref: goal[ref] for ref in touched if ref in goal and goal[ref].stored}
    return Model(there.values())


def _respelled(ref: Ref, goal: Model, again: Model, spelled: bool) -> Object:
    """Return an object as it was built again, but for what cannot be a matter of spelling.

    What building it loses is lost in a plan as well: it must not be found missing on both sides.
    """
    found, wanted = again[ref], goal.get(ref)
    if not spelled or wanted is None:
        return found
    return replace(found, **{f: getattr(wanted, f) for f in found.exact})


def _compare(found: Model, wanted: Model, refs: Iterable[Ref], whose: str) -> None:
    wrong = [r for r in sorted(set(refs)) if found.get(r) != wanted.get(r)]
    if wrong:
        told = "; ".join(_differs(ref, found, wanted) for ref in wrong[:5])
        raise PlanError(
            f"{whose} does not arrive where it should, which is a fault of the tool: {told}"
        )


def _differs(ref: Ref, found: Model, wanted: Model) -> str:
    if ref not in found or ref not in wanted:
        return f"{ref} is {'missing' if ref not in found else 'still there'}"
    fields: Iterator[str] = iter(sorted(wanted[ref].changed(found[ref])))
    return f"{ref}: " + ", ".join(
        f"{f} is {getattr(found[ref], f)!r}, not {getattr(wanted[ref], f)!r}" for f in fields
    )


def _told(failure: Failure) -> str:
    return f"{', '.join(str(r) for r in failure.step.refs)}: {in_words(failure.error)}"
