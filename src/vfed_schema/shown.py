"""Text that people are shown: what is in a name or a comment does nothing to who reads it."""

from __future__ import annotations

import re
from functools import cache

# Controls, what turns the direction of writing, and what has no width: each can make a text look
# like another one. Joiners stay: emoji and some alphabets are not written without them.
_HIDDEN = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


@cache
def _hidden(but: str) -> re.Pattern[str]:
    """Return what finds what hides, `but` for some. It takes long to compile, and is rarely met."""
    return re.compile(f"(?![{but}]){_HIDDEN}" if but else _HIDDEN)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> width("ab"), width("\u65e5\u672c"), width("e\u0301")
    (2, 4, 1)
    """
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)


def visible(text: str) -> str:
    """Return a text of one line in which nothing hides: such characters by their numbers.

    >>> visible("a\\nb \\x1b[31mred")
    'a\\\\nb \\\\x1b[31mred'
    """
    return text if text.isprintable() else _hidden("").sub(_number, text)


def visible_lines(text: str, styles: str = "") -> str:
    """Return the same of a text of many lines. What `styles` matches is left as it is."""
    if not styles:
        return _lines(text)
    parts = re.split(f"({styles})", text)
    return "".join(p if n % 2 else _lines(p) for n, p in enumerate(parts))


def _lines(text: str) -> str:
    plain = all(part.isprintable() for part in text.split("\n"))
    return text if plain else _hidden("\n\t").sub(_number, text)


def _number(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
