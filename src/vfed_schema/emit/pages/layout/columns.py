"""The order of a column, and how high each of it stands."""

from __future__ import annotations

from collections.abc import Sequence

from .lanes import Laned, Slot

SWEEPS = 10


def arranged(graph: Laned) -> None:
    """Order the slots of each column by where their neighbours are, and place them near these."""
    for column in graph.columns:
        _stacked(column)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for column in graph.columns if forth else reversed(graph.columns):
            wishes = {id(slot): _wish(slot, forth, not forth) for slot in column}
            column.sort(key=lambda slot: wishes[id(slot)] + slot.height / 2)
            _stacked(column)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        last = sweep >= SWEEPS - 2
        for column in graph.columns if forth else reversed(graph.columns):
            _near(column, [_wish(slot, forth or last, not forth or last) for slot in column])


def _stacked(column: Sequence[Slot]) -> None:
    """Put slots below each other, the middle of them all at nought."""
    height = sum(slot.height + slot.gap for slot in column)
    y = -height / 2
    for slot in column:
        slot.y = y
        y += slot.height + slot.gap


def _wish(slot: Slot, left: bool, right: bool) -> float:
    """Return how high a slot would stand if its wires were as level as can be."""
    sides = (slot.left if left else []) + (slot.right if right else [])
    if not sides:
        return slot.y
    return sum(other.y + arrives - leaves for other, leaves, arrives in sides) / len(sides)


def _near(column: Sequence[Slot], wishes: Sequence[float]) -> None:
    """Place slots as near to where they wish to be as their order and size let them.

    That is least squares over places in order, which merging neighbours that collide finds.
    """
    blocks: list[list[float]] = []  # where it begins, its weight, how many
    offsets, below = [], 0.0
    for slot in column:
        offsets.append(below)
        below += slot.height + slot.gap
    for slot, wish, offset in zip(column, wishes, offsets, strict=True):
        weight = 4.0 if slot.lane else 1.0 + len(slot.left) + len(slot.right)
        blocks.append([wish - offset, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            start, much, count = blocks.pop()
            before = blocks[-1]
            before[0] = (before[0] * before[1] + start * much) / (before[1] + much)
            before[1] += much
            before[2] += count
    starts = [start for start, _, count in blocks for _ in range(int(count))]
    for slot, start, offset in zip(column, starts, offsets, strict=True):
        slot.y = start + offset
