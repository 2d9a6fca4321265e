"""What SQLAlchemy has no word for: named, never left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from ...kinds.domain import Domain
from ...kinds.domain_check import DomainCheck
from ...objects import Object
from ...ref import Ref
from ..python.module import line
from .context import Context, ordered, wordless

# Kinds that `create_all` makes, or that say something of what it makes.
_SAID = frozenset(
    {"table", "column", "primary_key", "unique", "check", "foreign_key", "exclude", "index", "enum"}
    | {"domain", "domain_check", "sequence", "schema", "extension"}
    | {"view", "query", "sample"}
)

# What SQLAlchemy has no word for, of objects that it makes.
_MORE = {
    "table": ("options", "row_security", "force_row_security"),
    "column": ("storage", "compression", "statistics", "options", "foreign_options"),
    "primary_key": ("options", "tablespace"),
    "unique": ("options", "tablespace"),
    "exclude": ("options", "tablespace"),
    "index": ("statistics", "clustered"),
    "sequence": ("unlogged",),
}
_COMMENTED = frozenset(
    {"table", "column", "primary_key", "unique", "check", "foreign_key", "exclude", "view"}
    | {"view.column"}
)


def unsaid(context: Context) -> Iterator[str]:
    """Yield a paragraph that names what SQLAlchemy has no word for."""
    left = [told for obj in ordered(context.model, Object) for told in _left(context, obj)]
    if left:
        yield f"Not said here, and for schema.sql to make: {', '.join(map(line, left))}."


def _left(context: Context, obj: Object) -> Iterator[str]:
    if obj.ref in context.model.external or not obj.managed:
        return
    if obj.kind == "comment":
        if obj.path[0] not in _COMMENTED:
            yield str(obj.ref)
    elif obj.kind == "sequence_owner":
        if Ref("sequence", obj.path) not in context.serials.values():
            yield str(obj.ref)
    elif obj.kind not in _SAID or wordless(obj) or _second(context, obj):
        yield str(obj.ref)
    elif more := [f for f in _MORE.get(obj.kind, ()) if getattr(obj, f)]:
        yield f"{obj.ref} ({', '.join(more)})"


def _second(context: Context, obj: Object) -> bool:
    """True for a check of a domain that is not its first, or has a name that is not usual."""
    if not isinstance(obj, DomainCheck):
        return False
    domain = context.model[Ref("domain", obj.path[:-1])]
    usual = f"{domain.path[-1]}_check"
    named = isinstance(domain, Domain) and domain.not_null and obj.path[-1] != usual
    return named or obj is not context.checks(domain)[0]
