"""A document of parts that is no longer than allowed: what is cut is cut in order, and said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

_ROOM = 600  # for saying what was left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something between a head and a foot, which may lose items from its end.

    Without items it goes as a whole, head and foot too.
    """

    head: str
    items: tuple[str, ...]
    foot: str = ""
    more: str = ""  # what stands in place of items that were cut
    name: str = ""  # what to say is left out: `statements of the way back`
    first: int = 0  # the order of cutting: 1 is cut before 2, and 0 never

    def __len__(self) -> int:
        return len(str(self))

    def __str__(self) -> str:
        return f"{self.head}{''.join(self.items)}{self.foot}" if self.items else ""


def fitted(parts: Iterable[Part], limit: int) -> str:
    """Return the parts as one text of no more characters than `limit`."""
    found = list(parts)
    if sum(len(part) for part in found) <= limit:
        return "".join(str(part) for part in found)
    whole = tuple(found)
    order = sorted((n for n, p in enumerate(found) if p.first), key=lambda n: found[n].first)
    for n in order:
        over = sum(len(p) for p in found) + _ROOM - limit
        if over <= 0:
            break
        found[n] = _shorter(found[n], over)
    for n in reversed(order):  # what went first may have been small, and what went last huge
        if not found[n].items and sum(map(len, found)) + _ROOM + len(whole[n]) <= limit:
            found[n] = whole[n]
    told = [_told(whole[n], found[n]) for n in order if len(found[n].items) < len(whole[n].items)]
    text = "".join(str(part) for part in found)
    return f"{text}\nLeft out, to fit in {limit} characters: {', '.join(told)}.\n"


def _told(whole: Part, short: Part) -> str:
    count = len(whole.items)
    gone = count - len(short.items)
    return f"{gone} of {count} {whole.name}" if short.items else f"all {whole.name}"


def _shorter(part: Part, over: int) -> Part:
    """Return a part that is shorter by so much, or empty."""
    kept = len(part.items)
    while kept and over > 0:
        kept -= 1
        over -= len(part.items[kept])
    return replace(part, items=part.items[:kept], foot=f"{part.more}{part.foot}")
