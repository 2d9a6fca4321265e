"""The vocabulary every room shares: a model holds objects, and a context is what they may ask."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Collection,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    ValuesView,
)
from typing import TYPE_CHECKING, Any, cast

from .dependencies import Dependencies, Edge, Edges, Needs
from .objects import Object
from .record import Struct, field
from .ref import Ref


class About(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model says of itself, beside its objects."""

    version: str = ""
    schema: str = "public"
    exclusive: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    postgres: int = 13


class Model(Mapping[Ref, Object]):
    """An immutable set of objects, what stands on what, and which of them are somebody else's."""

    def __init__(
        self,
        objects: Iterable[Object] | dict[Ref, Object] = (),
        edges: Iterable[Edge] | Callable[[], Iterable[Edge]] | Edges = (),
        *,
        external: Iterable[Ref] = (),
        about: About | None = None,
        dependencies: Callable[[], Dependencies] | None = None,
    ) -> None:
        """`dependencies` are for what is made of another model, and then there are no `edges`."""
        self._objects: dict[Ref, Object] = (
            objects if isinstance(objects, dict) else {o.ref: o for o in objects}
        )
        # Asked more often than all else: the dict's own, and no call around it.
        self.get = self._objects.get  # type: ignore[method-assign, assignment]
        # What is called for them, if nobody may ever ask.
        self._edges = edges if callable(edges) else frozenset(edges)
        self.external = frozenset(external)
        self.about = about  # None for a database: it is taken whole
        self.memo: dict[str, Any] = {}  # what kinds have found out about it as a whole
        self._derived = dependencies
        self._dependencies: Dependencies | None = None
        self._used: dict[Ref, dict[Ref, bool]] = {}

    @property
    def edges(self) -> frozenset[Edge]:
        """What stands on what, by the catalog."""
        if self._derived or not isinstance(self._edges, frozenset):
            return frozenset(self.edges_of(self.dependencies.uses))
        return self._edges

    def __getitem__(self, ref: Ref) -> Object:
        return self._objects[ref]

    # What Mapping would make of __getitem__ and __iter__, ten times as fast.

    if TYPE_CHECKING:

        def get(self, ref: Ref, default: Object | None = None) -> Object | None: ...  # type: ignore[override]

    def items(self) -> ItemsView[Ref, Object]:
        return self._objects.items()

    def values(self) -> ValuesView[Object]:
        return self._objects.values()

    def keys(self) -> KeysView[Ref]:
        return self._objects.keys()

    def objects(self) -> dict[Ref, Object]:
        """Return a copy of what is in it."""
        return self._objects.copy()

    def __iter__(self) -> Iterator[Ref]:
        return iter(self._objects)

    def __len__(self) -> int:
        return len(self._objects)

    def __contains__(self, ref: object) -> bool:
        return ref in self._objects

    def uses(self, ref: Ref) -> Mapping[Ref, bool]:
        """Return what `ref` stands on, each with True where it would be dropped along."""
        found = self._used.get(ref)
        if found is None:
            found = self._used[ref] = self._stands_on(ref)
        return found

    def _stands_on(self, ref: Ref) -> dict[Ref, bool]:
        obj = self._objects.get(ref)
        found: dict[Ref, bool] = {}
        if obj is None:
            return found
        for used, auto in self.dependencies.uses.get(ref, ()):
            found[used] = found.get(used, False) or auto
        for used in obj.needs():
            home = self._objects.get(used) if used == obj.parent else None
            goes = home is not None and home.takes_along
            found[used] = found.get(used, False) or goes
        found.pop(ref, None)
        return found

    def users(self, ref: Ref) -> set[Ref]:
        """Return what stands on `ref`."""
        return set(self.dependencies.users.get(ref, ())) - {ref}

    def inside(self, ref: Ref) -> Iterator[Ref]:
        """Yield what lives in an object, and in what lives there: nothing, where anybody may."""
        if self._objects[ref].shared:
            return
        for user in self.dependencies.users.get(ref, ()):
            if user in self._objects and self._objects[user].parent == ref:
                yield user
                yield from self.inside(user)

    @property
    def dependencies(self) -> Dependencies:
        """What stands on what, as a whole."""
        if self._dependencies is None and self._derived:
            self._dependencies = self._derived()
        elif self._dependencies is None:
            edges = self._edges() if callable(self._edges) else self._edges
            known = (edge for edge in edges if edge.user in self._objects)
            self._dependencies = Dependencies.of(known, needs(self._objects.values()))
        return self._dependencies

    def edges_of(self, refs: Collection[Ref]) -> Iterable[Edge]:
        """Return the edges of some objects alone."""
        partly = None if self._dependencies else getattr(self._edges, "of", None)
        if partly:
            return cast(Edges, self._edges).of(refs)
        uses = self.dependencies.uses
        return (Edge(ref, used, auto) for ref in refs for used, auto in uses.get(ref, ()))

    def altered(
        self,
        gone: Collection[Ref],
        made: Collection[Object],
        edges: Collection[Edge] = (),
        *,
        external: Iterable[Ref] | None = None,
        about: About | None = None,
    ) -> Model:
        """Return a model without some objects and with others, which may have the same names.

        `edges` are what these stand on. What is known of all else is not found out again.
        """
        new = {obj.ref: obj for obj in made}
        lost = {*gone, *new}
        objects = {ref: obj for ref, obj in self._objects.items() if ref not in lost} | new

        def dependencies() -> Dependencies:
            was = needs(self._objects[ref] for ref in lost if ref in self._objects)
            return self.dependencies.altered(was, edges, needs(made))

        return Model(
            objects,
            external=self.external if external is None else external,
            about=about or self.about,
            dependencies=dependencies,
        )

    def provable(self, ref: Ref) -> bool:
        """True if scratch has a part in an object: in it, and in what it is about."""
        obj = self._objects.get(ref)
        if obj is None:
            return True
        return obj.provable and (not obj.facet or obj.parent is None or self.provable(obj.parent))

    def holds_rows(self, ref: Ref) -> bool:
        """True if making an object again would lose rows, which a foreign table has elsewhere."""
        obj = self._objects[ref]
        home = self._objects.get(obj.parent) if obj.parent else None
        return obj.holds_rows and not (home and home.relation and not home.holds_rows)

    def top(self, ref: Ref) -> Ref:
        """Return the outermost object that `ref` lives in, below the schema: usually a table."""
        while ref in self._objects:
            parent = self._objects[ref].parent
            if parent is None or parent not in self._objects or self._objects[parent].shared:
                return ref
            ref = parent
        return ref


def needs(objects: Iterable[Object]) -> Needs:
    """Yield objects with what they stand on by their own fields."""
    for obj in objects:
        if type(obj).needs is not Object.needs:
            yield obj.ref, obj.needs()
        elif (parent := obj.parent) is not None:
            yield obj.ref, (parent,)


class Context(Struct, frozen=True):
    """What a kind may ask about the migration it is part of."""

    before: Model
    after: Model
    new: frozenset[Ref]
    superseded: frozenset[Ref] = frozenset()
    inlined: Mapping[Ref, tuple[Object, ...]] = field(default_factory=dict)
    handed: Mapping[Ref, Ref] = field(default_factory=dict)  # what is made again, and its `heir`
    online: bool = True
    major: int = 18

    def is_new(self, ref: Ref | None) -> bool:
        """True if the object is created in this migration, so nobody is using it yet."""
        return ref in self.new

    def is_split(self, ref: Ref | None) -> bool:
        """True if the rows of a table are in partitions of it."""
        return ref is not None and ref in self.after and self.after[ref].split

    def in_use(self, ref: Ref | None) -> bool:
        """True if others may be using the object and must not be kept waiting."""
        return self.online and ref not in self.new

    def inline(self, parent: Ref) -> tuple[Object, ...]:
        """Objects to write inside the CREATE of `parent`."""
        return self.inlined.get(parent, ())
