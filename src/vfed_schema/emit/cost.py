"""What a hazard costs, in words: who waits, for how long, and in proportion to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..migration import Migration
from ..step import Hazard, Lock, Size, Step

Sizes = Mapping[tuple[str, ...], Size]

_LOADS = ("rewrite", "scan", "index-build")


def told(migration: Migration, *, each: bool = False) -> Iterator[tuple[Hazard, Step, str]]:
    """Yield each hazard of a plan, a step it is of, and what it means in words.

    What several steps share is told once, or with `each` once for each object.
    """
    seen: set[tuple[object, ...]] = set()
    for hazard in migration.plan.hazards:
        step = migration.plan.steps[hazard.step - 1]
        key = (hazard.code, hazard.message, step.refs[:1] if each else ())
        if key not in seen:
            seen.add(key)
            yield hazard, step, cost(hazard, step, migration.sizes)


def cost(hazard: Hazard, step: Step, sizes: Sizes) -> str:
    """Return a hazard's message, and what it means for those who are at work."""
    if hazard.code == "table-lock":
        return (
            f"{hazard.message}, once whoever is at work there is done: {_kept_out(step.lock)} then"
        )
    if hazard.code == "data-loss":
        return f"loses {hazard.message}"
    if hazard.code not in _LOADS:
        return hazard.message
    work = {
        "rewrite": "writing all of it and its indexes anew takes",
        "scan": "reading all of it takes",
        "index-build": f"reading all of it{'' if _waits(step) else ' twice'} and sorting takes",
    }[hazard.code]
    who = f"{_kept_out(step.lock)} " if _waits(step) else ""
    how = f"for as long as {work}" if who else f"as long as {work}"
    return f"{hazard.message}: {who}{how}{_measure(sizes.get(step.table))}"


def _waits(step: Step) -> bool:
    return step.lock >= Lock.SHARE


def _kept_out(lock: Lock) -> str:
    if lock == Lock.ACCESS_EXCLUSIVE:
        return "nobody reads or writes it"
    return "nobody writes to it"


def _measure(size: Size | None) -> str:
    if size is None:
        return ""
    if size.rows is None:
        return " (of a size that was never estimated: ANALYZE)"
    return f" (about {counted(size.rows)} rows, {in_bytes(size.bytes)})"


def counted(number: int) -> str:
    """Return a number as people say it.

    >>> counted(950), counted(12_340), counted(41_200_000)
    ('950', '12 thousand', '41 million')
    """
    for unit, word in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        if number >= unit:
            told = number / unit
            return f"{told:.1f} {word}" if told < 9.95 else f"{told:.0f} {word}"
    return str(number)


def in_bytes(number: int) -> str:
    """Return a size as people say it.

    >>> in_bytes(8192), in_bytes(13_000_000_000)
    ('8 kB', '12 GB')
    """
    size, units = float(number), ["bytes", "kB", "MB", "GB", "TB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    exact = size < 9.95 and units[0] not in ("bytes", "kB")
    return f"{size:.1f} {units[0]}" if exact else f"{size:.0f} {units[0]}"
