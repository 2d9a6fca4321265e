"""Which Python type psycopg reads a Postgres type as, and what has to be imported for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...types import parts
from .naming import WIDTH

if TYPE_CHECKING:
    from .records import Record

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


_ARRAYS = frozenset(_TYPES) | frozenset(
    {"text", "character varying", "character", "name", '"char"', "bit", "bit varying", "box"}
    | {"circle", "jsonpath", "line", "lseg", "macaddr", "macaddr8", "money", "path", "pg_lsn"}
    | {"pg_snapshot", "point", "polygon", "regclass", "regproc", "regrole", "regtype", "tid"}
    | {"tsquery", "tsvector", "txid_snapshot", "xid", "xid8", "xml", "cid"}
)


def python_type(type_: str, element: str = "") -> str:
    """Return the annotation for a column's type; `element` says what stands for the bare type.

    What psycopg has no loader for it reads as text.
    """
    plain, _, depth = parts(type_)
    if depth and plain.lower() not in _ARRAYS:
        return "str"  # an array of a type that psycopg was not told of stays text
    inner = element or _TYPES.get(plain.lower(), "str")
    # Elements may be NULL for all that Postgres promises; the values a model documents are not.
    for _ in range(depth):
        inner = f"list[{inner}]"
    return inner


_HOMES = (
    ("dataclasses", ("dataclass",)),
    ("datetime", ("date", "datetime", "time", "timedelta")),
    ("decimal", ("Decimal",)),
    ("ipaddress", ("IPv4Address", "IPv4Interface", "IPv4Network")),
    ("typing", ("Final", "Literal", "NotRequired", "TypeAlias", "TypedDict")),
    ("uuid", ("UUID",)),
)
_IPS = (
    "IPv4Address",
    "IPv4Interface",
    "IPv4Network",
    "IPv6Address",
    "IPv6Interface",
    "IPv6Network",
)


def _import(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def imports(body: str, found: Iterable[Record]) -> Iterator[str]:
    """Yield the lines that import what the annotations of a file use."""
    said = [f.annotation for record in found for f in record.fields]
    said += [f.for_insert or "" for record in found for f in record.fields]
    words = set(re.findall(r"\w+", " ".join(said)))
    records = list(found)
    words |= {"Final", *(["dataclass"] if "@dataclass" in body else [])}
    words |= {"TypedDict"} if "TypedDict" in body else set()
    words |= {"Literal", "TypeAlias"} if any(r.aliases for r in records) else set()
    words |= {"TypeAlias"} if "Json" in words else set()
    yield "from __future__ import annotations"
    yield ""
    for module, names in _HOMES:
        used = [n for n in (_IPS if module == "ipaddress" else names) if n in words]
        if used:
            yield _import(module, used)
    if ranges := sorted(words & {"Multirange", "Range"}):
        yield ""
        for name in ranges:
            yield f"from psycopg.types.{name.lower()} import {name}"
