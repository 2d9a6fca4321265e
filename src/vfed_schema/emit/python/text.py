"""Python source text, laid out as ruff does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from ...shown import width as columns

WIDTH = 100


def cut(name: str, limit: int = 64) -> str:
    """Return a name short enough to stand in a line with what goes around it."""
    while columns(name) > limit:
        name = name[:-1]
    return name


def string(value: str) -> str:
    """Return a string literal, in double quotes unless single ones need fewer escapes.

    >>> string('say "so"')
    '\\'say "so"\\''
    """
    quote = "'" if value.count('"') > value.count("'") else '"'
    inner = repr(f"{value}'\"")[1:-4]  # with both in it, repr escapes the single ones alone
    inner = inner.replace("\\'", "'")
    return quote + inner.replace(quote, f"\\{quote}") + quote


def wrapped(before: str, values: Sequence[str], after: str, *, brackets: bool = False) -> str:
    """Return a list on one line, on one line of its own, or on one a value.

    With `brackets`, it gets them where it does not fit, as an import does.
    """
    inner = ", ".join(values)
    if columns(before + inner + after) <= WIDTH:
        return f"{before}{inner}{after}"
    if brackets:
        before, after = f"{before}(", f"){after}"
    if columns(inner) + 4 <= WIDTH and not brackets:
        return f"{before}\n    {inner}\n{after}"
    lines = "".join(f"    {value},\n" for value in values)
    return f"{before}\n{lines}{after}"


def bracketed(before: str, value: str, after: str = "") -> str:
    """Return a value in brackets on a line of its own, where only that fits a line."""
    indent = before[: len(before) - len(before.lstrip())]
    if columns(before + value + after) <= WIDTH or columns(f"{indent}    {value}") > WIDTH:
        return f"{before}{value}{after}"
    return f"{before}(\n{indent}    {value}\n{indent}){after}"


def annotated(indent: str, name: str, annotation: str, after: str = "") -> str:
    """Return an attribute and its type, which is broken where it is too long for one line."""
    whole = f"{indent}{name}: {annotation}{after}"
    outer, _, rest = annotation.partition("[")
    if columns(whole) > WIDTH and outer.isidentifier() and _closes(rest):
        return f"{indent}{name}: {outer}[\n{indent}    {rest[:-1]}\n{indent}]{after}"
    return bracketed(f"{indent}{name}: ", annotation, after)


def _closes(rest: str) -> bool:
    """True if the bracket open before `rest` closes at its end and no sooner."""
    depth = 1
    for i, c in enumerate(rest):
        depth += (c == "[") - (c == "]")
        if depth == 0:
            return i == len(rest) - 1
    return False


def docstring(value: str, indent: str = "") -> str:
    """Return a docstring, its lines wrapped; a first word in lower case begins with a capital."""
    first, *rest = list(_lines(_capital(value), WIDTH - columns(indent))) or [""]
    if first.startswith('"'):
        first = f"\\{first}"
    if not rest and columns(f'{indent}"""{first}"""') <= WIDTH:
        ending = re.search(r'(\\*)"\Z', first)
        if ending and len(ending[1]) % 2 == 0:  # would close the docstring too soon
            first = f'{first[:-1]}\\"'
        return f'{indent}"""{first}"""'
    body = "".join(f"\n{indent}{line}" if line else "\n" for line in rest)
    return f'{indent}"""{first}{body}\n{indent}"""'


def _capital(value: str) -> str:
    word = re.match(r"\s*([a-z])[a-z]*(?=[\s,;]|\Z)", value)
    if not word:
        return value
    return value[: word.start(1)] + word[1].upper() + value[word.end(1) :]


def plain(value: str) -> str:
    """Return text that may stand inside a docstring, with no more than single spaces in a line."""
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in value)
    shown = "\n".join(" ".join(line.split()) for line in shown.split("\n"))
    return shown.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def _lines(value: str, room: int) -> Iterator[str]:
    """Yield the lines of a text, the long ones wrapped, with single empty ones between."""
    gap = False
    begun = False
    for line in plain(value).split("\n"):
        if not line:
            gap = begun
            continue
        if gap:
            yield ""
        yield from wrap(
            line, room if begun else room - 3, break_on_hyphens=False, break_long_words=False
        )
        begun, gap = True, False
