"""Objects in words: what a part of a table says, which fields an object has beyond the usual."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import VfedSchemaError
from ...model import Context, Model
from ...objects import Object
from ...record import fields
from ...sql import name

_TITLES = {
    "primary_key": "primary key",
    "unique": "unique constraints",
    "check": "checks",
    "exclude": "exclusion constraints",
    "index": "indexes",
    "policy": "policies",
    "sample": "rows in production",
    "owner": "owner",
    "privileges": "privileges",
    "statistics": "statistics",
    "replica_identity": "replica identity",
    "sequence_owner": "owned by",
    "default_privileges": "default privileges",
    "unmanaged": "not managed",
    "query": "queries",
    "data": "data steps",
    "access_method": "access methods",
    "operator_family": "operator families",
    "operator_class": "operator classes",
    "text_search_dictionary": "text search dictionaries",
}


def title_of(kind: str) -> str:
    """Return what several objects of a kind are called.

    >>> title_of("foreign_key")
    'foreign keys'
    """
    return _TITLES.get(kind) or f"{kind.replace('_', ' ')}s"


def everything(model: Model) -> Context:
    """Return a context in which all of a model is new."""
    return Context(before=Model(), after=model, new=frozenset(model), online=False)


def said(obj: Object, context: Context) -> str:
    """Return what a part of a table says: as SQL, where there is some."""
    if type(obj).__str__ is not object.__str__ and "CONSTRAINT" in (obj.word, obj.noun):
        return obj.line(context).removeprefix(f"CONSTRAINT {name(obj.path[-1])} ")
    if not obj.facet and obj.managed and obj.word:
        try:
            return ";\n".join(step.sql for step in obj.create(context))
        except VfedSchemaError:
            pass  # its fields say it
    told = list(facts(obj))
    if len(told) == 1 and type(obj).short == told[0][0]:
        return told[0][1]
    return "\n".join(f"{key}: {value}" for key, value in told)


def facts(obj: Object, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield what is said of an object, field by field, where it is not the usual."""
    for f in fields(type(obj)):
        value = getattr(obj, f.name)
        hidden = f.name in {"path", "host", "table", "position"} | without
        if hidden or value in (None, (), "") or value == f.default:
            continue
        yield f.name.replace("_", " "), _text(value)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        parts = [str(v) for v in value]
        return ("\n" if sum(map(len, parts)) > 80 else ", ").join(parts)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
