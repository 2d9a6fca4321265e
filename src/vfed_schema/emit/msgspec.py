"""models.py in msgspec's style: structs that read and write JSON and MessagePack, checked.

What types' modifiers and CHECKs say is `Meta(…)`, as far as msgspec has a word for it. It takes no
union of types that are not its own and no alias that refers to itself: to it these are Any, and to
a type checker what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model import Model
from .python.layout import attribute
from .python.limits import Limit
from .python.module import json_alias, line, whole
from .python.records import Field, Record, Records, Style, records
from .python.spelling import imports, python_type, words
from .python.text import docstring, string

_UNIONS = {python_type(of): name for of, name in (("inet", "Inet"), ("cidr", "Cidr"))}
_NAMES = ("UNSET", "Meta", "Struct", "UnsetType", "field")
_HOMES = (("msgspec", _NAMES), ("msgspec.structs", ("fields",)))
_OURS = frozenset(_NAMES) | frozenset(_UNIONS.values()) | {"TYPE_CHECKING", "fields", "values"}
_LENGTHS = frozenset({"max_length", "min_length"})
_BOUNDS = frozenset({"ge", "gt", "le", "lt"})
_MOST = 2**63 - 1  # msgspec compares with no number beyond

_STYLE = Style(reserved=_OURS, unfit=lambda name: name in _OURS, limited=True)

_VALUES = '''\
def values(row: Struct) -> dict[str, Any]:
    """Return what a row says, by column: of what an INSERT may leave out, what was said."""
    said = {field.encode_name: getattr(row, field.name) for field in fields(row)}
    return {column: value for column, value in said.items() if value is not UNSET}
'''


def render(model: Model) -> str:
    """Return the text of models.py: the same for the same model, as ruff would format it.

    Raises SourceError where two relations are to have one class.
    """
    found = records(model, style=_STYLE)
    body = [text for record in found.records for text in _classes(record)]
    said = words(_annotation(f) for record in found.records for f in record.fields)
    body += [_VALUES] if _inserts(found) else []
    return whole(
        model,
        found,
        imported=imports(_used(found, body, said), _HOMES),
        names=_names(found),
        body=body,
        said=_hidden(said),
    )


def _inserts(found: Records) -> bool:
    return any(record.insert for record in found.records)


def _used(found: Records, body: list[str], said: set[str]) -> set[str]:
    used = said | {"Final"}
    used |= {"Struct"} if found.records else set()
    used |= {"Literal", "TypeAlias"} if found.aliases else set()
    used |= {"Any", "UNSET", "fields"} if _inserts(found) else set()
    used |= {"UnsetType"} if any("UnsetType" in text for text in body) else set()
    used |= {"field"} if any(re.search(r" = field\(", text) for text in body) else set()
    if any(True for _ in _aliases(said)):
        used |= {"TYPE_CHECKING", "Any", "TypeAlias"}
        used |= words(union for union, name in _UNIONS.items() if name in said)
    return used


def _names(found: Records) -> Iterator[str]:
    yield "SCHEMA_VERSION"
    yield from (a.name for a in found.aliases)
    for record in found.records:
        yield from [record.name, f"New{record.name}"] if record.insert else [record.name]
    if _inserts(found):
        yield "values"


def _aliases(said: set[str]) -> Iterator[str]:
    """Yield the lines that say what a type checker takes the aliases for."""
    if any(word.lstrip("_") == "Json" for word in said):
        yield from list(json_alias({"Json"}))[1:]
    for union, name in _UNIONS.items():
        if name in said:
            yield f"{name}: TypeAlias = {union}"


def _hidden(said: set[str]) -> Iterator[str]:
    shown = list(_aliases(said))
    if not shown:
        return
    yield from ["", "if TYPE_CHECKING:"]
    yield from (f"    {text}" for text in shown)
    yield "else:"
    yield from (f"    {text.partition(':')[0]} = Any" for text in shown if ": TypeAlias" in text)
    yield from (f"{w} = Json" for w in sorted(said) if re.fullmatch("_+Json", w))


def _classes(record: Record) -> Iterator[str]:
    doc = f"A row of {line(record.source)}."
    doc = f"{record.doc}\n\n{doc}" if record.doc.strip() else doc
    yield _class(record.name, doc, ((f, False) for f in record.fields))
    if record.insert:
        doc = f"What an INSERT into {line(record.source)} needs, and what it may say."
        said = ((f, f.for_insert.startswith("NotRequired[")) for f in record.fields if f.for_insert)
        yield _class(f"New{record.name}", f"{doc}\n\n`values` gives what was said.", said)


def _class(name: str, doc: str, listed: Iterable[tuple[Field, bool]]) -> str:
    head = f"class {name}(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):"
    body = [text for f, optional in listed for text in _field(f, optional)]
    return "\n".join([head, docstring(doc, "    "), *([""] if body else []), *body]) + "\n"


def _field(field: Field, optional: bool) -> Iterator[str]:
    """Yield an attribute; what may be left out of an INSERT is UNSET where it is not said."""
    said = _annotation(field, " | UnsetType" if optional else "")
    alias = f"name={string(field.column)}" if field.attribute != field.column else ""
    value = " = UNSET" if optional else ""
    if alias:
        value = f" = field(default=UNSET, {alias})" if optional else f" = field({alias})"
    yield attribute(field.attribute, said, value, call="field(")
    if doc := field.doc.strip():
        yield docstring(doc, "    ")


def _annotation(field: Field, or_: str = "") -> str:
    inner = field.inner
    for union, name in _UNIONS.items():
        inner = inner.replace(union, name)
    limits = _limits([limit for limit in field.limits if _fits(field, limit)])
    if limits:
        inner = f"Annotated[{inner}, Meta({', '.join(f'{k}={v}' for k, v in limits.items())})]"
    return inner + or_ + (" | None" if field.null else "")


def _fits(field: Field, limit: Limit) -> bool:
    """True if msgspec takes a limit for that type: of Decimals, none."""
    if field.inner.rpartition(".")[2] == "str":
        return limit.key in _LENGTHS
    plain = field.inner.strip("_").rpartition(".")[2]
    return plain in ("int", "float") and limit.key in _BOUNDS and abs(float(limit.value)) < _MOST


def _limits(found: list[Limit]) -> dict[str, str]:
    """Return the limits by name: of two that bound one side, as msgspec takes one, the stricter."""
    said = {limit.key: limit.value for limit in found}
    for open_, closed, sign in (("gt", "ge", 1), ("lt", "le", -1)):
        if open_ in said and closed in said:
            stricter = sign * float(said[open_]) >= sign * float(said[closed])
            del said[closed if stricter else open_]
    return said
