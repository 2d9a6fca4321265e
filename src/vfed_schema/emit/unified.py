"""The lines that differ between a file as it is and as it should be, not all of them if many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import groupby

from .paint import Paint

MOST = 40  # lines of one file
LONGEST = 200  # characters of a line
AROUND = 60  # characters that are the same before those that are not
_WINDOW = 2_000  # lines that are compared: what differs beyond is only counted


def unified(was: str, now: str, *, colour: bool = False) -> str:
    """Return a diff of at most MOST lines, and one that says how many more there are."""
    paint = Paint(colour)
    a, b = was.split("\n"), now.split("\n")
    start = max(0, _alike(a, b) - 3)
    lines = list(_lines(a[start:], b[start:], start))
    told = [f"{paint(line[:1], line)}\n" for line in _cut(lines[:MOST])]
    if len(lines) > MOST:
        told.append(f"… and {len(lines) - MOST} lines more\n")
    if max(len(a), len(b)) - start > _WINDOW:
        told.append(f"… and what differs after line {start + _WINDOW}\n")
    return "".join(told)


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many lines or characters at the start are the same."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((n for n, (x, y) in pairs if x != y), min(len(a), len(b)))


def _lines(a: list[str], b: list[str], start: int) -> Iterator[str]:
    """Yield the lines of a diff, with the numbers that they have in the whole files."""
    for number, line in enumerate(unified_diff(a[:_WINDOW], b[:_WINDOW], lineterm="")):
        if number > 1:  # behind the names of the files
            yield _moved(line, start) if line.startswith("@@") else line


def _moved(head: str, start: int) -> str:
    """Return the head of a hunk with its numbers as they are in the whole files."""
    _, gone, come, _ = head.split(" ")
    told = []
    for part in (gone, come):
        first, comma, count = part[1:].partition(",")
        told.append(f"{part[0]}{int(first) + start}{comma}{count}")
    return f"@@ {told[0]} {told[1]} @@"


def _cut(lines: list[str]) -> Iterator[str]:
    """Yield lines as long as they may be: long ones of a pair from where they begin to differ."""
    runs = [(sign, list(run)) for sign, run in groupby(lines, key=lambda line: line[:1])]
    for number, (sign, run) in enumerate(runs):
        beside = {"-": number + 1, "+": number - 1}.get(sign, -1)
        other = runs[beside] if 0 <= beside < len(runs) else ("", [])
        paired = other[0] in "-+" and len(other[1]) == len(run)
        for line, pair in zip(run, other[1] if paired else [""] * len(run), strict=True):
            yield _short(line, pair)


def _short(line: str, pair: str) -> str:
    if len(line) <= LONGEST:
        return line
    skip = max(0, _alike(line[1:], pair[1:]) - AROUND)
    text = f"{line[0]}…{line[skip + 1 :]}" if skip else line
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
