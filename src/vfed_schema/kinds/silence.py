"""Silences: which rules of `lint` an object is not held to, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..ref import Ref
from ..step import Step
from ..written import Item


class Silence(Object):
    """Rules that `lint` does not hold this object to, nor what is inside it: rule to reason.

    Its path is `(kind, *target path, rule)`; of a silence for the whole model, the rule alone. No
    database stores it.
    """

    kind = "silence"
    unwritten = frozenset({"renamed_from"})
    section = "lint"
    facet = True
    of_model = True
    single = True
    stored = False

    reason: str

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        for rule, said in body.items():
            reason = said.string().strip() if said.value is not None else ""
            if not reason:
                raise said.wrong(f"`{rule}` is silenced for no reason; say `{rule}: why`")
            told = Item(reason, getattr(rule, "mark", said.mark), reason)
            yield Spread(cls.kind, (*home, rule), None, {"reason": told})

    @property
    def parent(self) -> Ref | None:
        return None  # it is there where what it is about is somebody else's too

    @property
    def rule(self) -> str:
        return self.path[-1]

    @property
    def target(self) -> Ref | None:
        """Return the object that it is about, or None for the whole model."""
        return Ref(self.path[0], self.path[1:-1]) if len(self.path) > 1 else None

    def named(self) -> tuple[str, ...]:
        return ()

    def create(self, context: Context) -> Iterator[Step]:
        return iter(())

    def drop(self, context: Context) -> Iterator[Step]:
        return iter(())
