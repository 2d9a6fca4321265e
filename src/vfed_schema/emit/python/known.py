"""A model, indexed by what its classes are made of."""

from __future__ import annotations

from collections import defaultdict

from ...kinds.check import Check
from ...kinds.column import Column
from ...kinds.comment import Comment
from ...kinds.domain import Domain
from ...kinds.domain_check import DomainCheck
from ...kinds.enum import Enum
from ...kinds.key import PrimaryKey
from ...kinds.table import Table
from ...kinds.view import View
from ...model import Model
from ...record import replace
from ...ref import Ref
from ...sql import name


class Known:
    """What a model knows of relations, their columns, value sets and comments."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.schema = model.about.schema if model.about else "public"
        self.tables: list[Table] = []
        self.views: list[View] = []
        self._columns: dict[tuple[str, ...], list[Column]] = defaultdict(list)
        self._keys: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._enums: dict[str, Enum] = {}
        self._domains: dict[str, Domain] = {}
        self._checks: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for obj in sorted(model.values(), key=lambda o: o.path):
            self._learn(obj)

    def _learn(self, obj: object) -> None:
        match obj:
            case Table():
                self.tables.append(obj)
            case View():
                self.views.append(obj)
            case Column():
                self._columns[obj.path[:-1]].append(obj)
            case PrimaryKey():
                self._keys[obj.path[:-1]] = obj.columns
            case Enum():
                self._enums[name(*obj.path)] = obj
            case Domain():
                self._domains[name(*obj.path)] = obj
            case Check() if obj.enforced and not obj.not_valid:
                self._checks[obj.path[:-1]].append(obj.expression)
            case DomainCheck() if not obj.not_valid:
                self._checks[obj.path[:-1]].append(obj.expression)

    def columns(self, table: tuple[str, ...]) -> list[Column]:
        """Return what is known of a table's columns, in their order, inherited ones first."""
        home = self.model.get(Ref("table", table))
        found: dict[str, Column] = {}
        for path in home.ancestors() if home else ():
            found |= {c.path[-1]: replace(c, path=(*table, c.path[-1])) for c in self.columns(path)}
        own = sorted(self._columns.get(table, ()), key=lambda c: (c.position, c.path))
        for column in own:
            above = found.get(column.path[-1])
            type_ = above.type if above and column.inherited else column.type
            found[column.path[-1]] = replace(column, type=type_)
        return list(found.values())

    def null(self, column: Column) -> bool:
        """True if the column can be null; the columns of a primary key cannot, said or not."""
        return not (
            column.not_null or column.identity or column.path[-1] in self._key(column.path[:-1])
        )

    def _key(self, table: tuple[str, ...]) -> tuple[str, ...]:
        return self._keys.get(table, ())

    def external(self, obj: Table | View) -> bool:
        """True if somebody else owns it."""
        return obj.ref in self.model.external

    def enum(self, type_: str, schema: str) -> Enum | None:
        """Return the enum that a type is, as `schema` sees it."""
        for place in dict.fromkeys((schema, self.schema, "public")):
            if found := self._enums.get(f"{name(place)}.{type_}"):
                return found
        return self._enums.get(type_)

    def domain(self, type_: str, schema: str) -> Domain | None:
        """Return the domain that a type is, as `schema` sees it."""
        for place in dict.fromkeys((schema, self.schema, "public")):
            if found := self._domains.get(f"{name(place)}.{type_}"):
                return found
        return self._domains.get(type_)

    def checks(self, path: tuple[str, ...]) -> list[str]:
        """Return the conditions that every row of a table, or value of a domain, meets."""
        return self._checks.get(path, [])

    def comment(self, kind: str, path: tuple[str, ...]) -> str:
        """Return what a comment says of an object, or nothing."""
        found = self.model.get(Ref("comment", (kind, *path)))
        return found.text if isinstance(found, Comment) else ""
