"""A model as the parts of the file see it: what is a class, what is called how."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from typing import TypeVar

from ...kinds.column import Column
from ...kinds.domain import Domain
from ...kinds.domain_check import DomainCheck
from ...kinds.enum import Enum
from ...kinds.foreign_key import ForeignKey
from ...kinds.key import PrimaryKey
from ...kinds.sequence import Sequence
from ...kinds.sequence_owner import SequenceOwner
from ...kinds.table import Table
from ...model import Model
from ...objects import Object
from ...ref import Ref
from ..python import naming
from ..python.known import Known
from ..python.layout import Doc
from ..python.records import Field, Record, Style, records
from ..python.spelling import RESERVED, split_type
from ..python.text import string
from .types import OTHER, sql_type

Kind = TypeVar("Kind", bound=Object)

OURS = ("Base", "EXTERNAL", "VIEWS", OTHER, "UserDefinedType")
NAMES = ("DeclarativeBase", "Mapped", "mapped_column")
_TAKEN = frozenset({"metadata", "registry", "sa", "pg", "type_annotation_map", *NAMES, *OURS})
_RANK = {k: i for i, k in enumerate(("primary_key", "unique", "foreign_key", "check", "exclude"))}


def _unfit(name: str) -> bool:
    return name in _TAKEN or name.startswith("_")


_STYLE = Style(reserved=frozenset({*NAMES, *OURS}), unfit=_unfit)


class Context:
    """What is known of a model, and the names of what it becomes."""

    def __init__(self, model: Model) -> None:
        self.model, self.known = model, Known(model)
        self.found = records(model, style=_STYLE)
        self.keys = {o.path[:-1]: o for o in model.values() if isinstance(o, PrimaryKey)}
        self.serials = dict(self._serials())
        types: list[Enum | Domain] = [*ordered(model, Enum), *ordered(model, Domain)]
        self.types = [o for o in types if o.ref not in model.external]
        # Tables that `create_all` must not make.
        self.elsewhere = [
            t for t in self.known.tables
            if self.known.external(t) or (wordless(t) and not t.partition_of)
        ]  # fmt: skip
        self.foreign = {table.ref for table in self.elsewhere}
        self.variables = self._variables()
        self.of_table: dict[tuple[str, ...], list[Object]] = {}
        for obj in sorted(model.values(), key=lambda o: (_RANK.get(o.kind, 9), o.path)):
            home = getattr(obj, "table", None) or obj.path[:-1]
            self.of_table.setdefault(tuple(home), []).append(obj)

    def _variables(self) -> dict[Ref, str]:
        """Return the names of what is no class: types, and tables that are plain."""
        plain = [
            r.ref for r in self.found.records if not self.mapped(r) and r.ref not in self.foreign
        ]
        refs = [*(o.ref for o in self.types), *(t.ref for t in self.elsewhere), *plain]
        wishes = {}
        for ref in refs:
            base = naming.attributes([ref.path[-1].lower()])[ref.path[-1].lower()]
            lead = f"_{base}" if ref.kind in ("enum", "domain") else base
            wishes[ref] = [lead, f"{lead}_{ref.kind}", f"{lead}_of_{_word(ref.path[0])}"]
        taken = {r.name for r in self.found.records} | {a.name for a in self.found.aliases}
        return naming.allot(
            wishes, taken={*taken, "sa", "pg", *NAMES, *OURS, *RESERVED, *dir(builtins)}
        )

    def _serials(self) -> Iterator[tuple[tuple[str, ...], Ref]]:
        """Yield the columns that SQLAlchemy makes SERIAL, with the sequences that come of it."""
        tied = {(*o.path[:-1], *o.columns) for o in ordered(self.model, ForeignKey)}
        for owner in ordered(self.model, SequenceOwner):
            column, ref = owner.column, Ref("sequence", owner.path)
            key, made = self.keys.get(column[:-1]), self.model.get(ref)
            there = self.model.get(Ref("column", column))
            if not (key and isinstance(made, Sequence) and isinstance(there, Column)):
                continue
            usual = Sequence(
                path=(*column[:-2], f"{column[-2]}_{column[-1]}_seq"), type=there.type, start=1,
                minimum=1, maximum=top(there.type),
            )  # fmt: skip
            if key.columns == column[-1:] and made == usual and column not in tied:
                yield column, ref

    def mapped(self, record: Record) -> bool:
        """True if a relation is a class: it has a primary key, and SQLAlchemy can make it."""
        key = self.keys.get(record.ref.path)
        return bool(key and key.columns) and not any(
            wordless(obj) for obj in (key, self.model[record.ref]) if obj
        )

    def annotation(self, field: Field, record: Record) -> str:
        """Return what a column is read as: SQLAlchemy has ranges of its own, and knows enums."""
        inner = re.sub(r"\b_*Range\b", "pg.Range", field.inner)
        inner = re.sub(r"\b_*Multirange\b", "pg.ranges.MultiRange", inner)
        plain, _, depth = split_type(field.type)
        if depth and self.known.enum(plain, record.ref.path[0]):
            inner = "list[" * depth + "str" + "]" * depth
        return inner + (" | None" if field.null else "")

    def target(self, table: tuple[str, ...], column: str) -> str:
        """Return a column as a foreign key names it: by name, or as that of a table elsewhere."""
        ref = Ref("table", table)
        if ref in self.foreign:
            dotted = naming.is_attribute(column) and not hasattr(dict, column)
            return f"{self.variables[ref]}.c" + (f".{column}" if dotted else f"[{string(column)}]")
        home = [] if table[0] == "public" else [table[0]]
        return string(".".join([*home, table[1], column]))

    def type(self, type_: str, collation: str | None, schema: str) -> Doc:
        """Return a column's type."""

        def named(plain: str) -> str | None:
            found = self.known.enum(plain, schema) or self.known.domain(plain, schema)
            return self.variables.get(found.ref) if found else None

        return sql_type(type_, collation, named)

    def checks(self, domain: Object) -> list[DomainCheck]:
        """Return the checks of a domain."""
        found = self.of_table.get(domain.path, ())
        return [obj for obj in found if isinstance(obj, DomainCheck)]


def ordered(model: Model, kind: type[Kind]) -> list[Kind]:
    """Return a model's objects of a kind, by name."""
    return [obj for _, obj in sorted(model.items()) if isinstance(obj, kind)]


def top(type_: str) -> int:
    """Return the greatest value of a sequence's type."""
    return int(2 ** {"smallint": 15, "integer": 31}.get(type_, 63)) - 1


def schema_of(path: tuple[str, ...]) -> str | None:
    """Return a schema as SQLAlchemy is told it: the one that is there always is not named."""
    return None if path[0] == "public" else string(path[0])


def _word(name: str) -> str:
    return re.sub(r"\W", "_", name.lower())


def wordless(obj: Object) -> bool:
    """True for what has something that SQLAlchemy cannot say at all: schema.sql makes it."""
    if isinstance(obj, Table):
        return bool(obj.partition_of or obj.server or obj.inherits or obj.of)
    return (
        any(getattr(obj, field, None) for field in ("no_inherit", "without_overlaps", "period"))
        or getattr(obj, "enforced", True) is False
    )
