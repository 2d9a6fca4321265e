"""The styles that models.py may be written in."""

from __future__ import annotations

from importlib import import_module

from ..errors import SourceError
from ..model import Model

STYLES = ("dataclasses", "msgspec", "pydantic", "sqlalchemy")


def render(model: Model, style: str) -> str:
    """Return the text of models.py. Raises SourceError where no style is called so."""
    if style not in STYLES:
        raise SourceError(f"no style of models is called `{style}`; known are {', '.join(STYLES)}")
    made: str = import_module(f"..{style}", __name__).render(model)
    return made
