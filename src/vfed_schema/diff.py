"""Compare two models. Nothing here knows what a table is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from weakref import ref as ref_to

from .bookkeeping import is_bookkeeping
from .dependencies import Dependencies
from .model import About, Model, needs
from .objects import Object
from .record import replace, same
from .ref import Ref


@dataclass(frozen=True, slots=True)
class Change:
    """An object before and after; `None` on a side where it does not exist."""

    ref: Ref
    before: Object | None
    after: Object | None


def diff(before: Model, after: Model) -> list[Change]:
    """Return what differs, ordered by reference; what no database stores is never a difference."""
    beside, found = after.memo.get("diff", (None, ()))  # asked again where a plan is made of it
    if beside is None or beside() is not before:
        found = tuple(_diff(before, after))
        after.memo["diff"] = (ref_to(before), found)
    return list(found)


def _diff(before: Model, after: Model) -> list[Change]:
    there = before.get
    differing = [ref for ref in _apart(before, after) if _differs(there(ref), after[ref])]
    differing += before.keys() - after.keys()
    return [
        Change(ref, before.get(ref), after.get(ref))
        for ref in sorted(differing)
        if _told(before.get(ref) or after[ref]) and not _gone_along(ref, before, after)
    ]


def _apart(before: Model, after: Model) -> Collection[Ref]:
    """Return what `after` has and `before` has not, or has as another object, be it equal."""
    beside, apart = after.memo.get("apart", (None, ()))  # found out already, by `overlay`
    found: Collection[Ref] = apart
    if beside is None or beside() is not before:
        there = before.get
        found = [ref for ref, now in after.items() if there(ref) is not now]
    return found


def _differs(was: Object | None, now: Object) -> bool:
    return was is None or was != now or (was.broken and not now.broken)


def _gone_along(ref: Ref, before: Model, after: Model) -> bool:
    """True for what only counts where it is said, and goes with what it is about."""
    obj = before.get(ref)
    if obj is None or ref in after or not obj.stated:
        return False
    return obj.parent is not None and obj.parent not in after


def _told(obj: Object) -> bool:
    return obj.stored and obj.managed


def overlay(live: Model, wanted: Model) -> Model:
    """Return what `live` is to become: `wanted` where that has a say, `live` everywhere else.

    A model read from YAML or a lock has a say in what it owns, in all that lives in what it owns,
    and in whole schemas it claims; between two models, in what the first one owned too. Any other
    source is taken whole.
    """
    scope = _Scope(live, wanted)
    found, apart = scope.ours()
    rest = {ref: live[ref] for ref in live.keys() - found.keys()}
    homeless = {ref for ref, obj in rest.items() if obj.homeless(wanted)}
    kept = {
        ref: obj
        for ref, obj in rest.items()
        if not scope.claims(ref) and live.top(ref) not in homeless
    }
    kept |= {
        ref: obj
        for ref, obj in rest.items()
        if obj.stated and (obj.parent in found or obj.parent in kept)
    }
    found |= kept
    model = Model(
        found, about=wanted.about, dependencies=lambda: _overlaid(live, wanted, found, kept, apart)
    )
    model.memo["apart"] = ref_to(live), apart
    return model


def _overlaid(
    live: Model,
    wanted: Model,
    found: Mapping[Ref, Object],
    kept: Collection[Ref],
    apart: Iterable[Ref],
) -> Dependencies:
    """Return what stands on what: as in `wanted` where something differs, as in `live` elsewhere.

    What stands on what differs may stand on something else in `wanted`.
    """
    other = {ref for ref in apart if live.get(ref) != found[ref]}
    gone = live.keys() - found.keys()
    users = {user for ref in other | gone for user in live.users(ref)}
    touched = other | {user for user in users if user in found and user not in kept}
    lost = needs(live[ref] for ref in gone | touched if ref in live)
    edges = wanted.edges_of(touched)
    return live.dependencies.altered(lost, edges, needs(found[ref] for ref in touched))


def covers(wanted: Model) -> tuple[Ref, ...]:
    """Return the outermost of the objects that a model has a say in: all else lives in these."""
    ours = {ref for ref, obj in wanted.items() if ref not in wanted.external and _told(obj)}
    return tuple(sorted(ref for ref in ours if not _inside(ref, ours, wanted)))


def _inside(ref: Ref, ours: set[Ref], model: Model) -> bool:
    parent = model[ref].parent
    return parent in ours and not model[parent].shared


def line(ref: Ref, model: Model) -> Iterator[Ref]:
    """Yield an object and, outwards, the ones it lives in."""
    while True:
        yield ref
        parent = model[ref].parent if ref in model else None
        if parent is None:
            return
        ref = parent


def missing(live: Model, wanted: Model) -> list[str]:
    """Say what `wanted` relies on in other people's objects and `live` does not have."""
    told = (wanted[ref].missing_from(live) for ref in sorted(wanted.external) if ref in wanted)
    return [said for said in told if said]


def inside(model: Model, mine: Model) -> Iterator[Ref]:
    """Yield what a model has of the objects that are external to another, with what is in them."""
    for ref in model:
        if any(up in mine.external and not model[up].shared for up in line(ref, model)):
            yield ref


def related(model: Model, refs: Iterable[Ref]) -> set[Ref]:
    """Return objects with all that stands on them, and what it takes to build these.

    Of a relation that is only stood on, that is its columns and what is asked of it; of what is
    meant itself, all that lives there.
    """
    start = {ref for ref in refs if ref in model}
    homes = {model.top(ref) for ref in start}
    meant = above(model, start).union(homes, *map(model.inside, homes))

    def below(ref: Ref) -> Iterator[Ref]:
        home = model.top(ref)
        around = [home, *model.uses(ref)]
        if ref == home:
            whole = not model[ref].relation
            around += [m for m in model.inside(ref) if whole or model[m].attribute]
        for path in model[ref].ancestors():  # what is inherited comes along with all of it
            if (above_it := Ref(ref.kind, path)) in model:
                around += [above_it, *model.inside(above_it)]
        return (other for other in around if other in model)

    return _reached(meant, below)


def above(model: Model, start: set[Ref]) -> set[Ref]:
    """Return objects with all that stands on them, object by object."""

    def users(ref: Ref) -> Iterable[Ref]:
        # Much may stand on a server or a language that does not stand on each other.
        if len(ref.path) > 1 or (ref in start and not model[ref].shared):
            return model.users(ref)
        return ()

    return _reached(start, users)


def _reached(start: Iterable[Ref], around: Callable[[Ref], Iterable[Ref]]) -> set[Ref]:
    """Return all that can be reached, step by step."""
    found: set[Ref] = set()
    queue = list(start)
    while queue:
        ref = queue.pop()
        if ref not in found:
            found.add(ref)
            queue += [other for other in around(ref) if other not in found]
    return found


def part(model: Model, refs: Iterable[Ref]) -> Model:
    """Return the part of a model that is related to some objects."""
    kept = related(model, refs)
    return Model((model[r] for r in kept), model.edges_of(kept))


def alike(changes: Iterable[Change]) -> Iterator[tuple[Ref, Ref]]:
    """Yield what goes with what comes in the same place, where they differ in nothing but names."""
    gone: dict[Object, list[Ref]] = {}
    for change in changes:
        if change.before and change.after is None:
            gone.setdefault(_nameless(change.before), []).append(change.ref)
    for change in changes:
        if change.after and change.before is None and change.after.word:
            for ref in gone.get(_nameless(change.after), ())[:1]:
                yield ref, change.ref


def _nameless(obj: Object) -> Object:
    return replace(obj, path=(*obj.path[:-1], ""))


def unmanaged(live: Model) -> list[Object]:
    """Return what is there and nobody describes."""
    return sorted((obj for obj in live.values() if not obj.managed), key=lambda obj: obj.ref)


def one_sided(live: Model, wanted: Model) -> list[str]:
    """Say what nobody describes and only one of two whole databases has: a difference all the same.

    A model that owns a part of a database has nothing to say of such things.
    """
    if wanted.about is not None:
        return []
    ours, theirs = ({o.ref: str(o) for o in unmanaged(m)} for m in (live, wanted))
    told = [f"only in what is there: {ours[ref]}" for ref in ours if ref not in theirs]
    return told + [f"only in what is wanted: {theirs[ref]}" for ref in theirs if ref not in ours]


class _Scope:
    """Which objects of a database a model has a say in."""

    def __init__(self, live: Model, wanted: Model) -> None:
        self.live, self.wanted = live, wanted
        self.about = wanted.about or About()

    def ours(self) -> tuple[dict[Ref, Object], list[Ref]]:
        """Return what is wanted where the model has a say, as it is to be compared.

        And what of it is not there, or is another object there, be it equal.
        """
        there, sure = self.live.get, self.wanted.about is not None and not self.about.ignore
        found, apart = self.wanted.objects(), list[Ref]()
        for ref in self.wanted.external:
            found.pop(ref, None)
        for ref, obj in self.wanted.items():
            was = there(ref)
            if (was is obj and sure and obj.managed) or ref not in found:
                continue
            if not obj.managed or not self.says(ref, obj):
                del found[ref]
            elif was is None:
                apart.append(ref)
            elif was is not obj:
                met = obj.beside(was)
                found[ref] = was if same(was, met) else met
                if found[ref] is not was:
                    apart.append(ref)
        return found, apart

    def says(self, ref: Ref, obj: Object) -> bool:
        """True if an object of what is wanted is to be compared."""
        if (obj.by_model and self.wanted.about is None) or (obj.moot and ref not in self.live):
            return False
        return not self.ignored(ref, self.wanted)

    def claims(self, ref: Ref) -> bool:
        """True if the object may go, should the model not have it."""
        if not self.live[ref].managed or self.ignored(ref, self.live):
            return False
        homes = list(line(ref, self.live))
        if self._given_up(ref, homes):
            return True
        if ref not in self.wanted and any(is_bookkeeping(up) for up in homes):
            return False
        if self.wanted.about is None:
            return True
        if self._owns(ref) or (len(homes) > 1 and homes[-1].path[0] in self.about.exclusive):
            return True
        return any(self._owns(up) and not self.wanted[up].shared for up in homes[1:])

    def _given_up(self, ref: Ref, homes: list[Ref]) -> bool:
        """True for what a model owned and does not any longer, unless others own it from now on."""
        if self.live.about is None or ref in self.live.external or not self.live[ref].managed:
            return False
        theirs = self.wanted.external - self.live.external
        return not any(up in theirs for up in homes)

    def _owns(self, ref: Ref) -> bool:
        return ref in self.wanted and ref not in self.wanted.external

    def ignored(self, ref: Ref, model: Model) -> bool:
        """True if the object, or one it lives in, is not to be seen."""
        if not self.about.ignore:
            return False
        return any(
            fnmatchcase(str(up), pattern)
            for up in line(ref, model)
            for pattern in self.about.ignore
        )
