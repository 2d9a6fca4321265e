"""The vocabulary every room shares: objects, and the model that holds them."""

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
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, cast, dataclass_transform

from .dependencies import Dependencies, Edge, Edges, Needs
from .record import Record, Struct, field, fields, replace, written
from .ref import Ref
from .sql import name
from .step import Step

if TYPE_CHECKING:
    from datetime import datetime

    from .written import Item


_ref = tuple.__new__  # what a NamedTuple's own calls, and nothing around it


class Mention(NamedTuple):
    """What a field refers to: columns of a relation, by name or in SQL, or a query's relations."""

    field: str
    home: tuple[str, ...]  # the relation; for a query, the schema
    names: tuple[str, ...] = ()
    expression: str = ""
    query: str = ""


class Spread(NamedTuple):
    """One object that a body in the YAML says: of which kind, in which home, named what."""

    kind: str
    home: tuple[str, ...]
    name: str | None
    body: dict[str, Item]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Object(Record, frozen=True, kw_only=True):
    """One schema object: its description, and its own page of the Postgres manual.

    Equality of the fields is the diff. The aliases of `catalog` are the field names, beside
    `oid` and `sub`, the address by which pg_depend knows the object in `address`.
    """

    kind: ClassVar[str]
    # Goes along with the rows of its table, where another table takes these over.
    rides: ClassVar[bool] = False
    indexed: ClassVar[bool] = False  # is an index, or has one
    within: ClassVar[str | None] = None  # kind of the object it lives in
    hosts: ClassVar[tuple[str, ...]] = ()  # all such kinds, if several: `host` says which
    section: ClassVar[str | None] = None  # its key in the YAML, under that object
    single: ClassVar[bool] = False  # at most one in its parent, so the key holds its body
    short: ClassVar[str | None] = None  # the field that a bare value in the YAML stands for
    # Says something about another object, of any kind, which its catalog gives by address, or about
    # a part of one: `part` says what it is, and `called` its name.
    facet: ClassVar[bool] = False
    of_model: ClassVar[bool] = False  # a facet that may be said of a whole model, at its top
    stated: ClassVar[bool] = False  # compared only where what is wanted says it
    by_model: ClassVar[bool] = False  # and only where that is a model: no database means it
    provable: ClassVar[bool] = True  # False: scratch has no part in it
    elevated: ClassVar[bool] = False  # wants more rights than owning the database
    stored: ClassVar[bool] = True  # can be read back from a database
    managed: ClassVar[bool] = True  # False: seen and reported, never made
    shared: ClassVar[bool] = False  # what lives in it may be anybody's
    takes_along: ClassVar[bool] = True  # dropping it drops what lives in it
    address: ClassVar[str] = ""  # the system catalog whose oid it has
    only_if: ClassVar[str] = ""  # a catalog and a condition: where no row meets it, there is none
    many: ClassVar[int] = 1  # how long it takes to read it from a catalog, beside other kinds
    grant_word: ClassVar[str] = ""  # what GRANT calls it, if that is something else
    word: ClassVar[str] = ""  # what COMMENT ON and ALTER call it
    data_type: ClassVar[bool] = False  # columns may be of it
    pins_type: ClassVar[bool] = False  # while it reads a column, that column's type cannot change
    resolved: ClassVar[bool] = False  # found by name and types, and without it another may be
    relation: ClassVar[bool] = False  # has columns, and can be selected from
    attribute: ClassVar[bool] = False  # is a column of a relation
    left_open: ClassVar[frozenset[str]] = frozenset()  # unsaid in the YAML, anything will do
    unwritten: ClassVar[frozenset[str]] = frozenset()  # fields no model file may say
    sugar: ClassVar[frozenset[str]] = frozenset()  # keys of the YAML that `spread` takes apart
    in_place: ClassVar[frozenset[str]] = frozenset()  # fields ALTER can change
    # Fields that any server of one major tells as they were said; expressions are not among them.
    exact: ClassVar[frozenset[str]] = frozenset()

    path: tuple[str, ...]
    renamed_from: str | None = written()

    @classmethod
    def catalog(cls, major: int) -> str:
        """Return the query that reads every object of the kind on a server of `major`."""
        raise NotImplementedError

    @classmethod
    def identified(cls) -> str:
        """Return the query that tells what some rows of `catalog` are, of a kind not managed."""
        raise NotImplementedError

    @classmethod
    def at(cls, home: tuple[str, ...], name: str, order: int) -> dict[str, Any]:
        """Return the path, and what else follows from where in the YAML an object stands.

        `order` counts what was read before it.
        """
        return {"path": (*home, name) if name else home}

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        """Yield what a body in the YAML says in plain fields: itself, and what it implies.

        The first of its own kind is itself.

        Raises SourceError.
        """
        yield Spread(cls.kind, home, name, body)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """Make an object of a row of `catalog`. Of an object's own fields, it makes that object."""
        return cls(**row)

    @property
    def ref(self) -> Ref:
        return _ref(Ref, (self.kind, self.path))

    def named(self) -> tuple[str, ...]:
        """Return the names in its path, each of which Postgres would cut if it were too long."""
        return self.path

    @property
    def spelled(self) -> str:
        """Return its name, as COMMENT ON and ALTER want it after its `word`."""
        return name(*self.path)

    @property
    def noun(self) -> str:
        """Return its `word`, where only the very one will do: for COMMENT ON and DROP."""
        return self.word

    @property
    def parent(self) -> Ref | None:
        return Ref(self.within, self.path[:-1]) if self.within else None

    @property
    def holds_rows(self) -> bool:
        """True if dropping it to make it again would lose what users stored."""
        return False

    def heir(self, before: Model, after: Model) -> Ref | str | None:
        """Return what takes its rows over, or gives them, as they are, where it is made again.

        Or what stands in the way, in words; or nothing, where there is no such thing.
        """
        return None

    def homeless(self, model: Model) -> bool:
        """True if it cannot be beside what a model has, though the model does not speak of it."""
        return False

    def awaited(self, live: Model, moment: datetime) -> Iterator[Object]:
        """Yield what the time of day asks for and `live` does not have.

        Raises PlanError where what is there has nothing to do with time.
        """
        return iter(())

    @property
    def timed(self) -> bool:
        """True if what it awaits depends on the time of day."""
        return False

    @property
    def split(self) -> bool:
        """True if its rows are in partitions of it."""
        return False

    def ancestors(self) -> Iterator[tuple[str, ...]]:
        """Paths of the relations that it takes columns and constraints from."""
        return iter(())

    @property
    def borrows(self) -> bool:
        """True if it has columns that are said elsewhere."""
        return any(self.ancestors())

    def was_called(self) -> Ref | None:
        """Return what the model says it was called before, if it does."""
        if self.renamed_from is None:
            return None
        return Ref(self.kind, (*self.path[:-1], self.renamed_from))

    @property
    def parts_renamed(self) -> bool:
        """True if the model says that parts of it were called otherwise."""
        return False

    def rename(self, to: str) -> Step:
        """Return the step that gives it another name."""
        return Step(sql=f"ALTER {self.word} {self.spelled} RENAME TO {name(to)}")

    def renames_within(self, was: Self) -> Iterator[tuple[Step, Step]]:
        """Yield the steps that rename parts of it, each with the one that takes it back."""
        return iter(())

    def over(self, model: Model) -> Object | None:
        """Return what its home in `model` inherits and it is the same as, or None."""
        home = model.get(self.parent) if self.parent else None
        for path in home.ancestors() if home else ():
            above = replace(self, path=(*path, self.path[-1]))
            found = model.get(above.ref) or above.over(model)
            if found:
                return found
        return None

    @property
    def broken(self) -> bool:
        """True for what was begun and not finished: it is made again, though nothing differs."""
        return False

    @property
    def unchecked(self) -> bool:
        """True if the model says that what its body names is not to be looked for."""
        return False

    @property
    def inline(self) -> bool:
        """True if it is written inside its parent's CREATE, where that is new too."""
        return False

    def line(self, context: Context) -> str:
        """Return what is written of it inside its parent's CREATE."""
        return str(self)

    def needs(self) -> Iterator[Ref]:
        """Objects that it stands on by its own fields; pg_depend knows the others."""
        if self.parent:
            yield self.parent

    def told(self) -> str:
        """Return text of it that names others where pg_depend does not look."""
        return ""

    def mentions(self) -> Iterator[Mention]:
        """What its text refers to, for complaints before a server is asked."""
        return iter(())

    def carries(self) -> Iterator[tuple[Ref, Ref]]:
        """Pairs it makes: dropping the second drops the first."""
        return iter(())

    @property
    def moot(self) -> bool:
        """True if it says what holds where nothing is said: no difference to nothing."""
        return False

    def named_roles(self) -> Iterator[str]:
        """Roles that it names, which must be there."""
        return iter(())

    def absorbs(self, before: Model) -> Iterator[Ref]:
        """Objects of `before` that creating this one takes over, so that nobody drops them."""
        return iter(())

    def claims(self) -> Iterator[tuple[str, ...]]:
        """Names it takes that no other object may have at the same time."""
        return iter(())

    def changed(self, was: Self) -> frozenset[str]:
        """Names of the fields that differ, leaving out those that are never compared."""
        return frozenset(f for f in compared(type(self)) if getattr(self, f) != getattr(was, f))

    def can_alter(self, was: Self, major: int) -> bool:
        """True if ALTER reaches this state from `was` on a server of `major`."""
        return self.changed(was) <= self.in_place

    def supersedes(self, was: Self) -> bool:
        """True if the new one is made beside the old one, which goes when nobody uses it."""
        return False

    def displaces(self, was: Self, user: Object, *, forced: bool = False) -> bool:
        """True if ALTER needs `user` dropped first, though `user` itself does not change.

        `forced` says that what it stands on is superseded, though its own fields are the same.
        """
        return False

    def beside(self, live: Self) -> Self:
        """Return this object as it is to be compared with `live`: what it leaves open is met."""
        return self

    def unsaid(self) -> Self:
        """Return this object without what a script leaves to the server that runs it."""
        return self

    def missing_from(self, live: Model) -> str | None:
        """Say what `live` lacks of what the model relies on here, or None if all is there."""
        return None if self.ref in live else f"{self.ref} is not there"

    def wanted(self, new: frozenset[Ref]) -> bool:
        """For what no database stores: True if a migration that creates `new` must run it."""
        return False

    def create(self, context: Context) -> Iterator[Step]:
        raise NotImplementedError

    def finish(self, context: Context) -> Iterator[Step]:
        """Say what the parent's CREATE had no word for, once it has written this object."""
        return iter(())

    def alter(self, was: Self, context: Context) -> Iterator[Step]:
        raise NotImplementedError

    def drop(self, context: Context) -> Iterator[Step]:
        word, sql = self.noun, self.spelled
        yield Step(sql=f"DROP {word} {sql}", once=f"DROP {word} IF EXISTS {sql}")


def about(path: tuple[str, ...]) -> tuple[Ref, str]:
    """Return what a facet's path is about, and which part of that, if not the whole.

    >>> about(("view.column", "public", "v", "a"))
    (Ref(kind='view', path=('public', 'v')), 'column')
    """
    home, _, part = path[0].partition(".")
    return Ref(home, path[1:-1] if part else path[1:]), part


def _compared(kind: type[Object]) -> tuple[str, ...]:
    """Return the names of the fields whose difference is a difference."""
    return tuple(f.name for f in fields(kind) if f.compared)


def _only_written(kind: type[Object]) -> tuple[str, ...]:
    """Return the names of the fields that a catalog cannot know."""
    return tuple(f.name for f in fields(kind) if f.written)


compared: Callable[[Any], tuple[str, ...]] = cache(_compared)
only_written: Callable[[Any], tuple[str, ...]] = cache(_only_written)


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
