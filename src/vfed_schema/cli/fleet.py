"""What the commands do with many databases at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from ..drift import Known
from ..emit.drift import drift_lines
from ..emit.whose import also, lead
from ..errors import Interrupted, SourceError
from ..finding import Finding, Level
from ..fleet import Done, Judge, Node, Standing, each, read_nodes
from ..fleet.rollout import Rollout, roll
from ..sources import given, workshop
from ..sql import how_many
from ..step import steps_told
from ..verdict import State
from .drifting import Lenience, accept, tell_idle
from .formats import Wanted, deliver
from .terminal import show
from .work import Say, ask, notes, shown

if TYPE_CHECKING:
    from ..migration import Migration, Wishes


class Fleet(NamedTuple):
    """Which databases are meant, and how many at once."""

    file: Path
    names: tuple[str, ...]
    tags: tuple[str, ...]
    jobs: int
    timeout: float
    batch: int
    keep_going: bool


Profiled = Callable[[str | None], Path]


@contextmanager
def _judging(
    fleet: Fleet, profiled: Profiled, progress: Say, say: Say, known: Known | None = None
) -> Iterator[tuple[tuple[Node, ...], Judge]]:
    """Read the nodes, and the model in every profile that one of them has."""
    if fleet.jobs < 1 or fleet.batch < 1:
        raise SourceError("`--jobs` and `--batch` count from 1")
    nodes = read_nodes(fleet.file, fleet.names, fleet.tags)
    if not nodes:
        raise SourceError(f"{fleet.file}: no node is meant")
    with ExitStack() as stack:
        shop = stack.enter_context(workshop(notes(say)))
        targets = {}
        for profile in dict.fromkeys(node.profile for node in nodes):
            target = stack.enter_context(given(str(profiled(profile)), shop))
            target.model.uses(next(iter(target.model)))  # once, before many read it
            targets[profile] = target
        yield nodes, Judge(shop, targets, progress, known or Known())


def drift_of_all(
    fleet: Fleet,
    profiled: Profiled,
    formats: Iterable[Wanted],
    strict: bool,
    mercy: Lenience,
    progress: Say,
    say: Say,
) -> int:
    """Tell where every node stands; return 2 on drift, 1 where one is not reached."""
    with _judging(fleet, profiled, progress, say, mercy.known) as (nodes, judge):
        ordered = _asked(fleet, nodes, judge, progress)
        if mercy.accepts:
            accept(mercy, {d.node.name: list(_standing(d).verdicts) for d in ordered}, say)
            ordered = _asked(fleet, nodes, judge, progress)
        deliver(formats, lambda one: _told(ordered, one.format, pending_ok=mercy.pending_ok))
    standings = [_standing(done) for done in ordered]
    for done, standing in zip(ordered, standings, strict=True):
        for note in standing.notes:
            say(f"note: {done.node.name}: {note}")
    lost = any(standing.state == "unreachable" for standing in standings)
    if not (lost or fleet.names or fleet.tags):  # else what matches nothing may match elsewhere
        tell_idle(mercy.known.idle([node.name for node in nodes]), strict, say)
    if any(standing.differs(pending_ok=mercy.pending_ok) for standing in standings):
        return 2
    return 1 if lost else 0


def _asked(
    fleet: Fleet, nodes: Sequence[Node], judge: Judge, progress: Say
) -> list[Done[Standing]]:
    """Ask all nodes at once, and return what they say in their order."""
    found: dict[str, Done[Standing]] = {}
    limit = fleet.timeout
    for done in each(nodes, lambda n: judge.standing(n, limit), jobs=fleet.jobs, timeout=limit):
        found[done.node.name] = done
        progress(f"{len(found)} of {len(nodes)}: {done.node.name}")
    return [found[node.name] for node in nodes]


def _told(ordered: Sequence[Done[Standing]], format_: str, *, pending_ok: bool) -> str:
    if format_ == "json":
        return _as_json(ordered)
    if format_ == "junit":
        return _as_tests(ordered, pending_ok=pending_ok)
    return "".join(f"{line}\n" for line in _lines(ordered))


def _standing(done: Done[Standing]) -> Standing:
    if done.result is not None:
        return done.result
    return Standing(state="unreachable", detail=" ".join(str(done.error).split()))


def _lines(ordered: Sequence[Done[Standing]]) -> Iterator[str]:
    """Yield a line a node, and one that counts."""
    width = max(len(done.node.name) for done in ordered)
    counts: dict[str, int] = {}
    for done in ordered:
        standing = _standing(done)
        counts[standing.state] = counts.get(standing.state, 0) + 1
        line = f"{done.node.name:{width}}  {standing.state:11}  {standing.detail}"
        yield line.rstrip()
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    yield f"{how_many(len(ordered), 'node')}: {told}"


def _as_json(ordered: Iterable[Done[Standing]]) -> str:
    from ..emit.machine import FORMAT, change_told
    from ..emit.whose import verdict_told

    said = {
        "format": FORMAT,
        "nodes": [
            {
                "name": done.node.name,
                "profile": done.node.profile,
                "tags": list(done.node.tags),
                "state": (standing := _standing(done)).state,
                "detail": standing.detail,
                "version": standing.version,
                "changes": [
                    {**change_told(v.change), **verdict_told(v)} for v in standing.verdicts
                ],
                "unmanaged": list(standing.strange),
                "seconds": round(done.seconds, 3),
            }
            for done in ordered
        ],
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _as_tests(ordered: Sequence[Done[Standing]], *, pending_ok: bool) -> str:
    """Return a test for each node, which fails where its line makes the command fail."""
    from ..emit.junit import junit

    found = [
        finding
        for done in ordered
        for finding in _findings(done.node.name, _standing(done), pending_ok=pending_ok)
    ]
    return junit(found, [done.node.name for done in ordered], name="drift of many databases")


def _findings(name: str, standing: Standing, *, pending_ok: bool) -> Iterator[Finding]:
    """Yield what there is to say of a node: where it stands, and each thing that differs there."""
    bad = standing.state == "unreachable" or standing.differs(pending_ok=pending_ok)
    level = Level.error if bad else Level.note
    if bad or standing.detail:
        told = f"{standing.state}: {standing.detail}" if standing.detail else standing.state
        yield Finding(rule=standing.state, level=level, message=told, subject=name)
    for verdict, line in zip(
        standing.verdicts, drift_lines(v.change for v in standing.verdicts), strict=True
    ):
        said = "; ".join([f"{lead(verdict)}{line}", *also(verdict)])
        ok = verdict.state is State.known or (verdict.state is State.pending and pending_ok)
        kind = Level.note if ok else Level.error
        yield Finding(rule=str(verdict.state), level=kind, message=said, subject=name)
    for strange in standing.strange:
        yield Finding(rule="unmanaged", level=Level.error, message=strange, subject=name)


def apply_to_all(
    fleet: Fleet, profiled: Profiled, wishes: Wishes, yes: bool, progress: Say, say: Say
) -> int:
    """Bring all nodes to the model, in waves; return the exit code."""

    def tell(node: Node, migration: Migration) -> None:
        typer.echo(f"{node.name}, and all that are like it:")
        show(shown(migration))
        ask(f"apply {steps_told(len(migration.plan.steps))} to each?", yes)

    with _judging(fleet, profiled, progress, say) as (nodes, judge):
        rollout = Rollout(judge, wishes, tell)
        return _rolled(fleet, nodes, rollout.forward, "brought to the model")


def roll_all_back(
    fleet: Fleet, profiled: Profiled, wishes: Wishes, yes: bool, progress: Say, say: Say
) -> int:
    """Take back what was applied last to all nodes, in waves; return the exit code."""
    with _judging(fleet, profiled, progress, say) as (nodes, judge):
        ask(f"take back what was applied last to {how_many(len(nodes), 'node')}?", yes)
        rollout = Rollout(judge, wishes, lambda node, migration: None)
        named = bool(fleet.names)
        return _rolled(fleet, nodes, lambda n: rollout.back(n, named=named), "taken back")


def _rolled(fleet: Fleet, nodes: Sequence[Node], action: Callable[[Node], str], what: str) -> int:
    """Do something to all nodes, and say a line each; what was not begun is said too."""
    width = max(len(node.name) for node in nodes)
    over: dict[str, Done[str]] = {}
    code = 0
    try:
        for number, done in roll(
            nodes, action, batch=fleet.batch, jobs=fleet.jobs, keep_going=fleet.keep_going
        ):
            over[done.node.name] = done
            typer.echo(f"wave {number}  {done.node.name:{width}}  {_came(done)}")
            if done.error is not None:
                code = max(code, done.error.exit_code)
    except KeyboardInterrupt:
        good = sum(1 for done in over.values() if done.error is None)
        raise Interrupted(
            f"interrupted: {good} of {how_many(len(nodes), 'node')} {what}; what was under way is"
            " rolled back to its last commit, and the same command goes on"
        ) from None
    left = [node.name for node in nodes if node.name not in over]
    failed = sum(1 for done in over.values() if done.error is not None)
    typer.echo(f"{len(over) - failed} of {how_many(len(nodes), 'node')} {what}, {failed} failed")
    if left:
        told = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        typer.echo(f"not begun: {told}; the same command goes on")
    return code


def _came(done: Done[str]) -> str:
    said = done.result if done.error is None else f"failed: {' '.join(str(done.error).split())}"
    return f"{said}  ({done.seconds:.1f} s)"
