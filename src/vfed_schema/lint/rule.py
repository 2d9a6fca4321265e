"""What a rule is: a name, what it finds, why that matters, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..finding import Level
from ..ref import Ref
from .facts import Facts


@dataclass(frozen=True, slots=True)
class Add:
    """A fix: a body under a key, in a section of an object's body.

    Where the object is said in several files, in the one that says what the fix is for.
    """

    home: Ref
    section: str
    key: str
    body: str  # YAML, on one line
    near: tuple[Ref, str] | None = None  # an object, and its field


@dataclass(frozen=True, slots=True)
class Remove:
    """A fix: an object, or what is said of it under one key, is taken out of the file."""

    ref: Ref
    field: str | None = None


Fix = Add | Remove


class Found(NamedTuple):
    """What a rule has to say of an object, and which field of it is at fault."""

    ref: Ref
    message: str
    field: str | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing to look for in a model."""

    name: str  # kebab-case, and never another: silences name it
    group: str  # the section of its page
    level: Level
    summary: str  # what it finds, in a line
    why: str
    instead: str  # what to do, in a sentence or two
    fix: str = ""  # what `--fix` does; or why it does nothing, where one could think it might
    usual: bool = True  # False: only where it is asked for
    check: Callable[[Facts], Iterator[Found]]
