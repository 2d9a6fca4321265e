"""models.py in pydantic's style: rows that are checked when they are read, and what INSERT needs.

Columns are fields under their own names, or under an alias where pydantic or Python would not have
the name; what types' modifiers and CHECKs say is `Field(…)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Model
from .python.layout import Group, attribute, laid
from .python.module import line, whole
from .python.records import Field, Record, Records, Style, records
from .python.spelling import imports, words
from .python.text import docstring, string

# What a BaseModel has for itself, beside what begins with `model_`.
TAKEN = frozenset(
    {"construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw"}
    | {"schema", "schema_json", "update_forward_refs", "validate"}
)
_NAMES = ("BaseModel", "ConfigDict", "Field", "JsonValue")
_HOMES = (("pydantic", _NAMES),)
_LENGTHS = frozenset({"max_length", "min_length"})


def _unfit(name: str) -> bool:
    return name in TAKEN or name.startswith(("_", "model_"))


_STYLE = Style(reserved=frozenset(_NAMES), unfit=_unfit, limited=True)


def render(model: Model) -> str:
    """Return the text of models.py: the same for the same model, as ruff would format it.

    Raises SourceError where two relations are to have one class.
    """
    found = records(model, style=_STYLE)
    body = [text for record in found.records for text in _classes(record)]
    return whole(
        model,
        found,
        imported=imports(_used(found, body), _HOMES),
        names=_names(found),
        body=body,
    )


def _used(found: Records, body: list[str]) -> set[str]:
    said = [_annotation(f) for r in found.records for f in r.fields]
    used = words(said) | {"Final"}
    used |= {"BaseModel", "ConfigDict"} if found.records else set()
    used |= {"Literal", "TypeAlias"} if found.aliases else set()
    return used | ({"Field"} if any(re.search(r"\bField\(", text) for text in body) else set())


def _names(found: Records) -> Iterator[str]:
    yield "SCHEMA_VERSION"
    yield from (a.name for a in found.aliases)
    for record in found.records:
        yield from [record.name, f"New{record.name}"] if record.insert else [record.name]


def _classes(record: Record) -> Iterator[str]:
    doc = f"A row of {line(record.source)}."
    doc = f"{record.doc}\n\n{doc}" if record.doc.strip() else doc
    yield _class(record, record.name, doc, [(f, False) for f in record.fields])
    if record.insert:
        doc = f"What an INSERT into {line(record.source)} needs, and what it may say."
        doc += "\n\n`model_dump(by_alias=True, exclude_unset=True)` is what was said."
        said = [(f, f.for_insert.startswith("NotRequired[")) for f in record.fields if f.for_insert]
        yield _class(record, f"New{record.name}", doc, said)


def _class(record: Record, name: str, doc: str, fields: list[tuple[Field, bool]]) -> str:
    lines = [f"class {name}(BaseModel):", docstring(doc, "    "), ""]
    lines += [laid(Group("model_config = ConfigDict(", tuple(_config(fields))), "    ")]
    lines += [""] if fields else []
    for field, optional in fields:
        lines += _field(field, optional)
    return "\n".join(lines) + "\n"


def _config(fields: list[tuple[Field, bool]]) -> Iterator[str]:
    if any(re.search(r"\b_*(Range|Multirange)\[", f.inner) for f, _ in fields):
        yield "arbitrary_types_allowed=True"
    yield 'extra="forbid"'
    yield "frozen=True"
    if any(f.attribute != f.column for f, _ in fields):
        yield "populate_by_name=True"
    if any(f.attribute.startswith("model_") for f, _ in fields):
        yield "protected_namespaces=()"


def _field(field: Field, optional: bool) -> Iterator[str]:
    """Yield an attribute; what may be left out of an INSERT is None where it is not said."""
    said = _annotation(field)
    if optional and not field.null:
        said += " | None"
    alias = f"alias={string(field.column)}" if field.attribute != field.column else ""
    value = " = None" if optional else ""
    if alias:
        value = f" = Field(default=None, {alias})" if optional else f" = Field({alias})"
    yield attribute(field.attribute, said, value, call="Field(")
    if doc := field.doc.strip():
        yield docstring(doc, "    ")


def _annotation(field: Field) -> str:
    inner = re.sub(r"\b_*Json\b", "JsonValue", field.inner)
    limits = [f"{limit.key}={limit.value}" for limit in field.limits if _fits(field, limit.key)]
    if limits:
        inner = f"Annotated[{inner}, Field({', '.join(limits)})]"
    return inner + (" | None" if field.null else "")


def _fits(field: Field, key: str) -> bool:
    """True if pydantic takes a limit for that type: of values that are listed, none."""
    if field.inner.rpartition(".")[2] == "str":
        return key in _LENGTHS
    return field.inner.strip("_") in ("int", "float", "Decimal", "builtins.int", "builtins.float")
