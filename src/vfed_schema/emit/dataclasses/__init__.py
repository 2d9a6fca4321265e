"""Typed Python for a model: a class for the rows of every table and view, and what INSERT needs.

Value sets become `Literal`, not `StrEnum`: psycopg reads a text column as `str`, which a Literal is
already, so `class_row` needs no conversion and what is read can be written and dumped as it is.
Each is named after its column, and never shared, so that no new table changes an old name.

Fields are documented by the string after them: editors, Sphinx, pdoc and griffe all show it, and
only some of them know `#:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import About, Model
from . import naming
from .records import Field, Record, Records, records
from .spelling import imports, words
from .text import annotated, bracketed, docstring, string, wrapped

_JSON = 'Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None'
_JSON_DOC = "What JSON may hold. To write it, wrap it in psycopg's `Json` or `Jsonb`."


def render(model: Model, base: str = "") -> str:
    """Return the text of models.py: the same for the same model, as ruff would format it.

    A model that is not compiled has views whose columns are not known: they are read off their
    queries, with `base` for the SQL of the tables that others own.

    Raises SourceError where two relations are to have one class.
    """
    found = records(model, base)
    body = [text for record in found.records for text in _classes(record)]
    used = _used(found)
    version = (model.about or About()).version
    lines = [
        _banner(version, found),
        "",
        *imports(used),
        "",
        "__all__ = [",
        *(f'    "{name}",' for name in _exported(found, used)),
        "]",
        "",
        bracketed("SCHEMA_VERSION: Final = ", string(version)),
        *_aliases(found, used),
    ]
    return "\n".join(lines) + "\n" + "".join(f"\n\n{text}" for text in body)


def classes(model: Model, base: str = "") -> dict[str, str]:
    """Return the classes of each table and view by its name, with the value sets that they use.

    Raises SourceError where two relations are to have one class.
    """
    found = records(model, base)
    sets_of = {
        a.name: wrapped(f"{a.name}: TypeAlias = Literal[", a.literals, "]") for a in found.aliases
    }
    said = {}
    for record in found.records:
        used = words([*(f.annotation for f in record.fields)])
        sets = [sets_of[name] for name in sorted(used & sets_of.keys())]
        said[record.source] = "\n\n".join(["\n".join(sets), *_classes(record)]).strip() + "\n"
    return said


def _banner(version: str, found: Records) -> str:
    said = [
        f"Rows of the schema {_line(version) or 'without a version'}, typed.",
        "Written by `vfed-schema generate` from the model: change that, not this.",
    ]
    for names, why in (
        (found.external, "their columns are not all ours"),
        (found.unread, "their columns are only known once the model is compiled"),
    ):
        if names:
            said.append(f"No class for {', '.join(map(_line, names))}: {why}.")
    return docstring("\n\n".join(said))


def _used(found: Records) -> set[str]:
    """Return every name that the file needs before it can use it."""
    said = [f.annotation for r in found.records for f in r.fields]
    used = words([*said, *(f.for_insert or "" for r in found.records for f in r.fields)])
    used |= {"Final"}
    used |= {"dataclass"} if found.records else set()
    used |= {"TypedDict"} if any(r.insert for r in found.records) else set()
    used |= {"Literal", "TypeAlias"} if found.aliases else set()
    return used | ({"Json", "TypeAlias"} if any(re.fullmatch("_*Json", w) for w in used) else set())


def _exported(found: Records, used: set[str]) -> list[str]:
    names = ["SCHEMA_VERSION", *(a.name for a in found.aliases)]
    names += ["Json"] if "Json" in used else []
    for record in found.records:
        names += [record.name, f"New{record.name}"] if record.insert else [record.name]
    return sorted(names, key=_order)


def _order(name: str) -> tuple[int, list[tuple[bool, int, str]]]:
    """Sort as ruff does: constants, classes, others; and numbers in a name as numbers."""
    rank = 0 if len(name.encode()) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return rank, [_piece(piece) for piece in re.findall(r"[0-9]+|[^0-9]", name)]


def _piece(piece: str) -> tuple[bool, int, str]:
    """Return the key of a number or a letter; a number with a zero in front is a fraction."""
    number = piece[0] in "0123456789"
    return not number, len(piece) if number and piece[0] != "0" else 0, piece


def _aliases(found: Records, used: set[str]) -> Iterator[str]:
    if "Json" in used:
        yield from ["", _JSON, docstring(_JSON_DOC)]
    for other in sorted(word for word in used if re.fullmatch("_+Json", word)):
        yield f"{other}: TypeAlias = Json"
    if found.aliases:
        yield ""
    for alias in found.aliases:
        yield wrapped(f"{alias.name}: TypeAlias = Literal[", alias.literals, "]")


def _classes(record: Record) -> Iterator[str]:
    yield _row(record)
    if record.insert:
        yield _new(record)


def _row(record: Record) -> str:
    doc = f"A row of {_line(record.source)}."
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
    doc = f"What an INSERT into {_line(record.source)} needs, and what it may say."
    pairs = [(f.column, f.for_insert) for f in record.fields if f.for_insert]
    if all(naming.is_attribute(column) for column, _ in pairs):
        lines = [f"class {name}(TypedDict):", docstring(doc, "    "), *([""] if pairs else [])]
        return "\n".join([*lines, *(annotated("    ", *pair) for pair in pairs)]) + "\n"
    items = [annotated("        ", string(column), said, ",") for column, said in pairs]
    lines = [f"{name} = TypedDict(", f'    "{name}",', "    {", *items, "    },", ")"]
    return "\n".join([*lines, docstring(doc)]) + "\n"


def _line(name: str) -> str:
    return " ".join(name.split())
