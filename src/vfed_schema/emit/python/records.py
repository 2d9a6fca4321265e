"""What of a model becomes a class, with all its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...errors import SourceError
from ...model import Model
from ...ref import Ref
from . import naming
from .drafts import Draft, DraftColumn, drafts
from .known import Known
from .limits import Limit
from .spelling import RESERVED, python_type, shielded
from .text import cut
from .views import Views


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Which names a style of models.py has for itself, and what it asks of columns."""

    reserved: frozenset[str] = frozenset()  # so no class may be called
    unfit: Callable[[str], bool] = lambda name: False  # nor an attribute
    limited: bool = False  # what values are held to is to be read off the CHECKs


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column, as an attribute."""

    column: str
    attribute: str
    annotation: str
    inner: str  # the annotation of what is not null
    null: bool
    type: str
    limits: tuple[Limit, ...] = ()
    doc: str = ""
    for_insert: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One table or view, as a class."""

    source: str
    name: str
    doc: str
    fields: tuple[Field, ...]
    insert: bool = False
    ref: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name for a value set."""

    name: str
    literals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything a model has classes for, and the relations that get none."""

    records: tuple[Record, ...]
    aliases: tuple[Alias, ...]
    external: tuple[str, ...]  # tables whose columns are for others to say
    unread: tuple[str, ...]  # views whose columns nobody could tell


def records(model: Model, base: str = "", style: Style | None = None) -> Records:
    """Return a record for every table that the model owns and every view.

    `style` says what a style of models.py has for itself, and what it asks.
    Raises SourceError where two are to have one class.
    """
    known = Known(model)
    views = Views(known, base)
    style = style or Style()
    found = list(drafts(known, views, limited=style.limited))
    names = _class_names(found, style)
    sets = {c.values.of: c.values.literals for d in found for c in d.columns if c.values}
    aliases = _alias_names(known, found, names, list(sets), style)
    return Records(
        records=tuple(_record(draft, names[draft.relation.ref], aliases, style) for draft in found),
        aliases=tuple(Alias(name=aliases[ref], literals=said) for ref, said in sets.items()),
        external=tuple(".".join(t.path) for t in known.tables if known.external(t)),
        unread=tuple(".".join(v.path) for v in known.views if views.output(v) is None),
    )


def _class_names(found: Sequence[Draft], style: Style) -> dict[Ref, str]:
    wishes: dict[Ref, Sequence[str]] = {}
    fixed = set()
    for draft in found:
        ref, said = draft.relation.ref, draft.relation.python_class
        if said is None:
            wishes[ref] = _wishes(*ref.path)
            continue
        if not naming.is_attribute(said):
            raise SourceError(f"{ref}: `{said}` cannot be the name of a Python class")
        wishes[ref] = (said,)
        fixed.add(ref)

    def claims(ref: Ref, name: str) -> tuple[str, ...]:
        return (name, f"New{name}") if ref.kind == "table" else (name,)

    return naming.allot(wishes, taken=RESERVED | style.reserved, fixed=fixed, claims=claims)


def _wishes(schema: str, table: str) -> tuple[str, ...]:
    """Return the names for a class, best first."""
    one, many = naming.class_name(table), naming.class_name(table, plural=True)
    home = naming.class_name(schema, plural=True)
    return tuple(map(cut, (one, home + one, many, home + many)))


def _alias_names(
    known: Known,
    found: Sequence[Draft],
    names: Mapping[Ref, str],
    sets: Sequence[Ref],
    style: Style,
) -> dict[Ref, str]:
    owners = {
        table.path: names.get(table.ref) or table.python_class or naming.class_name(table.path[-1])
        for table in known.tables
    }
    # In a class with an attribute of the alias's name, the name would mean the attribute.
    taken = (
        RESERVED | style.reserved | set(names.values()) | {f"New{name}" for name in names.values()}
    )
    taken |= {column.name for draft in found for column in draft.columns}
    return naming.allot({ref: _alias_wishes(ref, owners) for ref in sets}, taken=taken)


def _alias_wishes(ref: Ref, owners: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    last = naming.class_name(ref.path[-1])
    home = naming.class_name(ref.path[0], plural=True)
    if ref.kind == "enum":
        return tuple(map(cut, (last, home + last, f"{last}Value", f"{home}{last}Value")))
    owner = owners.get(ref.path[:-1]) or naming.class_name(ref.path[-2])
    short, whole = naming.joined(owner, last), owner + last
    return tuple(map(cut, (short, whole, f"{whole}Value", f"{home}{whole}Value")))


def _record(draft: Draft, name: str, aliases: Mapping[Ref, str], style: Style) -> Record:
    attributes = naming.attributes([c.name for c in draft.columns], style.unfit)
    table = draft.relation.kind == "table"
    return Record(
        source=".".join(draft.relation.path),
        name=name,
        doc=draft.doc,
        fields=tuple(_field(c, attributes, aliases) for c in draft.columns),
        insert=table,
        ref=draft.relation.ref,
    )


def _field(column: DraftColumn, attributes: Mapping[str, str], aliases: Mapping[Ref, str]) -> Field:
    element = aliases[column.values.of] if column.values else ""
    inner = shielded(python_type(column.type, element), attributes.values())
    annotation = inner + (" | None" if column.null else "")
    inserts = {"must": annotation, "may": f"NotRequired[{annotation}]", "never": None}
    return Field(
        column=column.name,
        attribute=attributes[column.name],
        annotation=annotation,
        inner=inner,
        null=column.null,
        type=column.type,
        limits=column.limits,
        doc=column.doc,
        for_insert=inserts[column.insert],
    )
