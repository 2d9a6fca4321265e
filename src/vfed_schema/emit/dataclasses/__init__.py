"""Typed Python for a model: a class for the rows of every table and view, and what INSERT needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import Model
from ..python import naming
from ..python.module import json_alias, line, sets, whole
from ..python.records import Field, Record, Records, records
from ..python.spelling import imports, words
from ..python.text import annotated, docstring, string


def render(model: Model, base: str = "") -> str:
    """Return the text of models.py: the same for the same model, as ruff would format it.

    A model that is not compiled has views whose columns are not known: they are read off their
    queries, with `base` for the SQL of the tables that others own.

    Raises SourceError where two relations are to have one class.
    """
    found = records(model, base)
    body = [text for record in found.records for text in _classes(record)]
    used = _used(found)
    return whole(
        model,
        found,
        imported=imports(used),
        names=_names(found, used),
        body=body,
        said=json_alias(used),
    )


def classes(model: Model, base: str = "") -> dict[str, str]:
    """Return the classes of each table and view by its name, with the value sets that they use.

    Raises SourceError where two relations are to have one class.
    """
    found = records(model, base)
    sets_of = dict(zip((a.name for a in found.aliases), sets(found), strict=True))
    said = {}
    for record in found.records:
        used = words([*(f.annotation for f in record.fields)])
        needed = [sets_of[name] for name in sorted(used & sets_of.keys())]
        said[record.source] = "\n\n".join(["\n".join(needed), *_classes(record)]).strip() + "\n"
    return said


def _used(found: Records) -> set[str]:
    """Return every name that the file needs before it can use it."""
    said = [f.annotation for r in found.records for f in r.fields]
    used = words([*said, *(f.for_insert or "" for r in found.records for f in r.fields)])
    used |= {"Final"}
    used |= {"dataclass"} if found.records else set()
    used |= {"TypedDict"} if any(r.insert for r in found.records) else set()
    used |= {"Literal", "TypeAlias"} if found.aliases else set()
    return used | ({"Json", "TypeAlias"} if any(re.fullmatch("_*Json", w) for w in used) else set())


def _names(found: Records, used: set[str]) -> Iterator[str]:
    yield "SCHEMA_VERSION"
    yield from (a.name for a in found.aliases)
    yield from ["Json"] if "Json" in used else []
    for record in found.records:
        yield from [record.name, f"New{record.name}"] if record.insert else [record.name]


def _classes(record: Record) -> Iterator[str]:
    yield _row(record)
    if record.insert:
        yield _new(record)


def _row(record: Record) -> str:
    doc = f"A row of {line(record.source)}."
    lines = [
        "@dataclass(frozen=True, slots=True, kw_only=True)",
        f"class {record.name}:",
        docstring(f"{record.doc}\n\n{doc}" if record.doc.strip() else doc, "    "),
        *([""] if record.fields else []),
    ]
    for field in record.fields:
        lines += _field(field)
    return "\n".join(lines) + "\n"


def _field(field: Field) -> Iterator[str]:
    yield annotated("    ", field.attribute, field.annotation)
    doc = field.doc.strip()
    if field.attribute != field.column:
        doc += f"\n\nThe column {field.column!r}: psycopg's class_row needs it selected"
        doc += f" AS {field.attribute}."
    if doc:
        yield docstring(doc, "    ")


def _new(record: Record) -> str:
    name = f"New{record.name}"
    doc = f"What an INSERT into {line(record.source)} needs, and what it may say."
    pairs = [(f.column, f.for_insert) for f in record.fields if f.for_insert]
    if all(naming.is_attribute(column) for column, _ in pairs):
        lines = [f"class {name}(TypedDict):", docstring(doc, "    "), *([""] if pairs else [])]
        return "\n".join([*lines, *(annotated("    ", *pair) for pair in pairs)]) + "\n"
    items = [annotated("        ", string(column), said, ",") for column, said in pairs]
    lines = [f"{name} = TypedDict(", f'    "{name}",', "    {", *items, "    },", ")"]
    return "\n".join([*lines, docstring(doc)]) + "\n"
