"""The fields of a changed object, from what to what, in as many lines as it takes to see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from ..diff import Change
from ..shown import width as columns
from .paint import Paint
from .report import differences, value
from .words import SIDES, Piece, marked, near, pieces, side, similar

BRIEF = 30  # characters: so little is seen at a glance
AROUND = 2  # lines that are the same, about those that are not
MOST = 60  # lines of one text
WINDOW = 2_000  # lines that are compared, from the first that differs
LONGEST = 2_000  # characters of one value: of a longer one, what differs
NEAR = 200  # characters beside what differs in such a one


class Line(NamedTuple):
    """A line as it is printed, and how wide it is there."""

    text: str
    width: int


Lines = list[Line]


def field_lines(change: Change, paint: Paint, width: int) -> Iterator[Lines]:
    """Yield the lines of each field that differs, none of them indented."""
    for field, was, now in differences(change):
        if isinstance(was, str) and isinstance(now, str) and ("\n" in was or "\n" in now):
            yield [_plain(f"{field}:"), *_many(was, now, paint)]
        else:
            before, after = value(was), value(now)
            if before == after:  # they differ in spaces alone
                before, after = repr(was), repr(now)
            yield _values(field, before, after, paint, width)


def _plain(text: str) -> Line:
    return Line(text, columns(text))


def _values(field: str, was: str, now: str, paint: Paint, width: int) -> Lines:
    found = pieces(was, now)
    alike = similar(found)
    if max(len(was), len(now)) > LONGEST:
        found = near(found, NEAR) if alike else [Piece("-", _cut(was)), Piece("+", _cut(now))]
        was, now = (_text(side(found, sign)) for sign in SIDES)
    if alike and not paint.colour and max(len(was), len(now)) > BRIEF:
        return [_plain(f"{field}: {marked(found)}")]
    gone, come = _styled(found, alike, paint)
    length = len(field) + columns(was) + columns(now) + 5
    if length <= width:
        return [Line(f"{field}: {gone} → {come}", length)]
    before, after = paint("-", "-"), paint("+", "+")
    return [
        _plain(f"{field}:"),
        Line(f"  {before} {gone}", columns(was) + 4),
        Line(f"  {after} {come}", columns(now) + 4),
    ]


def _styled(found: list[Piece], alike: bool, paint: Paint) -> tuple[str, str]:
    """Return both texts; of those that are alike, the words that differ stand out."""
    gone, come = side(found, "-"), side(found, "+")
    if not alike:
        return paint("-", _text(gone)), paint("+", _text(come))
    return _words(gone, paint), _words(come, paint)


def _text(found: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in found)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _words(text: list[Piece], paint: Paint) -> str:
    return "".join(paint(f"{piece.sign}word", piece.text) for piece in text)


def _many(was: str, now: str, paint: Paint) -> Lines:
    """Return what differs of texts with lines, with some lines about it."""
    a, b = was.strip("\n").split("\n"), now.strip("\n").split("\n")
    longest = max(len(a), len(b))
    alike = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
    start = max(0, alike - AROUND)
    a, b = a[start : start + WINDOW], b[start : start + WINDOW]
    lines: Lines = []
    groups = SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(AROUND)
    for number, group in enumerate(groups):
        if number:
            lines.append(_plain("  …"))
        for tag, i, j, k, m in group:
            if tag == "equal":
                lines += (_plain(f"    {_cut(line.rstrip())}") for line in a[i:j])
            else:
                lines += _replaced(a[i:j], b[k:m], paint)
    if longest - start > WINDOW:
        return [*lines[:MOST], _plain(f"  … and what differs on, of {longest:,} lines")]
    if len(lines) > MOST:
        return [*lines[:MOST], _plain(f"  … and {len(lines) - MOST} lines more")]
    return lines


def _replaced(gone: list[str], come: list[str], paint: Paint) -> Iterable[Line]:
    """Yield lines that took the place of others: of pairs, the words that differ stand out."""
    cut = [_cut(line) for line in gone], [_cut(line) for line in come]
    told = (
        [(line, paint("-", line)) for line in cut[0]],
        [(line, paint("+", line)) for line in cut[1]],
    )
    if len(gone) == len(come):
        for number, (was, now) in enumerate(zip(gone, come, strict=True)):
            found = pieces(was, now)
            if similar(found):
                if max(len(was), len(now)) > LONGEST:
                    found = near(found, NEAR)
                first, second = _styled(found, True, paint)
                told[0][number] = (_text(side(found, "-")), first)
                told[1][number] = (_text(side(found, "+")), second)
    for sign, lines in zip("-+", told, strict=True):
        mark = paint(sign, sign)
        yield from (Line(f"  {mark} {text.rstrip()}", columns(plain) + 4) for plain, text in lines)
