"""Which object is meant, not what it looks like."""

from __future__ import annotations

from sys import intern
from typing import Any, NamedTuple


class Ref(NamedTuple):
    """A kind and a path: enough to find one object in any model.

    >>> str(Ref("column", ("public", "beliefs", "is_local")))
    'column public.beliefs.is_local'
    """

    kind: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind.replace('_', ' ')} {'.'.join(self.path)}"


def shared(value: Any) -> Any:
    """Return a value with every string in it kept once, and lists as tuples.

    A catalog says the names of schemas, tables and types thousands of times.
    """
    if type(value) is str:
        return intern(value)
    return tuple(map(shared, value)) if type(value) is list else value
