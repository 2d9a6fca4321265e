"""What a column's values are held to, by its type's modifier and by CHECKs that a class can say.

A CHECK is read as Postgres spells it: comparisons of the one column, or of its length, with
constants, and what AND joins. All others stay the database's to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlglot import exp

from .expression import identifier, parsed
from .spelling import python_type, split_type


class Limit(NamedTuple):
    """A word of annotated-types or pydantic, and the number it is given, as Python writes it."""

    key: str
    value: str


_BOUNDS: dict[type[exp.Expr], str] = {exp.GT: "gt", exp.GTE: "ge", exp.LT: "lt", exp.LTE: "le"}
_TURNED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_NUMBERS = ("int", "float", "Decimal")


def limits(type_: str, checks: Iterable[str], column: str) -> Iterator[Limit]:
    """Yield what a type says, and what the conditions say of a column of it."""
    plain, modifier, depth = split_type(type_)
    python = python_type(type_)
    if depth:
        return
    if plain == "character varying" and modifier:
        yield Limit("max_length", str(modifier[0]))
    if plain == "numeric" and modifier and 0 <= (scale := (*modifier, 0)[1]) <= modifier[0]:
        yield Limit("max_digits", str(modifier[0]))
        yield Limit("decimal_places", str(scale))
    for check in checks:
        if column.replace('"', '""').lower() not in check.lower():
            continue
        tree = parsed(f"SELECT {check}")
        for part in _parts(tree.expressions[0]) if isinstance(tree, exp.Select) else ():
            yield from _limit(part, column, python)


def _parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield what has to hold at once."""
    node = _bare(node)
    if isinstance(node, exp.And):
        yield from _parts(node.this)
        yield from _parts(node.expression)
    else:
        yield node


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    return node


def _limit(node: exp.Expr, column: str, python: str) -> Iterator[Limit]:
    if isinstance(node, exp.NEQ):
        left, right = _bare(node.this), _bare(node.expression)
        if python == "str" and _is(left, column) and _is_empty(right):
            yield Limit("min_length", "1")
        return
    word = _BOUNDS.get(type(node))
    if word is None:
        return
    left, right = _bare(node.this), _bare(node.expression)
    if (number := _number(left)) is not None:
        left, word = right, _TURNED[word]
    else:
        number = _number(right)
    if number is None:
        return
    if python in _NUMBERS and _is(left, column):
        if python != "int" or "." not in number:
            yield Limit(word, _spelled(number, python))
    elif python == "str" and isinstance(left, exp.Length) and _is(_bare(left.this), column):
        yield from _length(word, number)


def _length(word: str, number: str) -> Iterator[Limit]:
    if not number.isdigit():
        return
    bound = int(number) + {"gt": 1, "lt": -1}.get(word, 0)
    yield Limit("min_length" if word in ("gt", "ge") else "max_length", str(max(bound, 0)))


def _is(node: exp.Expr, column: str) -> bool:
    return isinstance(node, exp.Column) and not node.table and identifier(node) == column


def _is_empty(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and node.this == ""


def _number(node: exp.Expr) -> str | None:
    sign = ""
    while isinstance(node, exp.Neg):
        sign, node = "" if sign else "-", _bare(node.this)
    if isinstance(node, exp.Literal) and (not node.is_string or _reads(node.this)):
        return sign + str(node.this)
    return None


def _reads(text: str) -> bool:
    """True for a number that is written as text and cast, as Postgres does with negative ones."""
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _spelled(number: str, python: str) -> str:
    if "." not in number and "e" not in number.lower():
        return number
    return f'Decimal("{number}")' if python == "Decimal" else number
