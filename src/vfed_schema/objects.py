"""One schema object: what a kind is, and what is asked of every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, dataclass_transform

from .record import Record, fields, replace, written
from .ref import Ref
from .sql import name
from .step import Step

if TYPE_CHECKING:
    from datetime import datetime

    from .model import Context, Model
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
