"""Which steps share a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..step import Step


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that are committed together; one that may run in no transaction is alone."""

    steps: tuple[Step, ...]
    first: int  # the number of its first step in the plan, from one

    @property
    def transaction(self) -> bool:
        return self.steps[0].in_transaction


def groups(steps: Iterable[Step]) -> Iterator[Group]:
    """Put steps together, in their order, as few transactions as there can be."""
    run: list[Step] = []
    first = 1
    for number, step in enumerate(steps, 1):
        alone = not step.in_transaction or step.apart or (run and not run[-1].in_transaction)
        if run and alone:
            yield Group(tuple(run), first)
            run, first = [], number
        run.append(step)
    if run:
        yield Group(tuple(run), first)
