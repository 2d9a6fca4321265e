"""What there is to show of a model: an entry for each object that lives in no other.

Nothing is left out. Tables and views have columns, every object that lives in another is a part of
its entry, and what a kind has beyond that is told field by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...ref import Ref

State = Literal["same", "added", "changed", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How each object of a migration fares, and what differs in it, in words."""

    states: Mapping[Ref, State] = field(default_factory=dict)
    told: Mapping[Ref, tuple[str, ...]] = field(default_factory=dict)

    def state(self, ref: Ref) -> State:
        return self.states.get(ref, "same")

    def about(self, ref: Ref) -> tuple[str, ...]:
        """Return what differs in an object; one that comes or goes as a whole has nothing."""
        return self.told.get(ref, ())

    def comment(self, ref: Ref) -> tuple[str, ...]:
        """Return how a comment fares, for those who tell of what it is about."""
        state = self.state(ref)
        if state in ("added", "gone"):
            return (f"comment {state}",)
        return tuple(said.replace("text:", "comment:", 1) for said in self.about(ref))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One column of a table or view."""

    name: str
    type: str
    null: bool
    default: str = ""  # also what it is generated from
    more: tuple[str, ...] = ()  # whatever else is said of it
    comment: str = ""
    values: tuple[str, ...] = ()
    primary: bool = False
    foreign: tuple[str, ...] = ()  # entries that it refers to
    state: State = "same"
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One object that lives in another."""

    kind: str
    name: str
    text: str
    comment: str = ""
    state: State = "same"
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The parts of an entry that are of one kind."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One object with all that lives in it."""

    id: str  # unlike any other's, and in addresses
    ref: Ref
    title: str
    schema: str  # or nothing, for what is in none
    relation: bool
    external: bool = False
    within: str = ""  # the entry of which it is a partition
    comment: str = ""
    state: State = "same"
    told: tuple[str, ...] = ()
    columns: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    uses: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    python: str = ""

    @property
    def kind(self) -> str:
        return self.ref.kind.replace("_", " ")

    @property
    def touched(self) -> State:
        """Return how it fares as a whole: changed, where only a part of it is."""
        if self.state != "same":
            return self.state
        inside = [c.state for c in self.columns]
        inside += [p.state for s in self.sections for p in s.parts]
        return "changed" if self.told or set(inside) - {"same"} else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line between two relations: a foreign key, what a view reads, or inheritance."""

    kind: Literal["key", "reads", "inherits"]
    name: str
    source: str
    target: str
    columns: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    optional: bool = False  # a row of the source may refer to nothing
    single: bool = False  # a row of the target is referred to once at most
    on_delete: str = ""
    state: State = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything that there is to show."""

    title: str
    version: str
    schema: str  # the one that may be left unsaid
    entries: tuple[Entry, ...]
    links: tuple[Link, ...]

    def by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}
