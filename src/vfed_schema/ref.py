"""Which object is meant, not what it looks like."""

from __future__ import annotations

from typing import NamedTuple


class Ref(NamedTuple):
    """A kind and a path: enough to find one object in any model.

    >>> str(Ref("column", ("public", "beliefs", "is_local")))
    'column public.beliefs.is_local'
    """

    kind: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind.replace('_', ' ')} {'.'.join(self.path)}"
