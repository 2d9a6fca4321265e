"""Which Python type psycopg reads a Postgres type as, and what has to be imported for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from ...types import parts
from .text import wrapped

_TYPES = {
    "boolean": "bool", "smallint": "int", "integer": "int", "bigint": "int", "oid": "int",
    "real": "float", "double precision": "float", "numeric": "Decimal", "bytea": "bytes",
    "uuid": "UUID", "date": "date", "interval": "timedelta", "json": "Json", "jsonb": "Json",
    "timestamp with time zone": "datetime", "timestamp without time zone": "datetime",
    "time with time zone": "time", "time without time zone": "time",
    "inet": "IPv4Address | IPv6Address | IPv4Interface | IPv6Interface",
    "cidr": "IPv4Network | IPv6Network",
    "int4range": "Range[int]", "int8range": "Range[int]", "numrange": "Range[Decimal]",
    "daterange": "Range[date]", "tsrange": "Range[datetime]", "tstzrange": "Range[datetime]",
    "int4multirange": "Multirange[int]", "int8multirange": "Multirange[int]",
    "nummultirange": "Multirange[Decimal]", "datemultirange": "Multirange[date]",
    "tsmultirange": "Multirange[datetime]", "tstzmultirange": "Multirange[datetime]",
}  # fmt: skip

_INTEGERS = frozenset({"smallint", "integer", "bigint"})

_ARRAYS = frozenset(_TYPES) | frozenset(
    {"text", "character varying", "character", "name", '"char"', "bit", "bit varying", "box"}
    | {"circle", "jsonpath", "line", "lseg", "macaddr", "macaddr8", "money", "path", "pg_lsn"}
    | {"pg_snapshot", "point", "polygon", "regclass", "regproc", "regrole", "regtype", "tid"}
    | {"tsquery", "tsvector", "txid_snapshot", "xid", "xid8", "xml", "cid"}
)

UNKNOWN = ""  # the type of what nobody can tell


@cache
def split_type(type_: str) -> tuple[str, tuple[int, ...], int]:
    """Take a type apart like `types.parts`, in lower case where that is no matter of taste."""
    said = re.sub(r"\[\d+\]", "[]", type_.strip().removeprefix("pg_catalog."))
    plain, modifier, depth = parts(said)
    low = plain.lower()
    low = "interval" if low.startswith("interval ") else low
    return (low if low in _ARRAYS else plain), modifier, depth


def python_type(type_: str, element: str = "") -> str:
    """Return the annotation for a column's type; `element` says what stands for the bare type.

    What psycopg has no loader for, it reads as text: an enum, a tsvector, an extension's type.
    """
    if type_ == UNKNOWN:
        return "object"
    plain, _, depth = split_type(type_)
    if depth and plain not in _ARRAYS:
        return "str"  # an array of a type that psycopg was not told of stays text
    inner = element or _TYPES.get(plain, "str")
    # Elements may be NULL for all that Postgres promises; no catalog could say that they are, and
    # `| None` on every one would make everybody check for what hardly anybody stores.
    for _ in range(depth):
        inner = f"list[{inner}]"
    return inner


def takes_strings(type_: str) -> bool:
    """True if a value set of that type can be a Literal: psycopg reads it as its own text.

    `character(n)` comes back padded.
    """
    plain, _, depth = split_type(type_)
    if depth and plain not in _ARRAYS:
        return False
    return _TYPES.get(plain, "str") == "str" and plain != "character"


def takes_numbers(type_: str) -> bool:
    """True if a value set of that type is a Literal of numbers."""
    return split_type(type_)[0] in _INTEGERS


_BUILTINS = frozenset({"bool", "bytes", "dict", "float", "int", "list", "object", "str"})
_NETWORKS = tuple(f"IPv{v}{kind}" for v in "46" for kind in ("Address", "Interface", "Network"))
_TYPING = (
    *("TYPE_CHECKING", "Annotated", "Any", "Final", "Literal", "NotRequired", "TypeAlias"),
    "TypedDict",
)
_HOMES = (
    ("dataclasses", ("dataclass",)),
    ("datetime", ("date", "datetime", "time", "timedelta")),
    ("decimal", ("Decimal",)),
    ("ipaddress", _NETWORKS),
    ("typing", _TYPING),
    ("uuid", ("UUID",)),
)
_DRIVER = (
    ("psycopg.types.multirange", ("Multirange",)),
    ("psycopg.types.range", ("Range",)),
)

# Names that the file uses as they are, so no class may be called so.
RESERVED = frozenset(name for _, names in _HOMES + _DRIVER for name in names) | {"Json"}


def words(annotations: Iterable[str]) -> set[str]:
    """Return the names that annotations hold."""
    return set(re.findall(r"\w+", " ".join(annotations)))


def shielded(annotation: str, attributes: Collection[str]) -> str:
    """Return the annotation as it must stand in a class with an attribute of a type's name.

    In a class with a column `date`, the word means that column to a type checker.
    """

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word not in attributes or word not in RESERVED | _BUILTINS:
            return word
        if word in _BUILTINS:
            return f"builtins.{word}"
        while word in attributes:
            word = f"_{word}"
        return word

    return re.sub(r"\w+", other, annotation)


Homes = tuple[tuple[str, tuple[str, ...]], ...]


def imports(used: set[str], more: Homes = ()) -> Iterator[str]:
    """Yield the lines that import what a file uses; `more` says where a style's own names live."""
    yield "from __future__ import annotations"
    yield ""
    if "builtins" in used:
        yield "import builtins"
    yield from _from(_HOMES, used)
    if driver := list(_from(sorted(_DRIVER + more), used)):
        yield from ["", *driver]


def _from(homes: Iterable[tuple[str, tuple[str, ...]]], used: set[str]) -> Iterator[str]:
    """Yield a line a module, and one for every name that is called otherwise, by first name."""
    for module, names in homes:
        plain = [name for name in names if name in used]
        for name in names:
            if plain and name == plain[0]:
                yield wrapped(f"from {module} import ", plain, "", brackets=True)
            for alias in sorted(word for word in used if re.fullmatch(f"_+{name}", word)):
                yield f"from {module} import {name} as {alias}"
