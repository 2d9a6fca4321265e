"""Arguments of routines, as people write them: mode, name, type and default."""

from __future__ import annotations

import re

from .types import canonical

_MODE = re.compile(r"(in\s+out|inout|in|out|variadic)\s+(?=\S)", re.IGNORECASE)
_DEFAULT = re.compile(r"\s+default\s+|\s*:?=\s*", re.IGNORECASE)
# Types of several words: what begins with one of them has no name before it.
_WORDS = re.compile(
    r"(double\s+precision|character\s+varying|bit\s+varying|national\s+char|(timestamp|time)\s*"
    r"(\(\d+\)\s*)?with|interval\s+(year|month|day|hour|minute|second))",
    re.IGNORECASE,
)


def mode(argument: str) -> str:
    """Return the mode of an argument in lower case; `in` where none is said."""
    found = _MODE.match(argument)
    return found.group(1).lower() if found else "in"


def default(argument: str) -> tuple[str, str]:
    """Take an argument and its default apart."""
    found = _DEFAULT.split(argument, maxsplit=1)
    return found[0], found[1] if len(found) > 1 else ""


def signed(argument: str) -> str:
    """Return what a signature holds of an argument as somebody wrote it: its type."""
    how = mode(argument)
    rest = _MODE.sub("", default(argument)[0], count=1).strip()
    words = rest.split(None, 1)
    type_ = rest if len(words) < 2 or _WORDS.match(rest) else words[1]
    return f"{'OUT ' if how == 'out' else ''}{canonical(type_)}"
