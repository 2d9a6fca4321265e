"""Which object is meant, not what it looks like."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Ref(NamedTuple):
    """A kind and a path: enough to find one object in any model.

    >>> str(Ref("column", ("public", "beliefs", "is_local")))
    'column public.beliefs.is_local'
    """

    kind: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind.replace('_', ' ')} {'.'.join(self.path)}"


def shared(path: Iterable[str]) -> tuple[str, ...]:
    """Return a path of names that are kept once: a catalog says each of them thousands of times."""
    return tuple(map(intern, path))
