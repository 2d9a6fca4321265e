"""A migration as a page: what it leads from and to in one diagram, its SQL, its way back."""

from __future__ import annotations

from collections.abc import Iterator

from ...dependencies import Edge
from ...migration import Migration
from ...model import Model
from ...ref import Ref
from ..report import differences, notes_of, summary, value
from ..script import script
from .binding import bound
from .book import Book, Marks, State
from .diagram import standing_for
from .html import migration_html


def migration_page(migration: Migration) -> str:
    """Return the page of a migration: what differs, with what is next to it."""
    marks = _marks(migration)
    book = bound(_union(migration), f"{migration.origin} → {migration.target}", marks)
    differing = [entry.id for entry in book.entries if entry.touched != "same"]
    shown = _shown(book, differing)
    numbers = {id_: number for number, id_ in enumerate(shown)}
    beside = {
        "entries": [numbers[id_] for id_ in differing],
        "counted": _counted(book, differing, shown),
        "summary": summary(migration),
        "sql": script(migration.plan.steps, [summary(migration), *notes_of(migration)]),
        "back": script(migration.back.steps) if migration.back else "",
        "noReturn": f"There is no way back: {migration.no_return}",
        "hazards": [
            [f"{hazard.code}, step {hazard.step}:", hazard.message]
            for hazard in migration.plan.hazards
        ],
        "notes": list(notes_of(migration)),
    }
    return migration_html(book, shown, beside)


def _union(migration: Migration) -> Model:
    """Return a model of all that there is before or after."""
    gone = [c.before for c in migration.plan.changes if c.before and c.after is None]
    refs = {obj.ref for obj in gone}

    def edges() -> Iterator[Edge]:
        yield from migration.after.edges
        yield from (edge for edge in migration.before.edges if edge.user in refs)

    return Model(
        [*migration.after.values(), *gone],
        edges,
        external=migration.after.external,
        about=migration.after.about,
    )


def _marks(migration: Migration) -> Marks:
    states: dict[Ref, State] = {}
    told: dict[Ref, tuple[str, ...]] = {}
    for change in migration.plan.changes:
        if change.before is None or change.after is None:
            states[change.ref] = "added" if change.after else "gone"
            continue
        states[change.ref] = "changed"
        told[change.ref] = tuple(
            f"{field.replace('_', ' ')}: {value(was)} → {value(now)}"
            for field, was, now in differences(change)
        )
    for was, now in migration.plan.renamed:
        states.setdefault(now, "changed")
        said = f"was called {was.path[-1]}" if was != now else "parts of it are renamed"
        told[now] = (*told.get(now, ()), said)
    for ref in migration.plan.remade:
        states.setdefault(ref, "changed")
        told[ref] = (*told.get(ref, ()), "dropped and made again")
    return Marks(states=states, told=told)


def _shown(book: Book, differing: list[str]) -> list[str]:
    """Return what differs and what is next to it, in the order of the book."""
    meant = set(differing)
    found = set(meant)
    for link in book.links:
        if link.source in meant or link.target in meant:
            found |= {link.source, link.target}
    homes = standing_for(book)
    found |= {homes[id_] for id_ in found if id_ in homes}
    return [entry.id for entry in book.entries if entry.id in found]


def _counted(book: Book, differing: list[str], shown: list[str]) -> str:
    drawn = set(shown)
    far = sum(1 for entry in book.entries if entry.relation and entry.id not in drawn)
    told = f"{len(differing)} differ, {len(shown) - len(differing)} beside them"
    return f"{told}; unchanged and not drawn: {far}" if far else told
