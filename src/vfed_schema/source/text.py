"""The text of somebody's file, and edits of it that leave line ends and all else as they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

BOM = "\ufeff"


class Edit(NamedTuple):
    """What stands from one offset to another becomes this. Offsets are of a text as it is read."""

    start: int
    end: int
    text: str


def plain(raw: str) -> str:
    """Return a text as it is read: without a byte order mark, its lines ended by `\\n` alone."""
    return raw.removeprefix(BOM).replace("\r\n", "\n")


def applied(raw: str, edits: Iterable[Edit]) -> str:
    """Return a file's text with edits made; where two overlap, the later one is not.

    What is new has the line ends that most lines of the file have.
    """
    lead = BOM if raw.startswith(BOM) else ""
    rest = raw.removeprefix(BOM)
    pairs = _pairs(rest)
    end_of_line = "\r\n" if 2 * len(pairs) > rest.count("\n") else "\n"
    done, place = [], 0
    for edit in sorted(edits):
        if edit.start >= place:
            done += [_between(rest, pairs, place, edit.start), edit.text.replace("\n", end_of_line)]
            place = edit.end
    return "".join([lead, *done, _between(rest, pairs, place, len(rest))])


def _pairs(raw: str) -> list[int]:
    """Return where each `\\r\\n` of a text stands once it is read."""
    found: list[int] = []
    at = raw.find("\r\n")
    while at >= 0:
        found.append(at - len(found))
        at = raw.find("\r\n", at + 2)
    return found


def _between(raw: str, pairs: list[int], start: int, end: int) -> str:
    return raw[start + bisect_left(pairs, start) : end + bisect_left(pairs, end)]
