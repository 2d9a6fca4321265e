"""What goes into the classes, before anything has its Python name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ...kinds.column import Column
from ...kinds.table import Table
from ...kinds.view import View
from ...ref import Ref
from .known import Known
from .limits import Limit, limits
from .outputs import Output
from .spelling import split_type, takes_numbers, takes_strings
from .text import string
from .views import Views


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSet:
    """The values a column may have, as literals: `of` is the column or the enum that says so."""

    of: Ref
    literals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftColumn:
    """One column of a relation."""

    name: str
    type: str
    null: bool
    doc: str
    values: ValueSet | None
    insert: Literal["must", "may", "never"] = "never"
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One table or view."""

    relation: Table | View
    doc: str
    columns: tuple[DraftColumn, ...]


def drafts(known: Known, views: Views, *, limited: bool = False) -> Iterator[Draft]:
    """Yield the tables that are ours, then the views, by name.

    `limited` reads what the values of columns are held to off every CHECK.
    """
    for table in known.tables:
        if not known.external(table) and not table.partition_of:
            columns = tuple(_column(known, c, limited) for c in known.columns(table.path))
            yield Draft(relation=table, doc=known.comment("table", table.path), columns=columns)
    for view in known.views:
        outputs = views.output(view)
        if outputs is not None and not known.external(view):
            columns = tuple(_output(known, view, o) for o in outputs)
            yield Draft(relation=view, doc=known.comment("view", view.path), columns=columns)


def _column(known: Known, column: Column, limited: bool) -> DraftColumn:
    null = known.null(column)
    insert: Literal["must", "may", "never"] = "must"
    if column.generated is not None or column.identity == "always":
        insert = "never"
    elif null or column.default is not None or column.identity:
        insert = "may"
    type_, found = _based(known, column, limited)
    return DraftColumn(
        name=column.path[-1],
        type=type_,
        null=null,
        doc=known.comment("column", column.path),
        values=_documented(column) or _labels(known, type_, column.path[0]),
        insert=insert,
        limits=found,
    )


def _based(known: Known, column: Column, limited: bool) -> tuple[str, tuple[Limit, ...]]:
    """Return the type that a driver sees, below all domains, and what its values are held to."""
    type_, seen = column.type, set()
    checks = known.checks(column.path[:-1]) if limited else ()
    found = {limit.key: limit for limit in limits(type_, checks, column.path[-1])}
    while (domain := known.domain(type_, column.path[0])) and domain.path not in seen:
        seen.add(domain.path)
        type_ = domain.type
        checks = known.checks(domain.path) if limited else ()
        for limit in limits(type_, checks, "value"):
            found.setdefault(limit.key, limit)
    return type_, tuple(found.values())


def _output(known: Known, view: View, output: Output) -> DraftColumn:
    doc = known.comment("view.column", (*view.path, output.name))
    if not doc and output.origin:
        doc = known.comment("column", output.origin.path)
    values = _documented(output.origin) if output.origin else None
    return DraftColumn(
        name=output.name,
        type=output.type,
        null=not output.not_null,
        doc=doc,
        values=values or _labels(known, output.type, view.path[0]),
    )


def _documented(column: Column) -> ValueSet | None:
    """Return the values that the model documents, where they can be literals."""
    values = tuple(dict.fromkeys(column.values))
    if not values:
        return None
    if takes_numbers(column.type) and all(re.fullmatch(r"-?(0|[1-9]\d*)", v) for v in values):
        return ValueSet(of=column.ref, literals=values)
    if takes_strings(column.type):
        return ValueSet(of=column.ref, literals=tuple(string(v) for v in values))
    return None


def _labels(known: Known, type_: str, schema: str) -> ValueSet | None:
    plain, _, depth = split_type(type_)
    enum = known.enum(plain, schema)
    # An array of an enum that psycopg was not told of is read as text.
    if enum is None or depth or not enum.labels:
        return None
    return ValueSet(of=enum.ref, literals=tuple(string(label) for label in enum.labels))
