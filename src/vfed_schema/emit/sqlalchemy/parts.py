"""What stands in a table: its columns, constraints and indexes, as SQLAlchemy says them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import singledispatch

from ...kinds.check import Check
from ...kinds.column import Column
from ...kinds.exclude import Exclude
from ...kinds.foreign_key import ForeignKey
from ...kinds.index import Index
from ...kinds.key import Key, PrimaryKey
from ...objects import Object
from ...sql import name
from ..python.layout import Doc, Group, call, listed
from ..python.text import string
from .types import one_of

_OPTIONS = {
    "START WITH": "start", "INCREMENT BY": "increment", "MINVALUE": "minvalue",
    "MAXVALUE": "maxvalue", "CACHE": "cache",
}  # fmt: skip

Target = Callable[[tuple[str, ...], str], str]


def sql(text: str) -> Group:
    """Return SQL as it stands: SQLAlchemy would take `:name` for a parameter."""
    return call("sa.text", escaped(text))


def escaped(text: str) -> str:
    """Return SQL as a string literal that SQLAlchemy reads as it stands."""
    return string(re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", text))


def _true(said: object) -> str | None:
    return "True" if said else None


def column_words(column: Column, null: bool, key: bool) -> Iterator[Doc]:
    """Yield what is said of a column after its type."""
    if column.identity:
        yield _identity(column)
    if column.generated is not None:
        yield call("sa.Computed", escaped(column.generated), persisted=str(not column.virtual))
    if not key:
        yield f"nullable={null}"
    if column.default is not None:
        yield Group("server_default=sa.text(", (escaped(column.default),))
    elif key and not column.identity and column.type in ("smallint", "integer", "bigint"):
        yield "autoincrement=False"


def _identity(column: Column) -> Doc:
    said: dict[str, str] = {}
    for option in column.identity_options:
        word, _, value = option.rpartition(" ")
        if word in _OPTIONS:
            said[_OPTIONS[word]] = value
        elif option == "CYCLE":
            said["cycle"] = "True"
    always = "True" if column.identity == "always" else None
    return call("sa.Identity", always=always, **said)


@singledispatch
def part(obj: Object, target: Target) -> Doc | None:
    """Return what `__table_args__` says of an object, or None where that has no word for it.

    `target` says how a foreign key names a column of another table.
    """
    return None


@part.register
def _(obj: Key, target: Target) -> Doc | None:
    if obj.without_overlaps:
        return None
    return call(
        "sa.PrimaryKeyConstraint" if isinstance(obj, PrimaryKey) else "sa.UniqueConstraint",
        *map(string, obj.columns),
        name=string(obj.path[-1]),
        **_deferred(obj),
        postgresql_include=one_of(obj.include) if obj.include else None,
        postgresql_nulls_not_distinct=_true(obj.nulls_not_distinct),
    )


def _deferred(obj: Key | ForeignKey | Exclude) -> dict[str, str | None]:
    return {
        "deferrable": _true(obj.deferrable),
        "initially": '"DEFERRED"' if obj.deferred else None,
    }


@part.register
def _(obj: ForeignKey, target: Target) -> Doc | None:
    if obj.period:
        return None
    acts = {"ondelete": obj.on_delete, "onupdate": obj.on_update}
    said = {k: string(v.upper()) for k, v in acts.items() if v != "no action"}
    if obj.set_columns:
        columns = ", ".join(map(name, obj.set_columns))
        said["ondelete"] = string(f"{obj.on_delete.upper()} ({columns})")
    return call(
        "sa.ForeignKeyConstraint",
        one_of(obj.columns),
        listed(target(obj.references, column) for column in obj.target_columns),
        name=string(obj.path[-1]),
        **said,
        match='"FULL"' if obj.match == "full" else None,
        **_deferred(obj),
        postgresql_not_valid=_true(obj.not_valid),
    )


@part.register
def _(obj: Check, target: Target) -> Doc | None:
    return call(
        "sa.CheckConstraint",
        escaped(_inside(obj.expression)),
        name=string(obj.path[-1]),
        postgresql_not_valid=_true(obj.not_valid),
    )


def _inside(expression: str) -> str:
    """Return a condition without the brackets that are around all of it."""
    if not (expression.startswith("(") and expression.endswith(")")):
        return expression
    depth, quoted = 0, ""
    for at, c in enumerate(expression):
        if quoted:
            quoted = "" if c == quoted else quoted
        elif c in "'\"":
            quoted = c
        else:
            depth += (c == "(") - (c == ")")
            if depth == 0 and at < len(expression) - 1:
                return expression
    return expression[1:-1]


@part.register
def _(obj: Exclude, target: Target) -> Doc | None:
    if obj.include:
        return None
    elements = [_element(said) for said in obj.elements]
    return call(
        "pg.ExcludeConstraint",
        *elements,
        name=string(obj.path[-1]),
        using=string(obj.method),
        where=sql(_inside(obj.where)) if obj.where else None,
        **_deferred(obj),
    )


def _element(said: str) -> Doc:
    what, _, operator = said.rpartition(" WITH ")
    return Group("(", (sql(what), string(operator)))


@part.register
def _(obj: Index, target: Target) -> Doc | None:
    columns = [_plain(key) for key in obj.keys]
    with_ = [f"{string(k)}: {string(v)}" for k, _, v in (o.partition("=") for o in obj.options)]
    return call(
        "sa.Index",
        string(obj.path[-1]),
        *(string(c) if c is not None else sql(k) for c, k in zip(columns, obj.keys, strict=True)),
        unique=_true(obj.unique),
        postgresql_using=string(obj.method) if obj.method != "btree" else None,
        postgresql_where=sql(_inside(obj.where)) if obj.where else None,
        postgresql_include=one_of(obj.include) if obj.include else None,
        postgresql_nulls_not_distinct=_true(obj.nulls_not_distinct),
        postgresql_with=Group("{", tuple(with_), "}") if with_ else None,
        postgresql_tablespace=string(obj.tablespace) if obj.tablespace else None,
    )


def _plain(key: str) -> str | None:
    """Return the column that an index's key is, where it is nothing more."""
    if re.fullmatch(r"[a-z_][\w$]*", key):
        return key
    if re.fullmatch(r'"(?:[^"]|"")+"', key):
        return key[1:-1].replace('""', '"')
    return None
