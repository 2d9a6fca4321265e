"""What a folder of migrations holds, whichever tool runs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ..step import Step

MARK = "Written by `vfed-schema migration new`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """SQL as a tool runs it: in a transaction of the tool's, or as it stands."""

    path: Path
    text: str  # of the whole file, blank where it is not this script's
    transaction: bool = False
    psql: bool = False  # psql reads it, with commands of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One migration of a folder. Of a tool that runs no SQL, it has no scripts."""

    name: str
    path: Path
    up: Script | None = None
    down: Script | None = None
    ours: bool = False  # we wrote it: what it makes is the model's


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What goes into one migration: steps, and those that take them back."""

    up: tuple[Step, ...]
    down: tuple[Step, ...] | None
    no_return: str = ""  # why there are none


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a new migration is called, and what is said of it at its head."""

    text: str
    head: tuple[str, ...]
    now: datetime

    @property
    def slug(self) -> str:
        """The text as a part of a file's name."""
        return re.sub(r"[^a-z0-9]+", "_", self.text.lower()).strip("_")[:60].strip("_") or "change"


Files = list[tuple[Path, str]]


class Tool(Protocol):
    """A module that knows the files of one tool."""

    NAME: str
    WHOLE: bool  # a migration is one transaction, or one statement outside of any
    FRESH: bool  # each migration has a session of its own

    def is_here(self, folder: Path) -> bool:
        """True if the folder is one of this tool's."""

    def read(self, folder: Path) -> tuple[Entry, ...]:
        """Return the migrations in the order in which the tool runs them. Raises SourceError."""

    def files(self, folder: Path, message: Message, parts: Sequence[Part]) -> Files:
        """Return the files that add migrations, the parts in their order. Raises SourceError."""

    def advice(self, parts: Sequence[Part]) -> str:
        """Return what whoever runs these parts has to know, if there is anything."""
