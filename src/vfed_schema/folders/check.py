"""Prove that a folder leads to the model, and back again step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..diff import Change, diff
from ..errors import Refusal
from ..model import Model
from ..prepare import compare, judged
from ..ref import Ref
from ..sources import Given, Workshop
from .entry import Entry, Tool
from .replay import Stand, stand

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What became of the way back of one migration."""

    entry: Entry
    changes: tuple[Change, ...] = ()  # what it leaves otherwise than it was
    refused: str = ""  # why there is no way back, in the migration's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What replaying a folder has shown."""

    count: int
    changes: tuple[Change, ...]  # from where it leads to the model
    left: tuple[Ref, ...]  # made by others' migrations, and not the model's concern
    backs: tuple[Back, ...] = ()
    why_no_backs: str = ""

    @property
    def good(self) -> bool:
        return not self.changes and not any(back.changes for back in self.backs)


def origin_of(folder: Path, place: Stand, state: Model, target: Given, major: int) -> Given:
    """Return a folder's state as a source. What scratch has no part in is taken as wanted."""
    owned = place.owned(state)
    assumed = [
        obj
        for ref, obj in target.model.items()
        if not target.model.provable(ref) and (obj.parent is None or obj.parent in owned)
    ]
    model = Model(
        [*owned.values(), *assumed], owned.edges, external=owned.external, about=owned.about
    )
    return Given(name=str(folder), model=model, major=major)


def goal_of(target: Given, note: Say) -> Given:
    """Return what is wanted; what no replay can tell is said."""
    strange = sorted(str(ref) for ref in target.model if not target.model.provable(ref))
    if strange:
        more = f" and {len(strange) - SHOWN} more" if len(strange) > SHOWN else ""
        told = ", ".join(strange[:SHOWN])
        note(f"no replay can tell, and taken as wanted where it was before: {told}{more}")
    return target


SHOWN = 5


def differing(origin: Given, target: Given, shop: Workshop) -> list[Change]:
    """Return what differs between a folder's state and the model, but for spelling."""
    goal, changes = compare(origin, target)
    if changes:
        changes = judged(origin, target, goal, shop, lambda text: None)[1]
    return [change for change in changes if (change.after or change.before) is not None]


def check(
    folder: Path,
    tool: Tool,
    base: Path | None,
    target: Given,
    shop: Workshop,
    *,
    backwards: bool,
    progress: Say,
) -> Checked:
    """Replay a folder, compare with the model, and replay it back. Raises SourceError."""
    entries = tool.read(folder)
    server = shop.server(target.major)
    target = goal_of(target, shop.note)
    with stand(tool, folder, base, target.model, server, shop.note) as place:
        states = place.replay(entries, lambda e: progress(f"forth: {e.name}"), every=backwards)
        origin = origin_of(folder, place, states[-1], target, server.major)
        changes = tuple(differing(origin, target, shop))
        goal = set(target.model)
        left = tuple(sorted({states[-1].top(r) for r in place.theirs & set(states[-1]) - goal}))
        found = Checked(count=len(entries), changes=changes, left=_tops(left, target.model))
        if not backwards:
            return found
        if why := _no_backs(folder, tool, entries):
            return replace(found, why_no_backs=why)
        return replace(found, backs=tuple(_backs(place, entries, states, progress)))


def _tops(refs: Sequence[Ref], model: Model) -> tuple[Ref, ...]:
    """Return what is not in the model at all."""
    return tuple(ref for ref in refs if ref not in model)


def _no_backs(folder: Path, tool: Tool, entries: Sequence[Entry]) -> str:
    if tool.NAME == "alembic":
        from .alembic import linear, revisions

        return "" if linear(revisions(folder)) else "the revisions branch: no one way leads back"
    return "" if any(entry.down for entry in entries) else "there are no files for the way back"


def _backs(
    place: Stand, entries: Sequence[Entry], states: Sequence[Model], progress: Say
) -> list[Back]:
    """Take migrations back, the last first, as far as there is a way."""
    found: list[Back] = []
    for number in range(len(entries) - 1, -1, -1):
        entry = entries[number]
        progress(f"back: {entry.name}")
        try:
            place.runner.down(entry, entries[number - 1] if number else None)
        except Refusal as refusal:
            return [*found, Back(entry=entry, refused=str(refusal))]
        changes = tuple(diff(place.state(), states[number]))
        found.append(Back(entry=entry, changes=changes))
        if changes:
            return found
    return found
