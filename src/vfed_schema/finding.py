"""What is told of one place in a model. Rules, changes and drift make it; renderers show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .errors import Mark


class Level(StrEnum):
    """How bad it is, in the words that SARIF and GitHub share."""

    error = "error"
    warning = "warning"
    note = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to tell of an object, and where in the model's files it stands, if it does."""

    rule: str  # a stable name: `foreign-key-without-index`, `data-loss`, `drift`
    level: Level
    message: str  # one line
    subject: str  # the object's reference: `table public.orders`
    mark: Mark | None = None
    help: str = ""  # what to do, in a sentence
    url: str = ""  # where the rule is explained
