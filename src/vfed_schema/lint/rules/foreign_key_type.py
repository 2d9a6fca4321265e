"""A foreign key between columns of two types."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.foreign_key import ForeignKey
from ...types import parts
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for key in facts.own(ForeignKey):
        for own, target in zip(key.columns, key.target_columns, strict=False):
            here = facts.column(key.path[:-1], own)
            there = facts.column(key.references, target)
            if (
                here
                and there
                and not _holds(facts.base_type(here.type), facts.base_type(there.type))
            ):
                other = ".".join((*key.references, target))
                message = f"`{own}` is {here.type}, and {other} is {there.type}"
                yield Found(key.ref, message, "columns")


def _holds(here: str, there: str) -> bool:
    """True if a type holds every key of another, and the same operator compares them."""
    (own, own_limit, own_depth), (other, limit, depth) = parts(here), parts(there)
    if (own, own_limit, own_depth) == (other, limit, depth):
        return True
    alike = own == other or {own, other} == {"text", "character varying"}
    if not alike or own_depth != depth:
        return False
    if not own_limit:
        return True
    return own.startswith("character") and bool(limit) and own_limit >= limit


RULE = Rule(
    name="foreign-key-type",
    group="Keys",
    level=Level.warning,
    summary="a foreign key's column is of another type than the column it points at",
    why="A narrower one cannot hold every key there is (`integer` to `bigint` fails at row two"
    " thousand million), and comparing two types can keep an index from being used.",
    instead="Give both the same type.",
    fix="None: to change a type may rewrite the table.",
    check=check,
)
