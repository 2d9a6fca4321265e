"""Names that are not what they look like."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import is_normalized, name

from ...finding import Level
from ...shown import visible
from ..facts import Facts
from ..names import own_names
from ..rule import Found, Rule

# Alphabets that have letters which look like another one's.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})


def check(facts: Facts) -> Iterator[Found]:
    for ref, called in own_names(facts):
        if not called.isascii() and (wrong := _wrong(called)):
            yield Found(ref, f"its name {wrong}")


def _wrong(called: str) -> str:
    """Return what is not as it looks in a name, or nothing."""
    alphabets = {found for c in called if c.isalpha() and (found := _alphabet(c)) in _ALIKE}
    if len(alphabets) > 1:
        told = " and ".join(sorted(found.capitalize() for found in alphabets))
        return f"has letters of {told}: some of them look the same"
    hidden = [c for c in called if visible(c) != c or (c.isspace() and c != " ")]
    if hidden:
        return f"has a character that nobody sees: U+{ord(hidden[0]):04X}"
    if not is_normalized("NFC", called):
        return "has a letter and its mark apart: typed, they are one, and another name"
    return ""


def _alphabet(letter: str) -> str:
    return name(letter, "").partition(" ")[0]


RULE = Rule(
    name="misleading-name",
    group="Names",
    level=Level.warning,
    summary="a name mixes alphabets, or holds what nobody sees",
    why="Cyrillic `а` and Latin `a` are two letters, and a blank without a width is a letter to"
    " Postgres: whoever types the name as it looks is told that there is no such thing.",
    instead="Write it in one alphabet; `renamed_from` keeps the rows.",
    fix="None: whoever uses the name has to follow.",
    check=check,
)
