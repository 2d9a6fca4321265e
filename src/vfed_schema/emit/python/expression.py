"""What an expression in a query is: how its column is called, its type, whether it can be null.

As Postgres has it, as far as that can be told without a server: what is not known here has no type
and can be null.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import sqlglot
from sqlglot import errors, exp

from .outputs import Output
from .spelling import UNKNOWN, split_type

Lookup = Callable[[exp.Column], Output | None]

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_SUMS = {"smallint": "bigint", "integer": "bigint", "bigint": "numeric"}
_AVERAGES = {"real": "double precision", "double precision": "double precision"}

# Types of what has the same one whatever it is given.
_FIXED: tuple[tuple[tuple[type[exp.Expr], ...], str], ...] = (
    ((exp.Boolean, exp.Predicate, exp.Connector, exp.Not, exp.Exists), "boolean"),
    ((exp.Count, exp.RowNumber, exp.Rank, exp.DenseRank), "bigint"),
    ((exp.Length,), "integer"),
    ((exp.JSONExtractScalar, exp.JSONBExtractScalar, exp.Lower, exp.Upper, exp.Trim), "text"),
    ((exp.GroupConcat, exp.Concat, exp.Substring), "text"),
    ((exp.CurrentTimestamp,), "timestamp with time zone"),
    ((exp.CurrentDate,), "date"),
    ((exp.Uuid,), "uuid"),
)  # fmt: skip
# Types of what has that of the first operand whose type is known.
_ALIKE = (
    exp.Coalesce, exp.Max, exp.Min, exp.Nullif, exp.Greatest, exp.Least, exp.JSONExtract,
    exp.JSONBExtract, exp.Paren, exp.Neg, exp.Filter, exp.Window, exp.Lag, exp.Lead,
    exp.FirstValue, exp.LastValue, exp.Distinct, exp.Order,
)  # fmt: skip
_FUNCTIONS = {
    "jsonb_build_object": "jsonb", "jsonb_agg": "jsonb", "jsonb_object_agg": "jsonb",
    "to_jsonb": "jsonb", "jsonb_build_array": "jsonb", "json_build_object": "json",
    "json_agg": "json", "to_json": "json", "to_tsvector": "tsvector",
}  # fmt: skip
_NEVER_NULL = (
    exp.Count, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Boolean, exp.Literal, exp.Exists,
    exp.CurrentTimestamp, exp.CurrentDate, exp.Uuid, exp.NullSafeEQ, exp.NullSafeNEQ,
)  # fmt: skip


def parsed(sql: str) -> exp.Expr | None:
    """Return what sqlglot makes of a statement, or None."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        return sqlglot.parse_one(sql, read="postgres")
    except (errors.SqlglotError, RecursionError):
        return None


def identifier(node: Any) -> str:
    """Return a name as Postgres stores it: in lower case unless quoted."""
    if isinstance(node, exp.Column | exp.Ordered):
        return identifier(node.this)
    if not isinstance(node, exp.Identifier):
        return str(getattr(node, "name", node))
    return node.name if node.args.get("quoted") else node.name.lower()


def spelled(type_: exp.Expr | None) -> str:
    """Return a type as SQL says it."""
    if type_ is None:
        return UNKNOWN
    said = str(type_.sql("postgres"))
    quoted = '"' in said or "'" in said
    return said if quoted else said.lower()


def output_name(node: exp.Expr) -> str:
    """Return what Postgres calls the column of an expression that has no alias."""
    if isinstance(node, exp.Alias):
        return identifier(node.args["alias"])
    if isinstance(node, exp.Column):
        return identifier(node.this)
    if isinstance(node, exp.Cast):
        inner = output_name(node.this)
        return split_type(spelled(node.to))[0] if inner == "?column?" else inner
    if isinstance(node, exp.Paren | exp.Filter | exp.Window):
        return output_name(node.this)
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    if isinstance(node, exp.Case):
        return "case"
    if isinstance(node, exp.CurrentTimestamp):
        return "now"
    if isinstance(node, exp.Dot):
        return identifier(node.expression)
    if isinstance(node, exp.Binary):  # operators are functions to sqlglot, some of them
        return "?column?"
    return node.sql_name().lower() if isinstance(node, exp.Func) else "?column?"


def not_null(node: exp.Expr, lookup: Lookup) -> bool:
    """True if the expression is never null."""
    if isinstance(node, exp.Column):
        found = lookup(node)
        return found is not None and found.not_null
    if isinstance(node, exp.Paren | exp.Alias):
        return not_null(node.this, lookup)
    if isinstance(node, exp.Filter | exp.Window):
        return isinstance(node.this, exp.Count | exp.RowNumber | exp.Rank | exp.DenseRank)
    if isinstance(node, exp.Coalesce):
        return any(not_null(part, lookup) for part in (node.this, *node.expressions))
    if isinstance(node, exp.Cast):
        return _constant(node)
    if isinstance(node, exp.Is):
        return isinstance(node.expression, exp.Null | exp.Boolean)
    if isinstance(node, exp.Not):
        return not_null(node.this, lookup)
    return isinstance(node, _NEVER_NULL)


def _constant(node: exp.Expr) -> bool:
    """True for a literal and its casts; but 'null'::jsonb::int is null, from Postgres 18 on."""
    inner = node.this
    while isinstance(inner, exp.Paren | exp.Cast):
        if isinstance(inner, exp.Cast) and split_type(spelled(inner.to))[0] in ("json", "jsonb"):
            return False
        inner = inner.this
    return isinstance(inner, exp.Literal)


def type_of(node: exp.Expr, lookup: Lookup) -> str:
    """Return the type of an expression, or `UNKNOWN`."""
    if isinstance(node, exp.Column):
        found = lookup(node)
        return found.type if found else UNKNOWN
    if isinstance(node, exp.Cast):
        return spelled(node.to)
    if isinstance(node, exp.Literal):
        return _literal(node)
    for kinds, type_ in _FIXED:
        if isinstance(node, kinds):
            return type_
    if isinstance(node, exp.Null):
        return "text"
    if isinstance(node, exp.Anonymous):
        return _FUNCTIONS.get(str(node.name).lower(), UNKNOWN)
    return _by_operands(node, lookup)


def _literal(node: exp.Literal) -> str:
    if node.is_string:
        return "text"
    return "integer" if str(node.this).isdigit() else "numeric"


def _by_operands(node: exp.Expr, lookup: Lookup) -> str:
    if isinstance(node, _ALIKE):
        return _first(node.this, *node.expressions, lookup=lookup)
    if isinstance(node, exp.Case):
        branches = [branch.args["true"] for branch in node.args["ifs"]]
        return _first(*branches, node.args.get("default"), lookup=lookup)
    if isinstance(node, exp.ArrayAgg):
        inner = _first(node.this, lookup=lookup)
        return f"{inner}[]" if inner and not inner.endswith("]") else inner
    if isinstance(node, exp.Sum | exp.Avg):
        plain = split_type(_first(node.this, lookup=lookup))[0]
        if isinstance(node, exp.Avg):
            return _AVERAGES.get(plain, "numeric" if plain in _NUMBERS else plain)
        return _SUMS.get(plain, plain)
    if isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.Div | exp.Mod):
        return _arithmetic(type_of(node.this, lookup), type_of(node.expression, lookup))
    if isinstance(node, exp.DPipe):
        left, right = type_of(node.this, lookup), type_of(node.expression, lookup)
        return left if left == right or left.endswith("]") else UNKNOWN
    return UNKNOWN


def _first(*nodes: exp.Expr | None, lookup: Lookup) -> str:
    """Return the first type that is known, of a literal only if there is no other."""
    known = [n for n in nodes if n is not None and not isinstance(n, exp.Null)]
    known.sort(key=lambda n: isinstance(n, exp.Literal))
    return next((found for n in known if (found := type_of(n, lookup))), UNKNOWN)


def common(left: str, right: str) -> str:
    """Return the type that a set operation makes of two: the same, or the wider number."""
    if left == right or not (left and right):
        return left or right
    return _arithmetic(left, right) or left


def _arithmetic(left: str, right: str) -> str:
    a, b = split_type(left)[0], split_type(right)[0]
    if a not in _NUMBERS or b not in _NUMBERS:
        return UNKNOWN
    if {a, b} == {"numeric", "real"}:
        return "double precision"
    return max(a, b, key=_NUMBERS.index)
