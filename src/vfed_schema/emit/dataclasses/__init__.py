"""Typed Python for a model: a class for the rows of every table and view, and what INSERT needs.

Value sets become `Literal`, not `StrEnum`: psycopg reads a text column as `str`, which a Literal is
already, so `class_row` needs no conversion and what is read can be written and dumped as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...model import About, Model
from . import naming
from .records import Field, Record, records
from .spelling import imports

_JSON = 'Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"'


def render(model: Model) -> str:
    """Return the text of models.py: the same for the same model, as ruff would format it."""
    found = list(records(model))
    body = "".join(f"\n\n{text}" for text in _bodies(found))
    names = sorted(_exported(found, body), key=lambda n: (not n.isupper(), n))
    version = (model.about or About()).version
    head = [
        f'"""Rows of the schema {naming.plain(version) or "without a version"}, typed.',
        "",
        "Written by `vfed-schema generate` from the model: change that, not this.",
        '"""',
        "",
        *imports(body, found),
        "",
        "__all__ = [",
        *(f'    "{name}",' for name in names),
        "]",
        "",
        f"SCHEMA_VERSION: Final = {naming.string(version)}",
        *_aliases(found, body),
    ]
    return "\n".join(head) + "\n" + body


def _exported(found: list[Record], body: str) -> Iterator[str]:
    yield "SCHEMA_VERSION"
    if "Json" in body:
        yield "Json"
    yield from dict.fromkeys(alias for record in found for alias, _ in record.aliases)
    for record in found:
        yield record.name
        if record.insert:
            yield f"New{record.name}"


def _aliases(found: list[Record], body: str) -> Iterator[str]:
    if "Json" in body:
        yield ""
        yield _JSON
    said = dict(alias for record in found for alias in record.aliases)
    if said:
        yield ""
    for name, values in said.items():
        yield naming.wrapped(f"{name}: TypeAlias = Literal[", values, "]")


def _bodies(found: list[Record]) -> Iterator[str]:
    for record in found:
        yield _row(record)
        if record.insert:
            yield _new(record)


def _row(record: Record) -> str:
    lines = [
        "@dataclass(frozen=True, slots=True, kw_only=True)",
        f"class {record.name}:",
        naming.docstring(record.doc or f"A row of {record.source}.", "    "),
    ]
    for field in record.fields:
        lines += ["", *_field(field)] if field is record.fields[0] else _field(field)
    return "\n".join(lines) + "\n"


def _field(field: Field) -> list[str]:
    lines = [f"    {field.attribute}: {field.annotation}"]
    return [*lines, naming.docstring(field.doc, "    ")] if field.doc else lines


def _new(record: Record) -> str:
    doc = naming.docstring(
        f"What an INSERT into {record.source} needs, and what it may say.", "    "
    )
    pairs = [(f.column, f.for_insert) for f in record.fields if f.for_insert]
    if all(naming.is_identifier(column) for column, _ in pairs):
        body = "\n".join(f"    {column}: {said}" for column, said in pairs)
        gap = "\n\n" if pairs else "\n"
        return f"class New{record.name}(TypedDict):\n{doc}{gap}{body}\n"
    body = "\n".join(f"        {naming.string(column)}: {said}," for column, said in pairs)
    return f'New{record.name} = TypedDict(\n    "New{record.name}",\n    {{\n{body}\n    }},\n)\n'
