"""How two sources differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..diff import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between two sources: false where nothing does; a line each as text."""

    before: str  # how the sources are called
    after: str
    changes: tuple[Change, ...]
    one_sided: tuple[str, ...] = ()  # what is not managed, and on one side only
    unmanaged: tuple[str, ...] = ()  # what is there, and of a kind that nobody compares

    def __bool__(self) -> bool:
        return bool(self.changes or self.one_sided)

    def __len__(self) -> int:
        return len(self.changes) + len(self.one_sided)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __str__(self) -> str:
        from ..emit.drift import drift_lines

        told = [*drift_lines(self.changes), *(f"not managed, and {s}" for s in self.one_sided)]
        return "\n".join(told) or f"{self.before} is as {self.after} says"
