"""What is known of Postgres's own types: which change into which without a word or a rewrite."""

from __future__ import annotations

import re
from functools import cache

ALIASES = {
    "int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean",
    "float8": "double precision", "float4": "real", "float": "double precision",
    "decimal": "numeric", "varchar": "character varying", "char": "character",
    "timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone",
    "timetz": "time with time zone", "time": "time without time zone", "varbit": "bit varying",
}  # fmt: skip

SERIALS = {
    "serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
    "smallserial": "smallint", "serial2": "smallint",
}  # fmt: skip

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_STRINGS = ("text", "character varying", "character", "name", '"char"')
_TIMES = {
    "date": ("timestamp without time zone", "timestamp with time zone"),
    "timestamp without time zone": ("date", "time without time zone", "timestamp with time zone"),
    "timestamp with time zone": (
        "date", "time without time zone", "time with time zone", "timestamp without time zone",
    ),
    "time without time zone": ("interval", "time with time zone"),
    "time with time zone": ("time without time zone",),
    "interval": ("time without time zone",),
    "json": ("jsonb",), "jsonb": ("json",), "bit": ("bit varying",), "bit varying": ("bit",),
    "inet": ("cidr",), "cidr": ("inet",), "macaddr": ("macaddr8",), "macaddr8": ("macaddr",),
}  # fmt: skip

# What only looks like a modifier stays in the name: Postgres has something to say of it.
_MODIFIER = re.compile(r"\(((?: *-?\d{1,10} *,)* *-?\d{1,10} *)\)")

# Types whose values are kept in the main table as long as they can be.
MAIN = ("numeric", "inet", "cidr")


@cache
def parts(type_: str) -> tuple[str, tuple[int, ...], int]:
    """Take a type apart: its name without modifier, the modifier, how many array brackets.

    >>> parts("numeric(3,2)[]")
    ('numeric', (3, 2), 1)
    """
    base = type_.strip()
    depth = 0
    while base.endswith("[]"):
        base, depth = base[:-2], depth + 1
    found = _MODIFIER.search(base)
    modifier = tuple(int(n) for n in found.group(1).split(",")) if found else ()
    plain = " ".join(_MODIFIER.sub("", base).split())
    return ALIASES.get(plain.lower(), plain), modifier, depth


def canonical(type_: str) -> str:
    """Return a type as format_type spells it, as far as names go: its modifier is left out.

    >>> canonical("varchar(20)[]")
    'character varying[]'
    """
    plain, _, depth = parts(type_)
    return plain + "[]" * depth


def assignable(was: str, now: str) -> bool:
    """True if Postgres turns `was` into `now` on assignment, so that ALTER needs no USING."""
    (a, _, depth_a), (b, _, depth_b) = parts(was), parts(now)
    if b in _STRINGS and depth_b == 0:
        return True
    if depth_a != depth_b:
        return False
    return a == b or (a in _NUMBERS and b in _NUMBERS) or b in _TIMES.get(a, ())


def keeps_storage(was: str, now: str) -> bool:
    """True if the change is one of the catalog alone: no row is written again.

    Which these are is said by the types' own support functions (varchar_support and its like)
    and by binary coercibility in pg_cast.
    """
    (a, was_mod, depth_a), (b, now_mod, depth_b) = parts(was), parts(now)
    if depth_a != depth_b or (depth_a and was_mod != now_mod):
        return False
    if a in ("text", "character varying") and b in ("text", "character varying"):
        return not now_mod or bool(was_mod and was_mod <= now_mod)
    if (a, b) == ("cidr", "inet"):
        return True
    if a != b:
        return False
    if a == "numeric" and now_mod and was_mod:
        return now_mod[0] >= was_mod[0] and now_mod[1:] == was_mod[1:]
    if a in ("character", "bit"):
        return was_mod == now_mod
    return not now_mod or bool(was_mod and was_mod <= now_mod)


def narrows(was: str, now: str) -> bool:
    """True if there are values of `was` that do not fit `now`."""
    (a, was_mod, _), (b, now_mod, _) = parts(was), parts(now)
    if a.startswith((*_SECONDS, "date")) and b.startswith((*_SECONDS, "date")):
        return False  # rounded, at worst
    if a == b or (a in _STRINGS and b in _STRINGS):
        return bool(now_mod) and (not was_mod or now_mod < was_mod)
    if a in _NUMBERS and b in _NUMBERS:
        return _NUMBERS.index(b) < _NUMBERS.index(a) or bool(now_mod)
    return b not in _STRINGS


_WHOLE = ("smallint", "integer", "bigint")
_EXACT = {"smallint": 5, "integer": 10, "bigint": 19, "real": 6, "double precision": 15}
_SECONDS = ("timestamp", "time", "interval")


def rounds(was: str, now: str) -> bool:
    """True if Postgres turns some values of `was` into others of `now` without a word.

    Numbers are rounded to a scale or to a float's digits, moments to a precision or a day; text
    that is too long is an error instead (manual, 8.1.2, 8.5).
    """
    (a, was_mod, _), (b, now_mod, _) = parts(was), parts(now)
    if a in _NUMBERS and b in _NUMBERS:
        return _fewer_digits(a, was_mod, b, now_mod)
    if a.startswith(_SECONDS) and b.startswith(_SECONDS):
        lost = b.startswith("time ") and a.startswith("timestamp")
        return lost or (now_mod or (6,)) < (was_mod or (6,))
    return b == "date" and a.startswith("timestamp")


def _fewer_digits(a: str, was_mod: tuple[int, ...], b: str, now_mod: tuple[int, ...]) -> bool:
    if b in _WHOLE:
        return a not in _WHOLE and not (a == "numeric" and was_mod and not any(was_mod[1:]))
    if b == "numeric":
        scale = now_mod[1] if len(now_mod) > 1 else 0
        if not now_mod or a in _WHOLE:
            return False
        return a != "numeric" or not was_mod or (was_mod[1] if len(was_mod) > 1 else 0) > scale
    if a == "numeric":
        return not was_mod or was_mod[0] > _EXACT[b]
    return _EXACT[a] > _EXACT[b]


_LIMITS = {"smallint": 32767, "integer": 2147483647}


def sequence_range(type_: str, increment: int) -> tuple[int, int]:
    """Return the bounds that a sequence has where none are said (manual, CREATE SEQUENCE)."""
    limit = _LIMITS.get(type_, 9223372036854775807)
    return (1, limit) if increment > 0 else (-limit - 1, -1)


def castable(now: str) -> str:
    """Return the type to name in a USING cast: an explicit cast would cut text to its length.

    Left without one, it meets the column's own length on assignment, and is refused if too long.
    """
    base, _, depth = parts(now)
    if base == "character varying":
        return base + "[]" * depth
    return "bpchar" + "[]" * depth if base == "character" else now
