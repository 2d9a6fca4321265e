"""A migration told to people: by table, from what to what, and what it may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..diff import Change
from ..kinds import BY_NAME
from ..migration import Migration
from ..model import Model, Object, about, compared
from ..plan.groups import groups
from ..ref import Ref
from ..step import Hazard, Step

SHOWN = 20  # objects that nobody describes, by name

_COLOURS = {"+": "32", "-": "31", "~": "33", "!": "35", "#": "1"}


class Paint:
    """Colour, where there is a terminal to show it."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, sign: str, text: str) -> str:
        return f"\x1b[{_COLOURS[sign]}m{text}\x1b[0m" if self.colour else text


def report(migration: Migration, *, colour: bool = False) -> str:
    """Return the whole report, ending in a newline."""
    paint = Paint(colour)
    lines = [*_changes(migration, paint), *_hazards(migration, paint), *_notes(migration, paint)]
    return "\n".join([*lines, summary(migration)]) + "\n"


def _changes(migration: Migration, paint: Paint) -> Iterator[str]:
    plan = migration.plan
    groups: dict[Ref, list[Change]] = {}
    for change in plan.changes:
        model = migration.after if change.after else migration.before
        groups.setdefault(model.top(change.ref), []).append(change)
    for top in sorted(groups, key=lambda ref: (ref.path, ref.kind)):
        lines = list(_group(top, groups[top], migration, paint))
        yield from lines
        if len(lines) > 1:
            yield ""
    if groups and len(lines) == 1:
        yield ""
    for was, now in plan.renamed:
        told = f"~ {was}: called {now} from now on" if was != now else f"~ {was}: labels renamed"
        yield paint("~", told)
    for ref in sorted(plan.remade):
        yield paint("~", f"~ {ref}: dropped and made again, unchanged")
    if plan.remade:
        yield ""


def _group(top: Ref, changes: list[Change], migration: Migration, paint: Paint) -> Iterator[str]:
    whole = next((c for c in changes if c.ref == top), None)
    if whole and not (whole.before and whole.after):
        sign, model = ("+", migration.after) if whole.after else ("-", migration.before)
        inside = _inside([c.ref for c in changes if c.ref != top], model)
        yield paint(sign, f"{sign} {top}{inside}")
        return
    yield paint("#", str(top))
    for change in changes:
        yield from _told(change, top, paint)


def _inside(refs: Iterable[Ref], model: Model) -> str:
    counts = Counter(ref.kind for ref in refs if model[ref].parent is not None)
    told = [f"{n} {_plural(kind, n)}" for kind, n in counts.items()]
    return f" ({', '.join(told)})" if told else ""


def _plural(kind: str, count: int) -> str:
    word = kind.replace("_", " ")
    if count == 1:
        return word
    if word.endswith("ty"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("x") else f"{word}s"


def _told(change: Change, top: Ref, paint: Paint) -> Iterator[str]:
    if change.before is None and change.after:
        yield paint("+", f"  + {_short(change.ref, top)}{_says(change.after)}")
    elif change.after is None and change.before:
        yield paint("-", f"  - {_short(change.ref, top)}{_says(change.before)}")
    else:
        yield paint("~", f"  ~ {_short(change.ref, top)}")
        for field, was, now in differences(change):
            yield f"      {field}: {value(was)} → {value(now)}"


def differences(change: Change) -> Iterator[tuple[str, object, object]]:
    """Yield each field of a changed object that differs, as it was and as it is to be."""
    if change.before and change.after:
        for field in compared(type(change.after)):
            was, now = getattr(change.before, field), getattr(change.after, field)
            if was != now and field in change.after.changed(change.before):
                yield field, was, now


def _short(ref: Ref, top: Ref) -> str:
    """Return a reference without what its heading says already."""
    if BY_NAME[ref.kind].facet:
        home, part = about(ref.path)
        where = _short(home, top) if home != top else "it"
        return f"{ref.kind} on {f'{part} {ref.path[-1]} of {where}' if part else where}"
    path = list(ref.path)
    if tuple(path[: len(top.path)]) == top.path and len(path) > len(top.path):
        path = path[len(top.path) :]
    elif path[:1] == list(top.path[:1]) and len(path) > 1:
        path = path[1:]
    return f"{ref.kind.replace('_', ' ')} {'.'.join(path)}"


def _says(obj: Object) -> str:
    short = next((f for f in (type(obj).short, "columns") if f and hasattr(obj, f)), None)
    text = value(getattr(obj, short)) if short else ""
    return f": {text}" if text and "\n" not in text else ""


def value(value: object) -> str:
    """Return a field's value for people to read."""
    if isinstance(value, tuple):
        return f"({', '.join(str(v) for v in value)})"
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())


def _hazards(migration: Migration, paint: Paint) -> Iterator[str]:
    counts: dict[tuple[str, str], list[Hazard]] = {}
    for hazard in migration.plan.hazards:
        counts.setdefault((hazard.code, hazard.message), []).append(hazard)
    if counts:
        yield paint("#", "hazards")
        for (code, message), _ in counts.items():
            yield paint("!", f"  ! {code}: {message}")
        yield ""


def _notes(migration: Migration, paint: Paint) -> Iterator[str]:
    notes = [*notes_of(migration)]
    if notes:
        yield paint("#", "notes")
        yield from (f"  {note}" for note in notes)
        yield ""


def not_managed(objects: Sequence[Object]) -> Iterator[str]:
    """Yield the name of each object that no kind describes; of very many, their number."""
    for obj in objects[:SHOWN]:
        yield f"not managed: {obj}"
    if len(objects) > SHOWN:
        counts = Counter(obj.path[0] for obj in objects[SHOWN:])
        told = ", ".join(f"{n} {_plural(kind, n)}" for kind, n in sorted(counts.items()))
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
        return f"{len(migration.one_sided)} objects differ, of kinds that are not managed"
    made = sum(1 for c in changes if c.before is None)
    gone = sum(1 for c in changes if c.after is None)
    counted = f"{len(renamed)} to rename, " if renamed else ""
    counted += f"{made} to make, {len(changes) - made - gone} to change, {gone} to drop"
    return f"{counted}: {_measured(migration.plan.steps)}, {sureness(migration)}"


def _measured(steps: tuple[Step, ...]) -> str:
    found = list(groups(steps))
    outside = sum(1 for group in found if not group.transaction)
    inside = len(found) - outside
    told = f"{len(steps)} step{'s' * (len(steps) != 1)}"
    told += f" in {inside} transaction{'s' * (inside != 1)}" if inside else ""
    return told + (f", {outside} outside" if inside and outside else "")


def sureness(migration: Migration) -> str:
    """Say whether the plan was proven, and by what."""
    if not migration.proven:
        return f"NOT PROVEN ({migration.unproven})"
    ways = "there and back" if migration.back else "there; there is no way back"
    part = ", in part" if migration.left_out else ""
    return f"proven {ways} on a scratch copy, {migration.proven}{part}"
