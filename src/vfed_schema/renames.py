"""What a model calls otherwise than a database does: renamed first, and judged after that.

Postgres renames by reference: whatever mentions the old name follows by itself. So the renames run
on a scratch copy, and what is read back there is what the database will be once they have run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .canonical import Bench, bench, copied
from .canonical.bench import Note
from .dependencies import Edge
from .diff import diff, part
from .errors import PlanError, Refusal, in_words
from .kinds import BY_NAME, KINDS
from .model import Model
from .objects import Object
from .plan import Plan
from .record import replace
from .ref import Ref
from .sql import unquoted
from .step import Step

if TYPE_CHECKING:
    from .scratch import Server

_RANK = {kind.kind: i for i, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """One object that gets another name: the step, and the one that takes it back."""

    was: Ref  # as it is called once all before it are renamed
    now: Ref
    forth: Step
    back: Step


def told(live: Model, wanted: Model) -> Iterator[str]:
    """Say what a model calls otherwise than a database does, for who compares names alone."""
    if all(obj.renamed_from is None for obj in wanted.values()):
        return
    try:
        for rename in pending(live, wanted):
            if rename.was != rename.now and wanted[rename.now].renamed_from is not None:
                yield f"{rename.was} is to be called {rename.now}: `apply` renames it"
    except Refusal as error:
        yield str(error)


def pending(live: Model, wanted: Model) -> tuple[Rename, ...]:
    """Return what is still to be renamed in `live`, in order.

    Raises Refusal where a database has both names.
    """
    found: list[Rename] = []
    owned = [o for ref, o in wanted.items() if ref not in wanted.external]
    owned.sort(key=lambda o: (_RANK[o.kind], o.path))
    for obj in owned:
        if called := obj.was_called():
            found += _rename(obj, called, live, found)
        was = live.get(_before(obj.ref, found))
        for forth, back in obj.renames_within(was) if was else ():
            found.append(Rename(was=obj.ref, now=obj.ref, forth=forth, back=back))
    for obj in owned:
        if called := _implied(obj, live, wanted, found):
            found += _rename(obj, called, live, found)
    return tuple(found)


def _rename(obj: Object, called: Ref, live: Model, found: list[Rename]) -> Iterator[Rename]:
    was, now = _before(called, found), _before(obj.ref, found)
    if was in live and now in live:
        raise Refusal(f"{obj.ref}: the database has {was} too; drop one of them yourself")
    if was in live:
        old = replace(obj, path=called.path)
        forth, back = old.rename(unquoted(obj.named()[-1])), obj.rename(unquoted(old.named()[-1]))
        yield Rename(was=called, now=obj.ref, forth=forth, back=back)


def _implied(obj: Object, live: Model, wanted: Model, found: list[Rename]) -> Ref | None:
    """Return the old name of what is called, as Postgres does it, after what is renamed."""
    name = obj.path[-1]
    if obj.renamed_from is not None:
        return None
    for rename in found:
        before, after = rename.was.path[-1], rename.now.path[-1]
        if len(rename.now.path) < 2 or obj.path[:1] != rename.now.path[:1] or after not in name:
            continue
        if obj.word not in ("CONSTRAINT", "INDEX", "SEQUENCE") or _before(obj.ref, found) in live:
            continue
        called = Ref(obj.kind, (*obj.path[:-1], name.replace(after, before, 1)))
        if called not in wanted and _before(called, found) in live:
            return called
    return None


def _before(ref: Ref, renames: list[Rename]) -> Ref:
    """Return how the database calls now what `ref` is once everything so far is renamed."""
    for rename in reversed(renames):
        ref = _moved(ref, rename.now, rename.was)
    return ref


def _moved(ref: Ref, old: Ref, new: Ref) -> Ref:
    """Return a reference with a name in its path replaced: its own, or that of what it lives in."""
    lead = 1 if BY_NAME[ref.kind].facet else 0
    path = ref.path[lead:]
    if path[: len(old.path)] != old.path or not BY_NAME[ref.kind].managed:
        return ref
    itself = path == old.path and (ref.path[0] == old.kind if lead else ref.kind == old.kind)
    # A constraint may have the name of a column, an extension that of a schema.
    inside = len(old.path) == 2 or (len(old.path) == 1 and len(path) > 1)
    if not (itself or inside):
        return ref
    return Ref(ref.kind, (*ref.path[:lead], *new.path, *path[len(old.path) :]))


def renamed(live: Model, renames: tuple[Rename, ...], server: Server, note: Note) -> Model:
    """Return what `live` is once the renames have run, proven there and back on a scratch copy.

    Raises PlanError where one fails.
    """
    touched = part(live, [_before(r.was, [*renames[:i]]) for i, r in enumerate(renames)])
    with bench(server, note) as db:
        copied(touched, db)
        db.trust()
        start = db.read()
        _run(db, (r.forth for r in renames))
        found = db.read()
        _run(db, (r.back for r in reversed(renames)))
        if wrong := diff(start, db.read()):
            raise PlanError(f"renaming cannot be taken back: {wrong[0].ref} is not as it was")

    def after(ref: Ref) -> Ref:
        for rename in renames:
            ref = _moved(ref, rename.was, rename.now)
        return ref

    def again(obj: Object) -> Object:
        ref = after(obj.ref)
        return found[ref] if obj.ref in touched and ref in found else replace(obj, path=ref.path)

    objects = [again(obj) for obj in live.values()]
    edges = [Edge(after(e.user), after(e.used), e.auto) for e in live.edges]
    external = (after(ref) for ref in live.external)
    return Model(objects, edges, external=external, about=live.about)


def _run(db: Bench, steps: Iterable[Step]) -> None:
    import psycopg

    for step in steps:
        try:
            db.take(step)
        except psycopg.Error as error:
            raise PlanError(f"cannot rename: {in_words(error)}\n{step.sql}") from None


def with_renames(forth: Plan, renames: tuple[Rename, ...]) -> Plan:
    """Return a plan that renames first."""
    steps = tuple(replace(r.forth, refs=(r.now,)) for r in renames)
    pairs = tuple((r.was, r.now) for r in renames)
    return dataclasses.replace(forth, steps=steps + forth.steps, renamed=pairs)


def back_again(back: Plan | None, renames: tuple[Rename, ...]) -> Plan:
    """Return a way back that takes the renames back last."""
    steps = tuple(replace(r.back, refs=(r.was,)) for r in reversed(renames))
    return dataclasses.replace(back or Plan(), steps=(back.steps if back else ()) + steps)
