"""Compile a model anew by building only what has changed since its last lock, and what it takes.

What comes out is what compiling all of it gives (tests/canonical/test_again.py); wherever that is
in doubt, there is no answer, and all of it is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diff import above, related
from ..errors import VfedSchemaError
from ..lock import prints
from ..model import Model
from ..objects import Object
from ..ref import Ref
from .bench import Note, bench
from .build import Search, as_written, homes, settled
from .names import qualified

if TYPE_CHECKING:
    from ..scratch import Server
    from ..source import Source

# So much of a model may have changed: with more, building all of it takes no longer.
MOST = 0.2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """A model beside its last lock: what is written now, and which objects are not as they were."""

    source: Source
    last: Model
    written: Model
    said: Mapping[Ref, str]  # a print of each object as it is written now
    changed: frozenset[Ref]
    count: int  # of what a database stores


def since(source: Source, last: Model, said: Mapping[Ref, str]) -> Since | None:
    """Compare a model with its last lock, or return None where that tells nothing.

    `said` tells the written forms of the objects that `last` was compiled of.
    """
    if last.about != source.model.about:
        return None
    written = qualified(source.model, last)
    now = prints(written)
    changed = frozenset(ref for ref in {*said, *now} if said.get(ref) != now.get(ref))
    return Since(
        source=source, last=last, written=written, said=now, changed=changed, count=len(now)
    )


def recompiled(known: Since, server: Server, note: Note) -> Model | None:
    """Return the canonical model, or None where only compiling all of it can tell."""
    import psycopg

    source, last, written, changed = known.source, known.last, known.written, known.changed
    if len(changed) > MOST * known.count:
        return None
    if any(ref in source.model.external or ref in last.external for ref in changed):
        return None
    gone = _gone(last, set(changed & set(last)))
    if gone & last.external:
        return None
    new = {ref for ref in {*gone, *changed} if ref in written and written[ref].stored}
    try:
        return _merged(source, last, gone, new, written, server, note)
    except (VfedSchemaError, psycopg.Error):
        return None


def untouched(known: Since) -> Model | None:
    """Return the canonical model where nothing that a database stores has changed since the last.

    None where something has. No server is asked.
    """
    last = known.last
    if known.changed:
        return None
    unstored = [obj for obj in known.written.values() if not obj.stored]
    return last.altered({ref for ref, obj in last.items() if not obj.stored}, unstored)


def _gone(last: Model, changed: set[Ref]) -> set[Ref]:
    """Return what changes with its users, and where a column does, its whole relation.

    Where a column is among the others is known to its relation alone.
    """
    gone = above(last, changed)
    while True:
        homes_ = {
            parent
            for ref in gone
            if last[ref].attribute and (parent := last[ref].parent) and parent not in gone
        }
        if not homes_:
            return gone
        gone |= above(last, homes_)


def _merged(
    source: Source,
    last: Model,
    gone: set[Ref],
    new: set[Ref],
    written: Model,
    server: Server,
    note: Note,
) -> Model | None:
    apart = {ref for ref, obj in last.items() if not (obj.stored and obj.managed)}
    kept = last.altered(gone | apart, ())
    with bench(server, note) as db:
        if source.base:
            db.script(source.base)
        base = db.read()
        footing = related(kept, _named(written, new, last, kept)) - set(base)
        db.trust()
        there = {**base, **{r: kept[r] for r in footing if kept.provable(r)}}
        edges = [*kept.edges_of(footing)]
        if db.build(Model(there.values(), edges), lambda step: ("pg_catalog",)):
            return None
        db.check(True)
        before = db.read()
        wanted = [written[ref] for ref in new if written.provable(ref)]
        goal = Model([*before.values(), *wanted], [*before.edges, *edges])
        if db.build(goal, Search(goal, source.model)):
            return None
        after = db.read()
    if set(qualified(source.model, after)) != set(written):
        return None
    made = {ref for ref in after if ref not in before and after[ref].managed}
    if not {w.ref for w in wanted if not w.moot and not w.stated} <= set(after):
        return None
    fresh = {ref: as_written(after[ref], written) for ref in made | (new & set(after))}
    for ref in new - set(fresh):  # scratch has no part in them, or they say what holds anyway
        fresh[ref] = written[ref]
    return _whole(source, last, written, kept, fresh, after, server, note)


def _whole(
    source: Source,
    last: Model,
    written: Model,
    kept: Model,
    fresh: dict[Ref, Object],
    after: Model,
    server: Server,
    note: Note,
) -> Model:
    """Put what was made anew into what has stayed, and let it settle."""
    beside = [obj for ref, obj in after.items() if ref not in kept and ref not in fresh]
    edges = [e for e in after.edges if e.user in fresh]
    pool = kept.altered((), [*beside, *fresh.values()], edges)
    owned = (set(kept) - last.external | set(fresh)) - written.external
    external = {ref for ref in written.external if ref in pool}
    for ref in owned & set(fresh):
        external |= {used for used in pool.uses(ref) if used not in owned and used in pool}
    # What has stayed stands on what it stood on.
    external |= {ref for ref in last.external if ref in pool and pool.users(ref) & owned} - owned
    external |= homes(external, pool) - owned
    unstored = [obj for obj in written.values() if not obj.stored]
    apart = set(pool) - owned - external
    whole = pool.altered(apart, unstored, external=external, about=source.model.about)
    return settled(whole, server, note, set(fresh) & owned)


def _named(written: Model, new: set[Ref], last: Model, kept: Model) -> Iterator[Ref]:
    """Yield what is kept that something new may stand on: by its fields, its edges, its words."""
    by_word: dict[str, list[Ref]] = {}
    for ref in (r for r in kept if len(r.path) < 3 and not kept[r].facet):
        by_word.setdefault(ref.path[-1].partition("(")[0], []).append(ref)
    for ref in new:
        yield from (used for used in written[ref].needs() if used in kept)
        yield from (used for used in last.uses(ref) if used in kept)
        for word in _WORD.findall(_text(written[ref])):
            yield from by_word.get(word, ())


def _text(obj: Object) -> str:
    return " ".join(str(getattr(obj, f)) for f in type(obj).__struct_fields__ if f != "path")
