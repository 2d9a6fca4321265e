"""Text that people are shown: what is in a name or a comment does nothing to who reads it."""

from __future__ import annotations

import re

# Controls, and what turns the direction of writing: each can make a text look like another one.
_HIDDEN = "[\x00-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]"


def hidden(but: str = "") -> re.Pattern[str]:
    """Return the pattern of such a character, but for some."""
    return re.compile(f"(?![{but}]){_HIDDEN}" if but else _HIDDEN)


_LINES = hidden(but="\n\t")
_LINE = hidden()


def visible(text: str) -> str:
    """Return a text of one line in which nothing hides: such characters by their numbers.

    >>> visible("a\\nb \\x1b[31mred")
    'a\\\\nb \\\\x1b[31mred'
    """
    return _LINE.sub(_number, text)


def visible_lines(text: str, styles: str = "") -> str:
    """Return the same of a text of many lines. What `styles` matches is left as it is."""
    if not styles:
        return _LINES.sub(_number, text)
    parts = re.split(f"({styles})", text)
    return "".join(p if n % 2 else _LINES.sub(_number, p) for n, p in enumerate(parts))


def _number(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
