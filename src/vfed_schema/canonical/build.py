"""What compiling a model is made of: building on a bench, and reading back how that is spelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..diff import overlay, part
from ..model import About, Model
from ..objects import Object, only_written
from ..record import replace
from ..ref import Ref
from ..step import Step
from .bench import Bench, Failure, Note, bench

if TYPE_CHECKING:
    from ..scratch import Server


def homes(refs: Iterable[Ref], model: Model) -> set[Ref]:
    """Return what objects live in, outwards."""
    homes: set[Ref] = set()
    for ref in refs:
        up = model[ref].parent
        while up in model:
            assert up is not None
            homes.add(up)
            up = model[up].parent
    return homes


def as_written(obj: Object, written: Model) -> Object:
    """Return an object that was read back, with what only the model's file can say of it."""
    said_ = written.get(obj.ref)
    if said_ is None:
        return obj
    kept = {*only_written(type(obj)), *(f for f in obj.left_open if getattr(said_, f) is None)}
    return replace(obj, **{f: getattr(said_, f) for f in kept})


def settled(model: Model, server: Server, note: Note, refs: Iterable[Ref] | None = None) -> Model:
    """Return the spelling that stays the same when it is loaded once more.

    Of these objects alone, if any are said.
    """
    looked = set(model) if refs is None else set(refs)
    again = rebuilt(model if refs is None else part(model, looked), server, note)
    changed = {
        ref: as_written(again[ref], model)
        for ref in looked
        if ref in again and again[ref] != model[ref] and ref not in model.external
    }
    if not changed:
        return model
    return model.altered((), changed.values(), [*model.edges_of(changed)])


def rebuilt(model: Model, server: Server, note: Note) -> Model:
    """Build a canonical model once more, and read back how it is spelled then."""
    with bench(server, note) as db:
        copied(model, db)
        return db.read()


def copied(model: Model, db: Bench) -> list[Failure]:
    """Build a canonical model on a bench; return what could not be built."""
    alone = Model(
        (obj for obj in model.values() if obj.managed and obj.stored and model.provable(obj.ref)),
        model.edges,
        about=About(exclusive=()),
    )
    db.trust()
    return db.build(overlay(db.read(), alone), lambda step: ("pg_catalog",))


class Search:
    """Where a statement's unqualified names are looked up: its own schema, then the model's."""

    def __init__(self, model: Model, written: Model) -> None:
        self.model = model
        self.usual = (written.about or About()).schema

    def __call__(self, step: Step) -> Iterator[str]:
        for ref in step.refs[:1]:
            home = self.model.top(ref)
            if len(home.path) > 1:
                yield home.path[0]
        yield self.usual
