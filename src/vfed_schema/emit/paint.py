"""Colour and weight for terminals. Signs carry the meaning, and colour repeats it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..shown import visible_lines

# Blue and orange differ for every eye, on dark ground and on light; added is bold, taken away is
# underlined, where it is words within a line.
_STYLES = {
    "+": "38;5;33",
    "-": "38;5;166",
    "~": "1",
    "!": "1;38;5;166",
    "#": "1",
    "+word": "1;38;5;33",
    "-word": "4;38;5;166",
}


_SGR = "|".join(re.escape(f"\x1b[{style}m") for style in (*_STYLES.values(), "0"))


class Paint:
    """Styles, where there is a terminal to show them."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        if not (self.colour and text and style in _STYLES):
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"

    def shown(self, text: str) -> str:
        """Return a whole text with nothing in it that acts on a terminal, but for our styles."""
        return visible_lines(text, _SGR if self.colour else "")


def wanted(env: Mapping[str, str], terminal: bool) -> bool:
    """Say whether colour is wanted, by the usual variables; NO_COLOR has the last word.

    >>> wanted({"FORCE_COLOR": "1"}, False), wanted({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True)
    (True, False)
    """
    if env.get("NO_COLOR"):
        return False
    if any(env.get(key, "0") not in ("", "0") for key in ("CLICOLOR_FORCE", "FORCE_COLOR")):
        return True
    return terminal and env.get("CLICOLOR") != "0" and env.get("TERM") != "dumb"
