"""The words for changes, fields, notes and sums that all documents for people share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..diff import Change
from ..kinds import BY_NAME
from ..migration import Migration
from ..model import Model
from ..objects import Object, about, compared
from ..plan.groups import groups
from ..ref import Ref
from ..shown import visible
from ..sql import how_many
from ..step import Step, hazards, steps_told

SHOWN = 20  # objects that nobody describes, by name


def inside(refs: Iterable[Ref], model: Model) -> str:
    """Return how many of what is in an object, in brackets."""
    counts = Counter(ref.kind for ref in refs if model[ref].parent is not None)
    told = [f"{n} {plural(kind, n)}" for kind, n in counts.items()]
    return f" ({', '.join(told)})" if told else ""


def plural(kind: str, count: int) -> str:
    """Return a kind in words, for so many of it."""
    word = kind.replace("_", " ")
    if count == 1:
        return word
    if word.endswith("ty"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("x") else f"{word}s"


def differences(change: Change) -> Iterator[tuple[str, object, object]]:
    """Yield each field of a changed object that differs, as it was and as it is to be."""
    if change.before and change.after:
        for field in compared(type(change.after)):
            was, now = getattr(change.before, field), getattr(change.after, field)
            if was != now and field in change.after.changed(change.before):
                yield field, was, now


def short(ref: Ref, top: Ref) -> str:
    """Return a reference without what its heading says already."""
    if BY_NAME[ref.kind].facet:
        home, part = about(ref.path)
        where = short(home, top) if home != top else "it"
        return f"{ref.kind} on {f'{part} {ref.path[-1]} of {where}' if part else where}"
    path = list(ref.path)
    if tuple(path[: len(top.path)]) == top.path and len(path) > len(top.path):
        path = path[len(top.path) :]
    elif path[:1] == list(top.path[:1]) and len(path) > 1:
        path = path[1:]
    return visible(f"{ref.kind.replace('_', ' ')} {'.'.join(path)}")


def says(obj: Object | None) -> str:
    """Return the one important thing that an object says, in one line, or nothing."""
    if obj is None:
        return ""
    field = next((f for f in (type(obj).short, "columns") if f and hasattr(obj, f)), None)
    return value(getattr(obj, field)) if field else ""


def value(value: object) -> str:
    """Return a field's value for people to read."""
    if isinstance(value, tuple):
        return f"({', '.join(str(v) for v in value)})"
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())


def not_managed(objects: Sequence[Object]) -> Iterator[str]:
    """Yield the name of each object that no kind describes; of very many, their number."""
    for obj in objects[:SHOWN]:
        yield f"not managed: {obj}"
    if len(objects) > SHOWN:
        counts = Counter(obj.path[0] for obj in objects[SHOWN:])
        told = ", ".join(f"{n} {plural(kind, n)}" for kind, n in sorted(counts.items()))
        yield f"not managed, beside these: {told}"


def notes_of(migration: Migration) -> Iterator[str]:
    """Yield what is not compared, not proven, or has no way back: never left unsaid."""
    if migration.unmanaged:
        yield from not_managed(migration.unmanaged)
    for told in migration.one_sided:
        yield f"differs, and is not managed: {told}"
    for was, now in migration.alike:
        yield f"{was} goes and {now} comes, alike: if one is the other, say `renamed_from`"
    for lost in migration.plan.lost:
        yield f"goes along with what it belongs to: {lost}"
    for left in migration.left_out:
        yield f"left out of the proof: {left}"
    if migration.plan.steps and migration.no_return:
        yield f"there is no way back: {migration.no_return}"
    if migration.back and any(step.loses for step in migration.plan.steps):
        yield "the way back brings the schema back, and not the data that goes"


def summary(migration: Migration) -> str:
    """Return the last line: how much, and how sure."""
    if migration.same:
        return f"{migration.origin} is as {migration.target} says"
    changes, renamed = migration.plan.changes, migration.plan.renamed
    if not changes and not renamed:
        count = len(migration.one_sided)
        differ = f"{how_many(count, 'object')} differ{'s' * (count == 1)}"
        return f"{differ}, of kinds that are not managed"
    made = sum(1 for c in changes if c.before is None)
    gone = sum(1 for c in changes if c.after is None)
    counted = f"{len(renamed)} to rename, " if renamed else ""
    counted += f"{made} to make, {len(changes) - made - gone} to change, {gone} to drop"
    return f"{counted}: {_measured(migration.plan.steps)}, {sureness(migration)}"


def called(was: Ref, now: Ref) -> str:
    """Return what becomes of the name of what is renamed, or of names in it."""
    return f"called {now} from now on" if was != now else "parts renamed"


def _measured(steps: tuple[Step, ...]) -> str:
    found = list(groups(steps))
    outside = sum(1 for group in found if not group.transaction)
    inside = len(found) - outside
    told = steps_told(len(steps))
    told += f" in {inside} transaction{'s' * (inside != 1)}" if inside else ""
    told += f", {outside} outside" if inside and outside else ""
    risks = len({(h.code, h.message) for step in steps for h in hazards(step)})
    return told + (f", {risks} hazard{'s' * (risks != 1)}" if risks else "")


def sureness(migration: Migration) -> str:
    """Say whether the plan was proven, and by what."""
    if not migration.proven:
        return f"NOT PROVEN ({migration.unproven})"
    ways = "there and back" if migration.back else "there; there is no way back"
    part = ", in part" if migration.left_out else ""
    return f"proven {ways} on a scratch copy, {migration.proven}{part}"
