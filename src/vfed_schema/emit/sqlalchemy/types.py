"""Which of SQLAlchemy's types a Postgres type is."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..python.layout import Doc, call, flat, listed
from ..python.spelling import split_type
from ..python.text import string

_PLAIN = {
    "boolean": "sa.Boolean", "smallint": "sa.SmallInteger", "integer": "sa.Integer",
    "bigint": "sa.BigInteger", "real": "sa.REAL", "double precision": "sa.Double",
    "text": "sa.Text", "bytea": "sa.LargeBinary", "uuid": "sa.Uuid", "date": "sa.Date",
    **{
        name: f"pg.{name.upper()}"
        for name in (
            "json", "jsonb", "inet", "cidr", "macaddr", "macaddr8", "money", "oid", "regclass",
            "tsvector", "tsquery", "int4range", "int8range", "numrange", "daterange", "tsrange",
            "tstzrange", "int4multirange", "int8multirange", "nummultirange", "datemultirange",
            "tsmultirange", "tstzmultirange",
        )
    },
}  # fmt: skip
_TIMES = {
    "timestamp with time zone": ("pg.TIMESTAMP", True),
    "timestamp without time zone": ("pg.TIMESTAMP", False),
    "time with time zone": ("pg.TIME", True),
    "time without time zone": ("pg.TIME", False),
}

# Where SQLAlchemy has no word for a type, one of ours says it as it is.
OTHER = "SqlType"
OTHER_CLASS = f'''class {OTHER}(UserDefinedType[Any]):
    """A type that SQLAlchemy has no class for, by its name."""

    cache_ok = True

    def __init__(self, spelled: str) -> None:
        self.spelled = spelled

    def get_col_spec(self, **kw: Any) -> str:
        """Return the type as SQL says it."""
        return self.spelled
'''


def sql_type(type_: str, collation: str | None, named: Callable[[str], str | None]) -> Doc:
    """Return the type of a column; `named` says what stands for an enum or a domain."""
    plain, modifier, depth = split_type(type_)
    collate = string(_unquoted(collation)) if collation else None
    inner: Doc | None = named(plain)
    if inner is None:
        inner = _known(type_, plain, modifier, collate)
    if inner is None or (collate and "collation=" not in flat(inner)):
        element = re.sub(r"(\[\d*\])+\Z", "", type_.strip())
        inner = call(OTHER, string(element + (f" COLLATE {collation}" if collation else "")))
    if depth:
        return call("pg.ARRAY", inner, dimensions=str(depth) if depth > 1 else None)
    return inner


def _known(type_: str, plain: str, modifier: tuple[int, ...], collate: str | None) -> Doc | None:
    if plain in _PLAIN:
        return call("sa.Text", collation=collate) if collate else _PLAIN[plain]
    if plain in ("character varying", "character") and (modifier or plain != "character"):
        name = "sa.String" if plain == "character varying" else "sa.CHAR"
        if not modifier and not collate:
            return name
        return call(name, *map(str, modifier), collation=collate)
    if plain == "numeric":
        return call("sa.Numeric", *map(str, modifier)) if modifier else "sa.Numeric"
    if plain in _TIMES:
        name, zone = _TIMES[plain]
        precision = str(modifier[0]) if modifier else None
        return call(name, timezone="True" if zone else None, precision=precision)
    if plain in ("bit", "bit varying"):
        varying = "True" if plain == "bit varying" else None
        return call("pg.BIT", *map(str, modifier), varying=varying)
    if plain == "interval":
        return _interval(type_, modifier)
    return None


def _interval(type_: str, modifier: tuple[int, ...]) -> Doc:
    fields = re.match(r"interval ([a-z ]+)", type_.strip())
    return call(
        "pg.INTERVAL",
        fields=string(fields[1].strip()) if fields and fields[1].strip() else None,
        precision=str(modifier[0]) if modifier else None,
    )


def _unquoted(collation: str) -> str:
    """Return a collation's own name: SQLAlchemy quotes it."""
    last = collation.rpartition(".")[2] if '"' not in collation else collation
    return last.strip('"').replace('""', '"')


def labels(of: tuple[str, ...], schema: str | None, name: str) -> Doc:
    """Return an enum type."""
    said = [string(label) for label in of]
    return call("pg.ENUM", *said, name=string(name), schema=schema, metadata="Base.metadata")


def one_of(items: tuple[str, ...]) -> Doc:
    """Return a list of texts."""
    return listed(string(item) for item in items)
