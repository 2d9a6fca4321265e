"""A document of parts that is no longer than allowed: what is cut is cut in order, and said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

_ROOM = 300  # for saying what was left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something between a head and a foot, which may lose items from its end.

    Without items it goes as a whole, head and foot too.
    """

    head: str
    items: tuple[str, ...]
    foot: str = ""
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
    told = []
    order = sorted((p for p in found if p.first), key=lambda p: p.first)
    for part in order:
        over = sum(len(p) for p in found) + _ROOM - limit
        if over <= 0:
            break
        short = _shorter(part, over)
        found[found.index(part)] = short
        gone = len(part.items) - len(short.items)
        told.append(
            f"{gone} of {len(part.items)} {part.name}" if short.items else f"all {part.name}"
        )
    text = "".join(str(part) for part in found)
    return f"{text}\nLeft out, to fit in {limit} characters: {', '.join(told)}.\n"


def _shorter(part: Part, over: int) -> Part:
    """Return a part that is shorter by so much, or empty."""
    kept = len(part.items)
    while kept and over > 0:
        kept -= 1
        over -= len(part.items[kept])
    return replace(part, items=part.items[:kept])
