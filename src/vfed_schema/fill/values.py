"""Values of every type, as SQL in which `i` is the number of a row: the same for the same row.

What is drawn is drawn by Postgres's own hash of the number and a salt that is a column's own
(hashint8extended, since 11), so that no two columns go together and every run is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from zlib import crc32

from ..sql import text

# The day that moments are drawn before, up to two years: not today, for every run is the same.
DAY = "2026-01-01 00:00:00+00"
SECONDS = 2 * 365 * 86400

Draw = Callable[[str], str]


def salt(*path: str) -> int:
    """Return a number of a column's own."""
    return crc32(".".join(path).encode())


def number(below: int, by: int) -> str:
    """Return an expression that draws a whole number from 0 to one less than `below`."""
    return f"abs(hashint8extended(i, {by}) % {below})"


def fraction(by: int) -> str:
    """Return an expression that draws a number from 0 to less than 1."""
    return f"({number(1_000_003, by)} / 1000003.0)"


def one_of(values: list[str], by: int) -> str:
    """Return an expression that draws one of some expressions."""
    return f"(ARRAY[{', '.join(values)}])[1 + {number(len(values), by)}]"


def generic(type_: str, column: str, by: int, *, unique: bool) -> str | None:
    """Return an expression for a type as `format_type` spells it, or None where we know none.

    `unique` wants one that is never twice the same.
    """
    if type_.endswith("[]"):
        parts = [generic(type_[:-2], column, by + n, unique=False) for n in range(3)]
        drawn = ", ".join(p for p in parts if p)
        return f"(ARRAY[{drawn}]::{type_})[1:1 + {number(3, by)}]" if drawn else None
    stem, arguments = _parts(type_)
    found = _KNOWN.get(stem)
    if found is None:
        return None
    return found(column, by, arguments, unique)


def _parts(type_: str) -> tuple[str, tuple[int, ...]]:
    """Return a type without its modifiers and schema, and these as numbers."""
    found = re.search(r"\(([\d, ]+)\)", type_)
    arguments = tuple(int(n) for n in found[1].split(",")) if found else ()
    stem = re.sub(r"\s*\([^)]*\)", "", type_)
    return stem.rpartition(".")[2].strip('"'), arguments


Known = Callable[[str, int, tuple[int, ...], bool], str]


def _text(column: str, by: int, arguments: tuple[int, ...], unique: bool) -> str:
    told = "i" if unique else number(100_000, by)
    if arguments and arguments[0] < len(column) + 8:
        return f"left(to_hex({told}::bigint), {arguments[0]})"
    return f"{text(column + ' ')} || {told}"


def _whole(most: int) -> Known:
    return lambda column, by, arguments, unique: "i" if unique else number(most, by)


def _numeric(column: str, by: int, arguments: tuple[int, ...], unique: bool) -> str:
    if unique:
        return "i"
    if not arguments:
        return f"{number(10_000_000, by)} / 100.0"
    whole, scale = arguments[0], arguments[1] if len(arguments) > 1 else 0
    return f"trunc(({fraction(by)} * {10 ** (whole - scale)})::numeric, {scale})"


def _moment(type_: str) -> Known:
    def draw(column: str, by: int, arguments: tuple[int, ...], unique: bool) -> str:
        if unique:
            return f"timestamptz '{DAY}' - i * interval '1 s'"
        return f"(timestamptz '{DAY}' - {number(SECONDS, by)} * interval '1 s')::{type_}"

    return draw


def _range(of: str) -> Known:
    def draw(column: str, by: int, arguments: tuple[int, ...], unique: bool) -> str:
        if of in ("int4", "int8", "num"):
            low = "i * 10" if unique else number(1_000_000, by)
            return f"{of}range(({low})::{_BOUND[of]}, ({low} + 9)::{_BOUND[of]})"
        low = f"(timestamptz '{DAY}' - {'i' if unique else number(SECONDS, by)} * interval '1 s')"
        long = "1 day" if of == "date" else "1 s"
        return f"{of}range({low}::{_BOUND[of]}, ({low} + interval '{long}')::{_BOUND[of]})"

    return draw


_BOUND = {
    "int4": "int",
    "int8": "bigint",
    "num": "numeric",
    "date": "date",
    "ts": "timestamp",
    "tstz": "timestamptz",
}


def _vector(column: str, by: int, arguments: tuple[int, ...], unique: bool) -> str:
    size = arguments[0] if arguments else 3
    return (
        f"(SELECT array_agg(abs(hashint8extended(i * {size} + d, {by}) % 1000) / 1000.0)::real[]"
        f" FROM generate_series(1, {size}) d)"
    )


def _plain(expression: str) -> Known:
    """Return what draws by an expression in which `{n}` is a number below a million."""
    return lambda column, by, arguments, unique: expression.replace(
        "{n}", "i" if unique else number(1_000_000, by)
    )


_KNOWN: dict[str, Known] = {
    "uuid": lambda column, by, arguments, unique: f"md5({by} || ':' || i)::uuid",
    "text": _text,
    "citext": _text,
    "character varying": _text,
    "character": _text,
    "name": _text,
    "smallint": _whole(30_000),
    "integer": _whole(1_000_000),
    "bigint": _whole(1_000_000_000),
    "oid": _whole(1_000_000),
    "numeric": _numeric,
    "money": _plain("({n} / 100.0)::numeric::money"),
    "real": _plain("{n} / 1000.0"),
    "double precision": _plain("{n} / 1000.0"),
    "boolean": lambda column, by, arguments, unique: f"{number(2, by)} = 0",
    "timestamp with time zone": _moment("timestamptz"),
    "timestamp without time zone": _moment("timestamp"),
    "date": lambda column, by, arguments, unique: (
        f"date '{DAY[:10]}' - ({'i' if unique else number(730, by)})::int"
    ),
    "time without time zone": _plain("time '00:00' + {n} * interval '1 ms'"),
    "time with time zone": _plain("time '00:00' + {n} * interval '1 ms'"),
    "interval": _plain("{n} * interval '1 s'"),
    "json": _plain("json_build_object('n', {n})"),
    "jsonb": _plain("jsonb_build_object('n', {n})"),
    "bytea": _plain("decode(md5(({n})::text), 'hex')"),
    "inet": _plain("inet '10.0.0.0' + {n}"),
    "cidr": _plain("(inet '10.0.0.0' + {n})::cidr"),
    "macaddr": _plain("substr(md5(({n})::text), 1, 12)::macaddr"),
    "bit": lambda column, by, arguments, unique: (
        f"({number(2 ** min((arguments or (1,))[0], 30), by)})::int::bit({(arguments or (1,))[0]})"
    ),
    "bit varying": _plain("({n})::int::bit(20)"),
    "point": _plain("point({n}, {n})"),
    "box": _plain("box(point({n}, {n}), point({n} + 1, {n} + 1))"),
    "circle": _plain("circle(point({n}, {n}), 1)"),
    "xml": _plain("('<n>' || {n} || '</n>')::xml"),
    "tsvector": _plain("to_tsvector('simple', 'word' || {n})"),
    "tsquery": _plain("to_tsquery('simple', 'word' || {n})"),
    "hstore": _plain("('n=>' || {n})"),
    "ltree": _plain("('top.n' || {n})"),
    "vector": _vector,
    "halfvec": _vector,
    **{f"{of}range": _range(of) for of in _BOUND},
}


def shapes(column: str) -> Iterator[str]:
    """Yield expressions of texts that checks often ask for: letters, digits, an address."""
    yield "translate(to_hex(i), '0123456789', 'ghijklmnop')"
    yield "lpad(i::text, 8, '0')"
    yield f"{text(column)} || i || '@example.org'"
    yield f"'https://example.org/' || {text(column)} || '/' || i"
    yield "md5(i::text)"
    yield "upper(translate(to_hex(i), '0123456789', 'ghijklmnop'))"


_LITERAL = re.compile(r"'((?:[^']|'')*)'(?:::([\w \"\[\]]+?))?(?=[,)\]\s]|$)")
_PATTERN = re.compile(r"[%^$\[\]\\*]")
_NUMBER = re.compile(r"(?<![\w.'])\(?(-?\d+(?:\.\d+)?)\)?")


def from_check(condition: str, type_: str, by: int) -> Iterator[str]:
    """Yield expressions that draw what the condition of a check speaks of."""
    said = (found[0].replace("''", "'") for found in _LITERAL.findall(condition))
    literals = [text(value) for value in said if not _PATTERN.search(value)]
    if literals and type_.endswith("[]"):
        yield f"ARRAY[{one_of(literals, by)}]"
    elif literals:
        yield one_of(literals, by)
    bare = _LITERAL.sub("", condition)
    numbers = sorted({float(n) for n in [*_NUMBER.findall(bare), *_numeric_literals(condition)]})
    if numbers:
        low, high = numbers[0], numbers[-1]
        if high > low:
            yield f"{low:g} + ({high - low:g} * {fraction(by)})"
        yield one_of([f"{n:g}" for n in numbers], by)
        yield f"{high:g} + {number(1000, by)}"
        yield f"{low:g} - 1 - {number(1000, by)}"


def _numeric_literals(condition: str) -> list[str]:
    return [v for v, _ in _LITERAL.findall(condition) if re.fullmatch(r"-?\d+(\.\d+)?", v)]
