"""Where boxes and wires go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest

from vfed_schema.emit.pages.layout import Box, Drawing, Point, Wire, drawn

SHAPES = ("tree", "circles", "hub", "islands", "lines")


def graph(shape: str, count: int) -> tuple[list[Box], list[Wire]]:
    """Return boxes of many sizes and wires between them, always the same."""
    random = Random(f"{shape} {count}")
    boxes = [
        Box(name=f"t{n}", width=140 + random.randrange(160), height=48 + 18 * random.randrange(30))
        for n in range(count)
    ]
    pairs = {
        "tree": [(n, random.randrange(n)) for n in range(1, count)],
        "circles": [(n, random.randrange(count)) for n in range(count) for _ in "ab"],
        "hub": [(n, 0) for n in range(1, count)] + [(n, n // 3) for n in range(9, count, 7)],
        "islands": [(n, n - 1) for n in range(1, count) if n % 4 == 2],
        "lines": [(n, n - 1) for n in range(1, count)],
    }[shape]
    return boxes, [
        Wire(source=f"t{a}", target=f"t{b}", out=random.randrange(20, 48), into=15)
        for a, b in pairs
    ]


def overlapping(boxes: list[Box], drawing: Drawing) -> list[tuple[str, str]]:
    """Return the pairs of boxes that have a point in common, or less than a hand between them."""
    placed = sorted((*drawing.places[b.name], b.width, b.height, b.name) for b in boxes)
    found = []
    for n, (x, y, width, height, name) in enumerate(placed):
        for x2, y2, _, height2, name2 in placed[n + 1 :]:
            if x2 >= x + width + 10:
                break
            if y < y2 + height2 + 10 and y2 < y + height + 10:
                found.append((name, name2))
    return found


def along(route: tuple[Point, ...]) -> Iterator[Point]:
    """Yield points of a wire: straight between the first two corners, then a curve, and so on."""
    for number, (a, b) in enumerate(pairwise(route)):
        middle = (a.x + b.x) / 2
        for step in range(17):
            t = step / 16
            if number % 2 == 0:
                yield Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
                continue
            u = 1 - t
            x = u**3 * a.x + 3 * u * u * t * middle + 3 * u * t * t * middle + t**3 * b.x
            y = u**3 * a.y + 3 * u * u * t * a.y + 3 * u * t * t * b.y + t**3 * b.y
            yield Point(x, y)


def crossed(boxes: list[Box], wires: list[Wire], drawing: Drawing) -> set[tuple[str, str]]:
    """Return each wire, by its source, with a box that it runs through."""
    found = set()
    for wire, route in zip(wires, drawing.routes, strict=True):
        for point in along(route):
            for box in boxes:
                x, y = drawing.places[box.name]
                inside = x + 1 < point.x < x + box.width - 1
                if inside and y + 1 < point.y < y + box.height - 1:
                    found.add((wire.source, box.name))
    return found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1, 12, 60])
def test_no_box_is_on_another_and_no_wire_crosses_one(shape: str, count: int) -> None:
    """Whatever refers to whatever, in circles and to itself."""
    boxes, wires = graph(shape, count)
    drawing = drawn(boxes, wires)

    assert [] == overlapping(boxes, drawing)
    assert set() == crossed(boxes, wires, drawing)


@pytest.mark.parametrize("shape", SHAPES)
def test_wires_end_where_they_are_to(shape: str) -> None:
    """At the height of their columns, on the sides of their boxes."""
    boxes, wires = graph(shape, 30)
    drawing = drawn(boxes, wires)
    width = {box.name: box.width for box in boxes}
    for wire, route in zip(wires, drawing.routes, strict=True):
        ends = ((wire.source, wire.out, route[0]), (wire.target, wire.into, route[-1]))
        for name, below, end in ends:
            x, y = drawing.places[name]

            assert y + below == pytest.approx(end.y, abs=0.2)
            assert min(abs(end.x - x), abs(end.x - x - width[name])) < 0.2


def test_everything_is_inside_the_picture() -> None:
    """And the picture is not much larger than what is in it."""
    for shape in SHAPES:
        boxes, wires = graph(shape, 40)
        drawing = drawn(boxes, wires)
        points = [p for route in drawing.routes for p in route]
        points += [Point(x, y) for x, y in drawing.places.values()]
        size = {box.name: box for box in boxes}
        points += [
            Point(x + size[n].width, y + size[n].height) for n, (x, y) in drawing.places.items()
        ]

        assert min(p.x for p in points) >= 0
        assert min(p.y for p in points) >= 0
        assert 0 <= drawing.width - max(p.x for p in points) < 100
        assert 0 <= drawing.height - max(p.y for p in points) < 100


def test_what_is_referred_to_stands_on_the_left() -> None:
    """Where there are no circles, every wire leads to the left."""
    for shape in ("tree", "hub", "islands", "lines"):
        boxes, wires = graph(shape, 40)
        places = drawn(boxes, wires).places
        backwards = [w for w in wires if places[w.target].x >= places[w.source].x]

        assert [] == [w for w in backwards if w.source != w.target]


def test_a_thousand_boxes_find_their_places() -> None:
    """In a picture that is wider than high, but no ribbon."""
    boxes, wires = graph("tree", 1000)
    drawing = drawn(boxes, wires)

    assert [] == overlapping(boxes, drawing)
    assert 0.8 < drawing.width / drawing.height < 4
