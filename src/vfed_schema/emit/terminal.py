"""A migration told to people at a terminal: by object, from what to what, and what it may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..diff import Change
from ..migration import Migration
from ..model import Model
from ..ref import Ref
from ..shown import visible
from ..shown import width as columns
from .cost import told as costs
from .fields import Lines, field_lines
from .paint import Paint
from .report import called, inside, notes_of, says, short, summary

WIDTH = 100  # where nobody says how wide it is


def report(migration: Migration, *, colour: bool = False, width: int | None = None) -> str:
    """Return the whole report, ending in a newline.

    `width` is that of a terminal; elsewhere long lines are left whole.
    """
    paint = Paint(colour)
    lines = [
        *_changes(migration, paint, width or WIDTH),
        *_hazards(migration, paint, width),
        *_notes(migration, paint, width),
    ]
    return paint.shown("\n".join([*lines, visible(summary(migration))])) + "\n"


def summed(migration: Migration, *, colour: bool = False) -> str:
    """Return a line for each outermost object, and the one that counts."""
    paint = Paint(colour)
    codes = _codes(migration)
    lines = []
    for top, changes in by_top(migration.plan.changes, migration.before, migration.after).items():
        sign, line = _sum(top, changes, migration)
        hazards = f"  ! {', '.join(codes[top])}" if top in codes else ""
        lines.append(f"{paint(sign, line)}{paint('!', hazards)}")
    lines += [paint("~", line) for line in _otherwise(migration)]
    lines += [visible(f"not managed: {told}") for told in migration.one_sided]
    return paint.shown("\n".join([*lines, visible(summary(migration))])) + "\n"


def by_top(
    changes: Iterable[Change], before: Model, after: Model
) -> Mapping[Ref, Sequence[Change]]:
    """Return changes by the outermost object that they are in, in order."""
    groups: dict[Ref, list[Change]] = {}
    for change in changes:
        model = after if change.after else before
        groups.setdefault(model.top(change.ref), []).append(change)
    return {top: groups[top] for top in sorted(groups, key=lambda ref: (ref.path, ref.kind))}


def whole(top: Ref, changes: Iterable[Change]) -> str:
    """Return the sign of an object that comes or goes as a whole, or nothing."""
    change = next((c for c in changes if c.ref == top), None)
    if change is None or (change.before and change.after):
        return ""
    return "+" if change.after else "-"


def counted(changes: Iterable[Change], words: Mapping[str, str]) -> str:
    """Return how many come, change and go, in words for each sign."""
    counts = Counter("+" if c.before is None else "-" if c.after is None else "~" for c in changes)
    return ", ".join(f"{counts[sign]} {words[sign]}" for sign in "+~-" if counts[sign])


def _sum(top: Ref, changes: Sequence[Change], migration: Migration) -> tuple[str, str]:
    sign = whole(top, changes)
    if sign:
        return sign, f"{sign} {visible(str(top))}{_content(top, changes, sign, migration)}"
    words = {"+": "added", "~": "changed", "-": "dropped"}
    return "~", f"~ {visible(str(top))}: {counted(changes, words)}"


def _codes(migration: Migration) -> dict[Ref, list[str]]:
    """Return the codes of hazards for each outermost object."""
    found: dict[Ref, list[str]] = {}
    for hazard in migration.plan.hazards:
        for ref in migration.plan.steps[hazard.step - 1].refs:
            model = migration.after if ref in migration.after else migration.before
            codes = found.setdefault(model.top(ref), [])
            if hazard.code not in codes:
                codes.append(hazard.code)
    return found


def _changes(migration: Migration, paint: Paint, width: int) -> Iterator[str]:
    long = True
    for top, changes in by_top(migration.plan.changes, migration.before, migration.after).items():
        lines = list(_group(top, changes, migration, paint, width))
        yield from lines
        long = len(lines) > 1
        if long:
            yield ""
    if not long:
        yield ""
    yield from (paint("~", line) for line in _otherwise(migration))
    if migration.plan.remade:
        yield ""


def _otherwise(migration: Migration) -> Iterator[str]:
    """Yield what is renamed, and what is made again."""
    for was, now in migration.plan.renamed:
        yield visible(f"~ {was}: {called(was, now)}")
    for ref in sorted(migration.plan.remade):
        yield f"~ {visible(str(ref))}: dropped and made again, unchanged"


def _group(
    top: Ref, changes: Sequence[Change], migration: Migration, paint: Paint, width: int
) -> Iterator[str]:
    sign = whole(top, changes)
    if sign:
        yield paint(sign, f"{sign} {visible(str(top))}{_content(top, changes, sign, migration)}")
        return
    if [change.ref for change in changes] == [top]:
        yield from altered(changes[0], f"~ {visible(str(top))}", paint, width)
        return
    yield paint("#", visible(str(top)))
    for change in changes:
        yield from told(change, top, paint, width)


def _content(top: Ref, changes: Iterable[Change], sign: str, migration: Migration) -> str:
    model = migration.after if sign == "+" else migration.before
    return inside([c.ref for c in changes if c.ref != top], model)


def told(change: Change, top: Ref, paint: Paint, width: int) -> Iterator[str]:
    """Yield the lines of one change within the outermost object it is in."""
    name = short(change.ref, top)
    if change.before and change.after:
        yield from altered(change, f"  ~ {name}", paint, width)
        return
    sign = "+" if change.after else "-"
    said = says(change.after or change.before)
    head = f"  {sign} {name}"
    if not said or columns(head) + 2 + columns(said) <= width:
        yield paint(sign, f"{head}: {said}" if said else head)
    else:
        yield paint(sign, f"{head}:")
        yield f"      {said}"


def altered(change: Change, head: str, paint: Paint, width: int) -> Iterator[str]:
    """Yield a changed object's fields: beside its name, if it is one that fits there."""
    fields: list[Lines] = list(field_lines(change, paint, width - 6))
    alone = len(fields) == 1 and len(fields[0]) == 1
    if alone and columns(head) + 2 + fields[0][0].width <= width:
        yield f"{paint('~', head)}: {fields[0][0].text}"
        return
    yield paint("~", head)
    for lines in fields:
        yield from (f"      {line.text}" for line in lines)


def _hazards(migration: Migration, paint: Paint, width: int | None) -> Iterator[str]:
    found = list(costs(migration))
    if found:
        yield paint("#", "hazards")
        for hazard, _, said in found:
            first, *more = _wrapped(f"  ! {hazard.code}: {visible(said)}", width)
            mark = f"  ! {hazard.code}:"
            yield f"{paint('!', mark)}{first.removeprefix(mark)}"
            yield from more
        yield ""


def _notes(migration: Migration, paint: Paint, width: int | None) -> Iterator[str]:
    notes = [*notes_of(migration)]
    if notes:
        yield paint("#", "notes")
        for note in notes:
            yield from _wrapped(f"  {visible(note)}", width)
        yield ""


def _wrapped(line: str, width: int | None) -> list[str]:
    """Return a line as several that fit, where there is a width."""
    if width is None or columns(line) <= width:
        return [line]
    first, *words = line.lstrip().split(" ")
    lines = [line[: len(line) - len(line.lstrip())] + first]
    for word in words:
        if columns(lines[-1]) + 1 + columns(word) <= max(width, 40):
            lines[-1] += f" {word}"
        else:
            lines.append(f"    {word}")
    return lines
