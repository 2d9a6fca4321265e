"""What differs between two texts, word by word: identifiers, literals and operators of SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | \w+ | \s+ | [()\[\],;'"] | [^\w\s()\[\],;'"]+""", re.X
)
SIDES: tuple[Literal["-", "+"], ...] = ("-", "+")
_MOST = 4_000_000  # pairs of words to look at: beyond, only both ends of a text are compared
_LONG = 1_000  # characters: of a longer word both ends are compared


class Piece(NamedTuple):
    """Some words: ` ` in both texts, `-` only in the first, `+` only in the second."""

    sign: Literal[" ", "-", "+"]
    text: str


def pieces(was: str, now: str) -> list[Piece]:
    """Return both texts in pieces: without those of `+` it is the first, without `-` the second."""
    a, b = _TOKEN.findall(was), _TOKEN.findall(now)
    if len(a) * len(b) > _MOST:
        return _ends_alike(was, now)
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(" ", "".join(a[i:j])))
        else:
            gone, come = "".join(a[i:j]), "".join(b[k:m])
            long = min(len(gone), len(come)) > _LONG
            found += _ends_alike(gone, come) if long else [Piece("-", gone), Piece("+", come)]
    return _joined([piece for piece in found if piece.text])


def _ends_alike(was: str, now: str) -> list[Piece]:
    """Return what two texts begin and end with, and what is between."""
    head = _alike(was, now)
    tail = _alike(was[head:][::-1], now[head:][::-1])
    found = [
        Piece(" ", was[:head]),
        Piece("-", was[head : len(was) - tail]),
        Piece("+", now[head : len(now) - tail]),
        Piece(" ", was[len(was) - tail :]),
    ]
    return [piece for piece in found if piece.text]


def _alike(was: str, now: str) -> int:
    """Return how many characters at the start are the same."""
    pairs = enumerate(zip(was, now, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(was), len(now)))


def _joined(found: list[Piece]) -> list[Piece]:
    """Make one change of changes that are only spaces apart."""
    joined: list[Piece] = []
    gone = come = ""
    for number, piece in enumerate(found):
        between = bool(gone or come) and number + 1 < len(found)
        if piece.sign == "-":
            gone += piece.text
        elif piece.sign == "+":
            come += piece.text
        elif piece.text.isspace() and between:
            gone, come = gone + piece.text, come + piece.text
        else:
            joined += [Piece("-", gone), Piece("+", come), piece]
            gone = come = ""
    joined += [Piece("-", gone), Piece("+", come)]
    return [piece for piece in joined if piece.text]


def side(found: Iterable[Piece], sign: Literal["-", "+"]) -> list[Piece]:
    """Return the pieces of one of the two texts."""
    return [piece for piece in found if piece.sign in (" ", sign)]


def similar(found: list[Piece]) -> bool:
    """True if much of both texts is the same, so that it helps to see what is not."""
    kept = sum(len(p.text) for p in found if p.sign == " ")
    longest = max(sum(len(p.text) for p in side(found, sign)) for sign in SIDES)
    return kept * 5 >= longest * 2


def marked(found: Iterable[Piece]) -> str:
    """Return both texts as one, with what was taken away and added in signs: for no colour."""
    spelled = {" ": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return "".join(spelled[piece.sign].format(piece.text) for piece in found)


def near(found: list[Piece], around: int) -> list[Piece]:
    """Return the pieces that differ, and of the others no more characters than that beside them."""
    last = len(found) - 1
    return [
        piece if piece.sign != " " else Piece(" ", _ends(piece.text, around, n > 0, n < last))
        for n, piece in enumerate(found)
    ]


def _ends(text: str, around: int, head: bool, tail: bool) -> str:
    """Return a text's ends, as long as it may be, without what is between."""
    if len(text) <= around * (head + tail) + 1:
        return text
    return f"{text[:around] if head else ''}…{text[-around:] if tail else ''}"
