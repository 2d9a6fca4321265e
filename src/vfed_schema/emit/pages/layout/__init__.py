"""Where boxes and the wires between them go: no two boxes overlap, no wire crosses a box.

Boxes stand in columns, what is referred to on the left of what refers to it. A wire that spans
several columns has a lane of its own in each, which all wires to the same box share. The same
input gives the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from .columns import arranged
from .graph import Box, Point, Wire, parts
from .lanes import Laned, laned

__all__ = ["Box", "Drawing", "Point", "Wire", "drawn"]

MARGIN = 40.0
APART = 60.0  # between parts that have nothing to do with each other
BREADTH = 1.6  # how much wider than high it is to be


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The upper left corners of boxes, the corners of each wire, and how much room it all takes.

    The first point of a wire is at its source. Points come in pairs: straight from the first to
    the second, from there in a curve to the next pair.
    """

    places: dict[str, Point]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def drawn(boxes: Sequence[Box], wires: Sequence[Wire]) -> Drawing:
    """Return a drawing of boxes, each named once, and of wires between them."""
    sides: dict[str, list[int]] = defaultdict(list)
    for number, wire in enumerate(wires):
        sides[wire.source].append(number)
    drawings = []
    for group in parts(boxes, wires):
        numbers = [n for box in group for n in sides[box.name]]
        found = _part(group, [wires[n] for n in numbers])
        drawings.append((found, dict(zip(numbers, found.routes, strict=True))))
    return _packed(drawings, len(wires))


def _part(boxes: Sequence[Box], wires: Sequence[Wire]) -> Drawing:
    """Return the drawing of boxes that hang together, its corner at nought."""
    room = sum(box.height * (box.width + 80) for box in boxes)
    tallest = max(box.height for box in boxes)
    graph = laned(boxes, wires, max(tallest, sqrt(room / BREADTH)))
    arranged(graph)
    return _settled(graph, boxes, wires)


def _settled(graph: Laned, boxes: Sequence[Box], wires: Sequence[Wire]) -> Drawing:
    top = min(slot.y for column in graph.columns for slot in column)
    for column in graph.columns:
        for slot in column:
            slot.y -= top
    sides = list(_sides(graph))
    places = {
        box.name: Point(sides[slot.column][0], slot.y)
        for box in boxes
        for slot in [graph.slots[box.name]]
    }
    routes = tuple(_route(graph, wire, sides) for wire in wires)
    width = max(places[box.name].x + box.width for box in boxes)
    width += 34 if any(wire.source == wire.target for wire in wires) else 0
    height = max(slot.y + slot.height for column in graph.columns for slot in column)
    return Drawing(places=places, routes=routes, width=width, height=height)


def _sides(graph: Laned) -> Iterator[tuple[float, float]]:
    """Yield where each column begins and ends: the more wires cross, the more room there is."""
    x = 0.0
    for column, crossing in zip(graph.columns, graph.crossing, strict=True):
        width = max(slot.width for slot in column)
        yield x, x + width
        x += width + 70 + min(90, 3 * crossing)


def _route(graph: Laned, wire: Wire, sides: Sequence[tuple[float, float]]) -> tuple[Point, ...]:
    """Return the corners of a wire, from its source to its target."""
    source, target = graph.slots[wire.source], graph.slots[wire.target]
    start, end = source.y + wire.out, target.y + wire.into
    if source is target:
        x = sides[source.column][0] + source.width
        return Point(x, start), Point(x + 26, start), Point(x + 26, end), Point(x, end)
    forth = source.column < target.column
    first, last = (source, target) if forth else (target, source)
    begins, ends = (start, end) if forth else (end, start)
    left, right = sides[first.column]
    points = [Point(left + first.width, begins), Point(right, begins)]
    for lane in graph.between(first, last):
        left, right = sides[lane.column]
        points += [Point(left, lane.middle), Point(right, lane.middle)]
    points += [Point(sides[last.column][0], ends)] * 2
    return tuple(points if forth else reversed(points))


def _packed(
    drawings: Sequence[tuple[Drawing, dict[int, tuple[Point, ...]]]], wires: int
) -> Drawing:
    """Put drawings side by side in rows, the tallest first."""
    room = sum((d.width + APART) * (d.height + APART) for d, _ in drawings)
    limit = max([sqrt(room * BREADTH), *(d.width for d, _ in drawings)])
    places: dict[str, Point] = {}
    routes: dict[int, tuple[Point, ...]] = {}
    x = y = row = widest = 0.0
    for drawing, numbered in sorted(drawings, key=lambda d: (-d[0].height, min(d[0].places))):
        if x and x + drawing.width > limit:
            x, y, row = 0.0, y + row + APART, 0.0
        by = Point(x + MARGIN, y + MARGIN)
        places |= {name: _moved(point, by) for name, point in drawing.places.items()}
        routes |= {n: tuple(_moved(p, by) for p in route) for n, route in numbered.items()}
        x += drawing.width + APART
        row = max(row, drawing.height)
        widest = max(widest, x - APART)
    return Drawing(
        places=places,
        routes=tuple(routes[n] for n in range(wires)),
        width=widest + 2 * MARGIN,
        height=y + row + 2 * MARGIN,
    )


def _moved(point: Point, by: Point) -> Point:
    return Point(round(point.x + by.x, 1), round(point.y + by.y, 1))
