"""Which column a box stands in, and the lanes of wires that pass through columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .graph import Box, Wire, forward, ordered

LANE = 14.0
GAP = 26.0  # between boxes of a column


@dataclass(slots=True, eq=False)
class Slot:
    """A box's place in a column, or a lane's: what is moved until it is settled."""

    column: int
    width: float
    height: float
    y: float = 0.0
    gap: float = GAP
    # Its neighbours, with where the wire leaves itself and arrives there, from the upper edges.
    left: list[tuple[Slot, float, float]] = field(default_factory=list)
    right: list[tuple[Slot, float, float]] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def lane(self) -> bool:
        return self.width == 0


@dataclass(slots=True)
class Laned:
    """Boxes and lanes in columns."""

    columns: list[list[Slot]]
    slots: dict[str, Slot]
    lanes: dict[int, dict[int, Slot]]  # of the box on the left, by column
    crossing: list[int]  # how many wires there are on the right of each column

    def between(self, first: Slot, last: Slot) -> Iterator[Slot]:
        """Yield the lanes on the way from one box to another, from left to right."""
        for column in range(first.column + 1, last.column):
            yield self.lanes[id(first)][column]


def laned(boxes: Sequence[Box], wires: Sequence[Wire], limit: float) -> Laned:
    """Put boxes into columns no higher than `limit`, if they need not be, and lanes between."""
    names = [box.name for box in boxes]
    right = forward(names, wires)
    standing = _columns(boxes, right, limit)
    slots = {
        box.name: Slot(column=standing[box.name], width=box.width, height=box.height)
        for box in boxes
    }
    columns: list[list[Slot]] = [[] for _ in range(max(standing.values()) + 1)]
    for name in ordered(names, right):
        columns[standing[name]].append(slots[name])
    graph = Laned(columns=columns, slots=slots, lanes=defaultdict(dict), crossing=[])
    crossing: Counter[int] = Counter()
    for wire in wires:
        if wire.source != wire.target:
            _connect(graph, wire, crossing)
    graph.crossing = [crossing[number] for number in range(len(columns))]
    return graph


def _columns(
    boxes: Sequence[Box], right: Mapping[str, Sequence[str]], limit: float
) -> dict[str, int]:
    """Return the column of each box: on the right of all that it refers to, where there is room."""
    height = {box.name: box.height + GAP for box in boxes}
    names = ordered([box.name for box in boxes], right)
    left: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        for other in right[name]:
            left[other].append(name)
    used: dict[int, float] = defaultdict(float)
    found: dict[str, int] = {}
    for name in names:
        column = max((found[other] + 1 for other in left[name]), default=0)
        while used[column] and used[column] + height[name] > limit:
            column += 1
        found[name] = column
        used[column] += height[name]
    for name in reversed(names):  # what is referred to from afar comes near
        nearest = min((found[other] - 1 for other in right[name]), default=found[name])
        if len(right[name]) > len(left[name]):
            while nearest > found[name] and used[nearest] + height[name] > limit:
                nearest -= 1
            used[found[name]] -= height[name]
            used[nearest] += height[name]
            found[name] = nearest
    kept = {column: number for number, column in enumerate(sorted(set(found.values())))}
    return {name: kept[column] for name, column in found.items()}


def _connect(graph: Laned, wire: Wire, crossing: Counter[int]) -> None:
    """Make a wire's ends neighbours, or neighbours of the lanes between them."""
    source, target = graph.slots[wire.source], graph.slots[wire.target]
    first, last, begins, ends = (source, target, wire.out, wire.into)
    if source.column > target.column:
        first, last, begins, ends = (target, source, wire.into, wire.out)
    lanes = graph.lanes.setdefault(id(first), {})
    crossing[last.column - 1] += 1
    here, leaves = first, begins
    for column in range(first.column + 1, last.column):
        if column not in lanes:
            lane = Slot(column=column, width=0, height=LANE, gap=4)
            lanes[column] = lane
            graph.columns[column].append(lane)
            crossing[column - 1] += 1
            _join(here, lane, leaves, LANE / 2)
        here, leaves = lanes[column], LANE / 2
    _join(here, last, leaves, ends)


def _join(left: Slot, right: Slot, leaves: float, arrives: float) -> None:
    left.right.append((right, leaves, arrives))
    right.left.append((left, arrives, leaves))
