"""What of a model becomes a class: tables that are ours, and views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ...kinds.column import Column
from ...kinds.comment import Comment
from ...kinds.enum import Enum
from ...kinds.key import PrimaryKey
from ...kinds.table import Table
from ...kinds.view import View
from ...model import Model
from ...ref import Ref
from ...types import parts
from . import naming
from .spelling import python_type
from .views import output


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column, as an attribute."""

    column: str
    attribute: str
    annotation: str
    doc: str = ""
    for_insert: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One table or view, as a class."""

    source: str
    name: str
    doc: str
    fields: tuple[Field, ...]
    aliases: tuple[tuple[str, list[str]], ...] = ()
    insert: bool = False


def records(model: Model) -> Iterator[Record]:
    """Yield a record for every table that the model owns and every view, by name."""
    sources = sorted(
        (
            obj
            for obj in model.values()
            if isinstance(obj, Table | View) and obj.ref not in model.external
        ),
        key=lambda obj: (isinstance(obj, View), obj.path),
    )
    names = _names(model, sources)
    for obj in sources:
        if isinstance(obj, Table):
            yield _table(model, obj, names)
        else:
            yield _view(model, obj, names)


def _names(model: Model, sources: list[Table | View]) -> dict[Ref, str]:
    """Return the class's name of every table and view, the externals' too: values are theirs."""
    others = [o for o in model.values() if isinstance(o, Table) and o.ref in model.external]
    made = {o.ref: o.python_class or naming.class_name(o.path[-1]) for o in [*sources, *others]}
    counts = Counter(made.values())
    return {
        ref: name if counts[name] == 1 else naming.class_name(ref.path[0]) + name
        for ref, name in made.items()
    }


def _table(model: Model, table: Table, names: dict[Ref, str]) -> Record:
    columns = columns_of(model, table.path)
    keys = _key_columns(model, table)
    fields = []
    aliases = []
    for column in columns:
        alias = _alias(model, column, names)
        bare = python_type(column.type, alias[0] if alias else "")
        null = not (column.not_null or column.path[-1] in keys)
        fields.append(_field(model, column, bare, null))
        if alias:
            aliases.append(alias)
    return Record(
        source=".".join(table.path),
        name=names[table.ref],
        doc=_said(model, ("table", *table.path)),
        fields=tuple(fields),
        aliases=tuple(aliases),
        insert=True,
    )


def columns_of(model: Model, table: tuple[str, ...]) -> list[Column]:
    """Return what the model knows of a table's columns, in their order."""
    found = (o for o in model.values() if isinstance(o, Column) and o.path[:-1] == table)
    return sorted(found, key=lambda c: (c.position, c.path))


def _key_columns(model: Model, table: Table) -> tuple[str, ...]:
    for obj in model.values():
        if isinstance(obj, PrimaryKey) and obj.path[:-1] == table.path:
            return obj.columns
    return ()


def _field(model: Model, column: Column, bare: str, null: bool) -> Field:
    annotation = f"{bare} | None" if null and bare != "Json" else bare
    insert: str | None = annotation
    if column.generated or column.identity == "always":
        insert = None
    elif null or column.default is not None or column.identity:
        insert = f"NotRequired[{annotation}]"
    return Field(
        column=column.path[-1],
        attribute=naming.attribute(column.path[-1]),
        annotation=annotation,
        doc=_said(model, ("column", *column.path)),
        for_insert=insert,
    )


def _alias(model: Model, column: Column, names: dict[Ref, str]) -> tuple[str, list[str]] | None:
    """Return the name and the values of a column's value set: its own, or its enum's."""
    if column.values:
        owner = names.get(Ref("table", column.path[:-1])) or naming.class_name(column.path[-2])
        last = naming.class_name(column.path[-1])
        return naming.joined(owner, last), [naming.string(v) for v in column.values]
    plain = parts(column.type)[0]
    for obj in model.values():
        if isinstance(obj, Enum) and plain in (obj.path[-1], ".".join(obj.path)):
            return naming.class_name(obj.path[-1]), [naming.string(v) for v in obj.labels]
    return None


def _view(model: Model, view: View, names: dict[Ref, str]) -> Record:
    fields = []
    aliases = []
    for found in output(model, view):
        alias = _alias(model, found.origin, names) if found.origin else None
        bare = python_type(found.type, alias[0] if alias else "")
        null = not (found.not_null or found.name in view.not_null)
        doc = _said(model, ("view_column", *view.path, found.name))
        if not doc and found.origin:
            doc = _said(model, ("column", *found.origin.path))
        fields.append(
            Field(
                column=found.name,
                attribute=naming.attribute(found.name),
                annotation=f"{bare} | None" if null and bare != "Json" else bare,
                doc=doc,
            )
        )
        if alias:
            aliases.append(alias)
    return Record(
        source=".".join(view.path),
        name=names[view.ref],
        doc=_said(model, ("view", *view.path)),
        fields=tuple(fields),
        aliases=tuple(aliases),
    )


def _said(model: Model, path: tuple[str, ...]) -> str:
    found = model.get(Ref("comment", path))
    return found.text if isinstance(found, Comment) else ""
