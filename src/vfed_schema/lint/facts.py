"""What rules ask of a model, found once: objects by kind, what is in a table, what reads what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import TypeVar

from ..kinds.check import Check
from ..kinds.column import Column
from ..kinds.domain import Domain
from ..kinds.materialized_view import MaterializedView
from ..kinds.table import Table
from ..kinds.view import View
from ..model import Model
from ..objects import Object
from ..ref import Ref
from ..sql import name
from ..types import parts
from .lookups import Lookup, lookup
from .reading import only_not_null

Kind = TypeVar("Kind", bound=Object)
Path = tuple[str, ...]


class Facts:
    """A model, and lookups into it that are made when first asked for."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._by_kind: dict[type[Object], list[Object]] = defaultdict(list)
        for obj in model.values():
            self._by_kind[type(obj)].append(obj)

    def all(self, kind: type[Kind]) -> Iterator[Kind]:
        """Yield every object of a kind, or of the kinds made of it."""
        for cls, objects in self._by_kind.items():
            if issubclass(cls, kind):
                yield from objects  # type: ignore[misc]

    def own(self, kind: type[Kind]) -> Iterator[Kind]:
        """Yield those that are the model's, and not somebody else's."""
        return (obj for obj in self.all(kind) if obj.ref not in self.model.external)

    def typed(self, *types: str) -> Iterator[tuple[Column | Domain, tuple[int, ...]]]:
        """Yield the model's columns and domains of some types, each with its modifier.

        Arrays are of the type of what is in them.
        """
        for plain in types:
            yield from self._by_type.get(plain, ())

    @cached_property
    def _by_type(self) -> dict[str, list[tuple[Column | Domain, tuple[int, ...]]]]:
        known: dict[str, tuple[str, tuple[int, ...]]] = {}
        found: dict[str, list[tuple[Column | Domain, tuple[int, ...]]]] = defaultdict(list)
        for obj in chain[Column | Domain](self.own(Column), self.own(Domain)):
            if obj.type not in known:
                known[obj.type] = parts(obj.type)[:2]
            plain, modifier = known[obj.type]
            found[plain].append((obj, modifier))
        return found

    def base_type(self, type_: str) -> str:
        """Return what a domain is made of, and of any other type itself."""
        while domain := self._domains.get(type_):
            type_ = domain.type
        return type_

    def domain_default(self, type_: str) -> bool:
        """True if a type is a domain that has a default."""
        while domain := self._domains.get(type_):
            if domain.default is not None:
                return True
            type_ = domain.type
        return False

    @cached_property
    def _domains(self) -> dict[str, Domain]:
        return {name(*domain.path): domain for domain in self.all(Domain)}

    @cached_property
    def inside(self) -> dict[Path, list[Object]]:
        """What lives in each relation, by the relation's path."""
        found: dict[Path, list[Object]] = defaultdict(list)
        for obj in self.model.values():
            if obj.within in _RELATIONS and obj.parent:
                found[obj.parent.path].append(obj)
        return found

    def of(self, home: Path, kind: type[Kind]) -> Iterator[Kind]:
        """Yield what lives in a relation and is of a kind."""
        return (obj for obj in self.inside.get(home, ()) if isinstance(obj, kind))

    @cached_property
    def lookups(self) -> dict[Path, list[Lookup]]:
        """The indexes of each relation, those of constraints too."""
        return {
            home: found
            for home, objects in self.inside.items()
            if (found := [told for obj in objects if (told := lookup(obj))])
        }

    def lookups_above(self, home: Path) -> list[Lookup]:
        """Return the indexes that a partition has of the tables it is a part of."""
        above = list(self.split_from(home))[1:]
        return [one for path in above for one in self.lookups.get(path, ()) if one.valid]

    def table(self, path: Path) -> Table | None:
        found = self.model.get(Ref("table", path))
        return found if isinstance(found, Table) else None

    def split_from(self, path: Path) -> Iterator[Path]:
        """Yield a table and the ones that it is a partition of, outwards."""
        while path:
            yield path
            table = self.table(path)
            path = table.partition_of if table else ()

    @cached_property
    def parts(self) -> dict[Path, list[Path]]:
        """The partitions of each table, without theirs."""
        found: dict[Path, list[Path]] = defaultdict(list)
        for table in self.all(Table):
            if table.partition_of:
                found[table.partition_of].append(table.path)
        return found

    def column(self, home: Path, called: str) -> Column | None:
        """Return a column as a table has it, its own or inherited."""
        found = self.model.get(Ref("column", (*home, called)))
        if isinstance(found, Column) and not found.inherited:
            return found
        table = self.table(home)
        for path in table.ancestors() if table else ():
            if above := self.column(path, called):
                return above
        return None

    def is_null(self, home: Path, called: str) -> bool:
        """True if a column is known, and may be null."""
        here = self.model.get(Ref("column", (*home, called)))
        if isinstance(here, Column) and here.not_null:
            return False
        column = self.column(home, called)
        if column is None or column.not_null or self._domain_not_null(column.type):
            return False
        return not any(called in self._checked.get(path, ()) for path in self.split_from(home))

    def _domain_not_null(self, type_: str) -> bool:
        while domain := self._domains.get(type_):
            if domain.not_null:
                return True
            type_ = domain.type
        return False

    @cached_property
    def _checked(self) -> dict[Path, set[str]]:
        """The columns of each table that a check keeps from being null, as NOT NULL would."""
        found: dict[Path, set[str]] = defaultdict(set)
        for one in self.all(Check):
            if one.enforced and not one.not_valid:
                found[one.path[:-1]] |= only_not_null(one.expression)
        return found

    def loose(self, home: Path) -> bool:
        """True if a table's row security does not hold for the table's owner."""
        table = self.table(home)
        return table is not None and not table.force_row_security

    @cached_property
    def secured(self) -> frozenset[Path]:
        """The tables that have row security switched on."""
        return frozenset(table.path for table in self.all(Table) if table.row_security)

    def secured_below(self, ref: Ref) -> Path | None:
        """Return a table with row security that a view reads, itself or by another view.

        One whose owner is held to its policies too is none.
        """
        if not self.secured:
            return None
        seen, queue = {ref}, [ref]
        while queue:
            for used in sorted(self.model.uses(queue.pop())):
                home = Ref("table", used.path[:2]) if used.kind == "column" else used
                if home.kind == "table" and home.path in self.secured and self.loose(home.path):
                    return home.path
                reads = isinstance(self.model.get(home), View | MaterializedView)
                if reads and home not in seen:
                    seen.add(home)
                    queue.append(home)
        return None


_RELATIONS = ("table", "view", "materialized_view")
