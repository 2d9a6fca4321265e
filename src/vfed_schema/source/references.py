"""What a model's SQL refers to, checked against the model before any server is asked."""

from __future__ import annotations

from ..errors import SourceError
from . import Source


def mistakes(source: Source) -> list[SourceError]:
    """Return what the model's objects refer to and nobody has, each with its place."""
    return []
