"""A migration: what it takes to bring one source to another, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .diff import covers
from .errors import Refusal
from .lock import fingerprint
from .model import Model
from .objects import Object
from .ref import Ref
from .step import Hazard, Size

if TYPE_CHECKING:
    from .plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user asks for."""

    allow: frozenset[str] = frozenset()
    verify: bool | None = True  # None: unless a server would be started for that alone
    online: bool = True
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """A plan between two sources, its way back, and how sure they are."""

    origin: str
    target: str
    before: Model
    after: Model
    plan: Plan
    back: Plan | None
    no_return: str
    proven: str  # the server that proved it, or nothing
    unproven: str  # why nothing proved it, or nothing
    left_out: tuple[str, ...]
    unmanaged: tuple[Object, ...]
    one_sided: tuple[str, ...]  # what is not managed, and on one side only
    wanted: Model  # the target as it was said
    alike: tuple[tuple[Ref, Ref], ...]  # what goes and what comes, and may be one renamed
    version: str
    digest: str
    major: int
    sizes: Mapping[tuple[str, ...], Size] = field(default_factory=dict)  # of tables it is hard on

    @property
    def same(self) -> bool:
        return not (self.plan.changes or self.plan.renamed or self.one_sided)

    @property
    def covers(self) -> tuple[Ref, ...]:
        """Return the outermost objects that the target has a say in."""
        return covers(self.wanted)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.before)

    @property
    def touched(self) -> tuple[Ref, ...]:
        """Return every object that differs or is made again."""
        renamed = {ref for pair in self.plan.renamed for ref in pair}
        return tuple(sorted({c.ref for c in self.plan.changes} | self.plan.remade | renamed))


def lost(hazards: tuple[Hazard, ...], allow: frozenset[str]) -> list[Hazard]:
    """Return what a plan loses though nobody allowed that."""
    if allow & {"data-loss", "all"}:
        return []
    return [hazard for hazard in hazards if hazard.code == "data-loss"]


def refuse_unallowed(hazards: tuple[Hazard, ...], allow: frozenset[str]) -> None:
    """Raise Refusal where a plan loses data and nobody allowed that."""
    if found := lost(hazards, allow):
        told = "".join(f"\n  step {h.step}: {h.message}" for h in found)
        raise Refusal(f"data would be lost; say `--allow data-loss` if that is meant:{told}")
