"""Names that hold types: a person writes them as short as the search path allows."""

from __future__ import annotations

import re

from ..model import Model
from ..objects import Object
from ..record import replace
from ..ref import Ref

_SCHEMA = re.compile(r'(?:"(?:[^"]|"")+"|\w+)\.(?=[\w"])')


def qualified(written: Model, found: Model) -> Model:
    """Return a model as written, its objects under the names that Postgres has for them.

    `f(mood)` is `f(app.mood)` in a catalog: what is not found under its own name is the one that
    has the same but for the schemas of its types, if there is one such.
    """
    known: dict[tuple[str, ...], list[Ref]] = {}
    for ref in set(found) - set(written):
        known.setdefault(_short(ref), []).append(ref)
    new: dict[Ref, Ref] = {}
    for ref in set(written) - set(found):
        if len(same := known.get(_short(ref), [])) == 1:
            new[ref] = same[0]
    if not new:
        return written
    objects = [_renamed(obj, new) for obj in written.values()]
    external = {new.get(ref, ref) for ref in written.external}
    return Model(objects, written.edges, external=external, about=written.about)


def _short(ref: Ref) -> tuple[str, ...]:
    return (ref.kind, *ref.path[:-1], _SCHEMA.sub("", ref.path[-1]))


def _renamed(obj: Object, new: dict[Ref, Ref]) -> Object:
    if obj.ref in new:
        return replace(obj, path=new[obj.ref].path)
    # What a facet is about may have a word of its own after it.
    for end in (len(obj.path), -1) if obj.facet else ():
        about = Ref(obj.path[0], obj.path[1:end])
        if about in new:
            return replace(obj, path=(about.kind, *new[about].path, *obj.path[end:]))
    return obj
