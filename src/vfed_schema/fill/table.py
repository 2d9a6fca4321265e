"""How the rows of one table are drawn: an expression for each column, and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import PlanError
from ..kinds.check import Check
from ..kinds.column import Column
from ..kinds.domain import Domain
from ..kinds.domain_check import DomainCheck
from ..kinds.enum import Enum
from ..kinds.foreign_key import ForeignKey
from ..kinds.index import Index
from ..kinds.key import Key
from ..kinds.sample import Sample
from ..kinds.table import Table
from ..model import Model
from ..objects import Object
from ..record import replace
from ..ref import Ref
from ..sql import name, split, text, unquoted
from .values import fraction, from_check, generic, number, one_of, salt, shapes

if TYPE_CHECKING:
    from psycopg import Connection

T = TypeVar("T", bound=Object)
Path = tuple[str, ...]

NULLS = 10.0  # percent of rows without a value, where a column may have none
PROBES = 200


@dataclass(slots=True)
class Keys:
    """The keys of filled tables, by number, in temporary tables."""

    conn: Connection[Any]
    made: dict[tuple[Path, Path], tuple[str, int]] = field(default_factory=dict)

    def of(self, table: Path, columns: Path) -> tuple[str, int]:
        """Return the temporary table of a table's keys, numbered from 0, and how many they are."""
        if (table, columns) not in self.made:
            called = f"keys_{len(self.made)}"
            listed = ", ".join(f"{name(c)} AS c{n}" for n, c in enumerate(columns))
            order = ", ".join(map(name, columns))
            numbered = f"row_number() OVER (ORDER BY {order}) - 1 AS n, {listed}"
            self.conn.execute(
                f"CREATE TEMP TABLE {called} AS SELECT {numbered} FROM {name(*table)}".encode()
            )
            self.conn.execute(f"ANALYZE pg_temp.{called}".encode())
            count = self.conn.execute(f"SELECT count(*) FROM pg_temp.{called}".encode()).fetchall()
            self.made[table, columns] = called, int(count[0][0])
        return self.made[table, columns]

    def forget(self, table: Path) -> None:
        """Number the keys of a table anew when they are next asked for."""
        for key in [k for k in self.made if k[0] == table]:
            self.conn.execute(f"DROP TABLE pg_temp.{self.made.pop(key)[0]}".encode())


@dataclass(slots=True)
class Drawn:
    """A table, and how its rows are drawn."""

    table: Table
    columns: dict[str, str] = field(default_factory=dict)  # an expression each
    joins: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    limit: int | None = None  # no more rows than this can be told apart
    passes: bool = True  # ON CONFLICT may be said of it

    def insert(self, start: int, count: int, most: int) -> str:
        """Return the statement that makes rows of the numbers from `start`, of `count` of them."""
        into = f"INSERT INTO {name(*self.table.path)}"
        if not self.columns:
            return f"{into} SELECT FROM generate_series(1, {most})"
        names = ", ".join(map(name, self.columns))
        drawn = ", ".join(f"{how} AS {name(c)}" for c, how in self.columns.items())
        joins = "".join(f" {join}" for join in self.joins)
        where = " AND ".join(f"({check}) IS NOT FALSE" for check in self.checks)
        return (
            f"{into} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM (SELECT {drawn}"
            f" FROM generate_series({start}::bigint, {start + count - 1}) i{joins}) drawn"
            f"{f' WHERE {where}' if where else ''} LIMIT {most}"
            f"{' ON CONFLICT DO NOTHING' if self.passes else ''}"
        )


class Drawer:
    """Finds out how to draw rows of a table so that Postgres takes them."""

    def __init__(
        self, conn: Connection[Any], model: Model, samples: Mapping[Path, Sample], *, skew: bool
    ) -> None:
        self.conn, self.model, self.samples, self.skew = conn, model, samples, skew
        self.keys = Keys(conn)
        self.partitions = ""

    def draw(self, table: Table, later: frozenset[Path]) -> Drawn:
        """Return how rows of a table are drawn; what refers to tables of `later` stays empty.

        Raises PlanError where a column has to have a value and nobody knows which.
        """
        drawn = Drawn(table, passes=self._passes(table))
        columns = {own: c for own, c in self._columns(table).items() if c.generated is None}
        self.partitions = self._partition_check(table)
        sample = self.samples.get(table.path)
        said = sample.drawn if sample else {}
        portions = sample.portions if sample and self.skew else {}
        unique = self._told_apart(table, columns, said)
        referring = self._referring(table, drawn, unique, later, {*said})
        for own, column in columns.items():
            if own in said:
                u = fraction(salt(*column.path))
                how: str | None = f"(SELECT {said[own]} FROM (SELECT {u} AS u) drawn)"
            elif column.identity or referring.get(own, "") is None:
                continue
            else:
                how = referring.get(own) or self._value(column, portions.get(own), own in unique)
            shares = portions.get(own, {})
            together = self._with(table, own)
            empty = all(self._may_be_empty(columns[c], c in unique) for c in together)
            if not shares and own not in said and empty:
                shares = {"null": NULLS}
            if how is not None or shares:
                by = salt(*table.path, *together, "shares")
                drawn.columns[own] = self._spread(column, how or "NULL", shares, by)
        drawn.checks = [c.expression for c in self._checks(table) if c.enforced]
        drawn.checks += [self.partitions] if self.partitions else []
        for own in drawn.columns:
            drawn.checks += self._domain_checks(columns[own])
        return drawn

    def _of(self, table: Object, kind: type[T]) -> list[T]:
        found = (self.model[ref] for ref in sorted(self.model.users(table.ref)))
        return [o for o in found if isinstance(o, kind) and o.parent == table.ref]

    def _columns(self, table: Table) -> dict[str, Column]:
        """Return the columns of a table by name, those that it takes from elsewhere among them."""
        found: dict[str, Column] = {}
        for path in table.ancestors():
            above = self.model[Ref("table", path)]
            assert isinstance(above, Table)
            found |= {own: self._moved(c, table) for own, c in self._columns(above).items()}
        composite = self.model.get(Ref("composite", _path(table.of))) if table.of else None
        for attribute in getattr(composite, "attributes", ()):
            own, _, type_ = attribute.partition(" ")
            called = unquoted(own)
            found[called] = Column(path=(*table.path, called), type=type_)
        for column in sorted(self._of(table, Column), key=lambda c: c.position):
            own = column.path[-1]
            if column.inherited and own in found:
                kept = found[own]
                column = replace(column, type=kept.type, not_null=column.not_null or kept.not_null)
            found[own] = column
        return found

    def _moved(self, column: Column, table: Table) -> Column:
        return replace(column, path=(*table.path, column.path[-1]), identity=None)

    def _checks(self, table: Table) -> list[Check]:
        above = [self.model[Ref("table", path)] for path in table.ancestors()]
        found = [c for t in above if isinstance(t, Table) for c in self._checks(t)]
        return [*(c for c in found if not c.no_inherit), *self._of(table, Check)]

    def _passes(self, table: Table) -> bool:
        """True if ON CONFLICT may be said: not where it is put off, or made something else."""
        users = (self.model[ref] for ref in self.model.users(table.ref))
        return not any(u.kind == "rule" or getattr(u, "deferrable", False) for u in users)

    def _partition_check(self, table: Table) -> str:
        """Return the condition that there is a partition for a row, or nothing."""
        if not table.partition_by:
            return ""
        found = self.conn.execute(
            "select pg_get_partition_constraintdef(relid) from pg_partition_tree(%s::regclass)"
            " where isleaf",
            [name(*table.path)],
        ).fetchall()
        said = [row[0] for row in found]
        return " OR ".join(f"({s})" for s in said) if all(said) else ""

    def _with(self, table: Table, own: str) -> Path:
        """Return the columns that are to be empty when one is: those of its foreign key."""
        keys = (k.columns for k in self._of(table, ForeignKey) if own in k.columns)
        return next(keys, (own,))

    def _may_be_empty(self, column: Column, unique: bool) -> bool:
        domain = self._domain(column.type)
        return not (column.not_null or unique or self._key(column) or (domain and domain.not_null))

    def _key(self, column: Column) -> bool:
        table = self.model[Ref("table", column.path[:-1])]
        assert isinstance(table, Table)
        keys = (k for k in self._of(table, Key) if k.kind == "primary_key")
        return any(column.path[-1] in k.columns for k in keys)

    def _sets(self, table: Table) -> Iterator[Path]:
        """Yield the sets of columns no two rows may share."""
        for key in self._of(table, Key):
            yield key.columns
        for index in self._of(table, Index):
            if index.unique and not any("(" in k for k in index.keys):
                yield tuple(unquoted(k.split()[0]) for k in index.keys)

    def _told_apart(
        self, table: Table, columns: Mapping[str, Column], said: Mapping[str, str]
    ) -> set[str]:
        """Return the columns that are to be different in every row."""
        found: set[str] = set()
        referring = {c for k in self._of(table, ForeignKey) for c in k.columns}
        sets = sorted(self._sets(table), key=len)
        for columns_ in sets:
            if len(columns_) == 1:
                found.add(columns_[0])
                continue
            if found & set(columns_) or set(columns_) & {c for c in columns if columns[c].identity}:
                continue
            free = [
                c
                for c in columns_
                if c in columns and c not in referring and c not in said and self._free(columns[c])
            ]
            found |= set(free[:1])
        return found

    def _free(self, column: Column) -> bool:
        few = column.type == "boolean" or column.values or self._labels(column.type)
        return not few and not self._own_checks(column)

    def _referring(
        self,
        table: Table,
        drawn: Drawn,
        unique: set[str],
        later: frozenset[Path],
        said: set[str],
    ) -> dict[str, str | None]:
        """Return an expression for each column that refers to another table; None to leave it."""
        found: dict[str, str | None] = {}
        together = [set(s) for s in self._sets(table) if len(s) > 1 and not unique & set(s)]
        stride: dict[int, int] = {}
        for number_, key in enumerate(self._of(table, ForeignKey)):
            if said & set(key.columns):
                continue
            if set(key.columns) & set(found):  # drawn for another: nothing else may be referred to
                found |= {c: None for c in key.columns if c not in found}
                continue
            if key.references in later:
                found |= dict.fromkeys(key.columns)
                continue
            target = key.target_columns or self._primary(key.references)
            keys, count = self.keys.of(key.references, target)
            if not count:
                self._need_none(table, key)
                found |= dict.fromkeys(key.columns)
                continue
            at = number(count, salt(*table.path, *key.columns))
            if set(key.columns) & unique:
                at, drawn.limit = f"i % {count}", min(count, drawn.limit or count)
            for n, group in enumerate(together):
                if set(key.columns) <= group:
                    before = stride.get(n, 1)
                    # One that is spread: those that share all before have different quotients.
                    turn = f"abs(hashint8extended(i % {before}, {before}) % {count})"
                    at, stride[n] = f"(i / {before} + {turn}) % {count}", before * count
            called = f"k{number_}"
            drawn.joins.append(f"LEFT JOIN pg_temp.{keys} {called} ON {called}.n = {at}")
            found |= {c: f"{called}.c{n}" for n, c in enumerate(key.columns)}
        for limit in stride.values():
            drawn.limit = min(limit, drawn.limit or limit)
        return found

    def _primary(self, table: Path) -> Path:
        for obj in self._of(self.model[Ref("table", table)], Key):
            if obj.kind == "primary_key":
                return obj.columns
        return ()

    def _need_none(self, table: Table, key: ForeignKey) -> None:
        for own in key.columns:
            column = self.model.get(Ref("column", (*table.path, own)))
            if isinstance(column, Column) and (column.not_null or self._key(column)):
                where = ".".join(key.references)
                raise PlanError(f"{column.ref} refers to {where}, which has no rows")

    def _value(
        self, column: Column, shares: Mapping[str, float] | None, unique: bool
    ) -> str | None:
        """Return an expression that the checks of a column take, or None to leave it out.

        Raises PlanError where it has to have a value.
        """
        conditions = [*self._own_checks(column), *self._domain_checks(column)]
        best, share = None, 0.0
        for candidate in self._candidates(column, unique, conditions):
            taken = self._taken(column, candidate, conditions) if conditions else 1.0
            if taken > share:
                best, share = candidate, taken
            if share >= 0.5:
                break
        left = 100 - sum((shares or {}).values())
        if (
            best is None
            and left > 0
            and column.default is None
            and not self._may_be_empty(column, unique)
        ):
            raise PlanError(
                f"{column.ref}: no value of {column.type} was found that it takes; say one in"
                f" the table's `sample: {{draws: {{{column.path[-1]}: expression}}}}`"
            )
        return best

    def _candidates(self, column: Column, unique: bool, conditions: list[str]) -> Iterator[str]:
        type_, by = self._base(column.type), salt(*column.path)
        array = type_.endswith("[]")
        values = column.values or self._labels(type_.removesuffix("[]"))
        if values:
            drawn = one_of([text(v) for v in values], by)
            yield f"ARRAY[{drawn}]" if array else drawn
        usual = generic(type_, column.path[-1], by, unique=unique)
        if usual:
            yield usual
        worded = conditions and usual and re.match(r"text|character|citext", type_)
        if worded and unique:
            yield from shapes(column.path[-1])
        for condition in conditions:
            yield from from_check(condition, type_, by)
        if worded and not unique:
            yield from shapes(column.path[-1])

    def _taken(self, column: Column, how: str, conditions: list[str]) -> float:
        """Return which part of some rows the checks of a column would take; errors take none."""
        import psycopg

        own = name(column.path[-1])
        where = " AND ".join([f"{own} IS NOT NULL", *(f"({c}) IS NOT FALSE" for c in conditions)])
        drawn = f"({how})::{self._base(column.type)} AS {name(column.path[-1])}"
        rows = f"SELECT {drawn} FROM generate_series(0::bigint, {PROBES - 1}) i"
        try:
            with self.conn.transaction():
                found = self.conn.execute(
                    f"SELECT count(*) FROM ({rows}) drawn WHERE {where}".encode()
                ).fetchall()
        except psycopg.Error:
            return 0.0
        return float(found[0][0]) / PROBES

    def _own_checks(self, column: Column) -> list[str]:
        """Return the conditions of a table's checks that read this column alone."""
        home = self.model[Ref("table", column.path[:-1])]
        by = getattr(home, "partition_by", None) or ""
        found = [self.partitions] if by.endswith(f"({name(column.path[-1])})") else []
        found = [c for c in found if c]
        for path in home.ancestors():
            found += self._own_checks(replace(column, path=(*path, column.path[-1])))
        for ref in sorted(self.model.users(column.ref)):
            check = self.model[ref]
            if isinstance(check, Check) and check.enforced:
                read = {r for r in self.model.uses(ref) if r.kind == "column"}
                found += [check.expression] if read == {column.ref} else []
        return found

    def _domain_checks(self, column: Column) -> list[str]:
        found, domain = [], self._domain(column.type)
        while domain:
            for ref in sorted(self.model.users(domain.ref)):
                check = self.model[ref]
                if isinstance(check, DomainCheck):
                    found.append(re.sub(r"\bVALUE\b", name(column.path[-1]), check.expression))
            domain = self._domain(domain.type)
        return found

    def _domain(self, type_: str) -> Domain | None:
        found = self.model.get(Ref("domain", _path(type_)))
        return found if isinstance(found, Domain) else None

    def _base(self, type_: str) -> str:
        domain = self._domain(type_)
        return self._base(domain.type) if domain else type_

    def _labels(self, type_: str) -> tuple[str, ...]:
        found = self.model.get(Ref("enum", _path(type_)))
        return found.labels if isinstance(found, Enum) else ()

    def _spread(self, column: Column, how: str, shares: Mapping[str, float], by: int) -> str:
        """Return an expression that gives some rows the values that shares say."""
        type_ = self._base(column.type)
        if not shares:
            return f"({how})::{type_}"
        drawn, up, whens = fraction(by), 0.0, ""
        for value, percent in shares.items():
            up += percent
            told = "NULL" if value == "null" else f"{text(value)}::{type_}"
            whens += f" WHEN {drawn} < {up / 100:g} THEN {told}"
        return f"CASE{whens} ELSE ({how})::{type_} END"


def _path(type_: str) -> Path:
    return tuple(unquoted(part) for part in split(type_, "."))
