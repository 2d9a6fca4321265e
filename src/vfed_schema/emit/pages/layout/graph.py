"""Boxes, wires, and what hangs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place, to the right and down."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What is to have a place."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A line from one box to another, leaving and arriving that far below their upper edges."""

    source: str
    target: str
    out: float
    into: float


def parts(boxes: Sequence[Box], wires: Iterable[Wire]) -> Iterator[list[Box]]:
    """Yield the boxes that hang together, in the order in which the first of each comes."""
    around: dict[str, list[str]] = defaultdict(list)
    for wire in wires:
        around[wire.source].append(wire.target)
        around[wire.target].append(wire.source)
    place = {box.name: number for number, box in enumerate(boxes)}
    seen: set[str] = set()
    for box in boxes:
        if box.name not in seen:
            found = {box.name}
            queue = [box.name]
            while queue:
                for other in around[queue.pop()]:
                    if other not in found:
                        found.add(other)
                        queue.append(other)
            seen |= found
            yield [boxes[number] for number in sorted(place[name] for name in found)]


def forward(names: Sequence[str], wires: Iterable[Wire]) -> dict[str, list[str]]:
    """Return what is to be on the right of each box, without circles.

    What refers is on the right of what it refers to; in a circle, one of them is on the left.
    """
    users: dict[str, dict[str, None]] = {name: {} for name in names}
    for wire in wires:
        if wire.source != wire.target:
            users[wire.target][wire.source] = None
    found: dict[str, list[str]] = {name: [] for name in names}
    for left, right in _acyclic(names, users):
        found[left].append(right)
    return found


def _acyclic(names: Sequence[str], users: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield each pair, the other way round where it would close a circle."""
    done: set[str] = set()
    for start in _roots_first(names, users):
        if start in done:
            continue
        open_: dict[str, Iterator[str]] = {start: iter(users[start])}
        while open_:
            name, rest = next(reversed(open_.items()))
            other = next(rest, None)
            if other is None:
                del open_[name]
                done.add(name)
            elif other in open_:
                if name not in users[other]:  # else the pair is there already
                    yield other, name
            else:
                yield name, other
                if other not in done:
                    open_[other] = iter(users[other])


def _roots_first(names: Sequence[str], users: Mapping[str, Iterable[str]]) -> list[str]:
    used = {other for name in names for other in users[name]}
    return sorted(names, key=lambda name: name in used)


def ordered(names: Sequence[str], right: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names, each after all that are on its left."""
    waiting = dict.fromkeys(names, 0)
    for name in names:
        for other in right[name]:
            waiting[other] += 1
    ready = [name for name in names if not waiting[name]]
    for name in ready:  # grows meanwhile
        for other in right[name]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return ready
