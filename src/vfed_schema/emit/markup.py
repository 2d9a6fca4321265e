"""Any text within Markdown, as the big hosts read it: it stays text, whatever is in it."""

from __future__ import annotations

import re

from ..shown import visible, visible_lines

# What means something to Markdown, or makes a link, a mention, a formula or an emoji of a text.
_SPECIAL = re.compile(
    r"""[`*\[\]<>|\\&~@\#$!{}^] | :// | www\. | (?<!\w)_ | _(?!\w) | :[\w+-]+: | GH-\d
        | \b[0-9a-f]{7,40}\b""",
    re.X | re.I,
)
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")


def code(text: str) -> str:
    """Return a text in one line of code, which may stand in a table.

    Backticks cannot hold a backtick or, in a table, a bar: where there is one, HTML does.
    """
    line = visible(text)
    if not line.strip():
        return ""
    if "`" not in line and "|" not in line:
        return f"`{line}`"
    return f"<code>{_SIGN.sub(lambda found: f'&#{ord(found[0])};', line)}</code>"


def words(text: str) -> str:
    """Return a text in one line: as it is, if nothing in it means anything, or as code."""
    line = visible(" ".join(text.split()))
    return code(line) if _SPECIAL.search(line) else line


def fence(text: str, language: str) -> tuple[str, str]:
    """Return what stands before and after a text to make a block of code of it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n", f"\n{ticks}\n"


def clean(text: str) -> str:
    """Return a text of many lines in which nothing hides."""
    return visible_lines(text.replace("\r\n", "\n").replace("\r", "\n"))


def row(*cells: str) -> str:
    """Return a row of a table, of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |\n"
