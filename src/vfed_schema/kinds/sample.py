"""What a filled table looks like: how many rows, and how their values are spread."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..model import Context
from ..objects import Mention, Object, Spread
from ..ref import Ref
from ..step import Step
from ..written import Item


class Sample(Object):
    """Rows as a table has them in production, for `fill` and `queries`; no database stores it.

    A share says of a column how many of a hundred rows have a value, where `null` is none and the
    rest is drawn as it would be anyway. A draw is an expression for a column, in which `i` is
    the number of the row, from 0, and `u` a number from 0 to 1 that is drawn for it.
    """

    kind = "sample"
    unwritten = frozenset({"renamed_from"})
    section = "sample"
    within = "table"
    single = True
    stored = False

    rows: int | None = None
    shares: tuple[str, ...] = ()
    draws: tuple[str, ...] = ()

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if "shares" in body:
            said = body["shares"]
            shares = {column: _percent(of) for column, of in said.mapping().items()}
            body["shares"] = said.list_of(*(f"{c}={json.dumps(of)}" for c, of in shares.items()))
        yield Spread(cls.kind, home, name, body)

    @property
    def parent(self) -> Ref | None:
        return None  # it is there where the table is somebody else's too

    @property
    def drawn(self) -> dict[str, str]:
        """Return the expression of each column that has one."""
        return {column: how for column, _, how in (d.partition("=") for d in self.draws)}

    @property
    def portions(self) -> dict[str, dict[str, float]]:
        """Return the shares of each column that has some, in percent."""
        said = (s.partition("=") for s in self.shares)
        return {column: json.loads(of) for column, _, of in said}

    def mentions(self) -> Iterator[Mention]:
        yield Mention("draws", self.path, names=tuple(self.drawn))
        yield Mention("shares", self.path, names=tuple(self.portions))

    def create(self, context: Context) -> Iterator[Step]:
        return iter(())

    def drop(self, context: Context) -> Iterator[Step]:
        return iter(())


def _percent(of: Item) -> dict[str, float]:
    """Return shares as numbers. Raises SourceError where one is none, or they are too many."""
    found = {}
    for value, share in of.mapping().items():
        number = share.value
        if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
            raise share.wrong(f"expected a percentage, not {share.kind}")
        found[str(value)] = float(number)
    if sum(found.values()) > 100:
        raise of.wrong(f"shares of {sum(found.values()):g} percent")
    return found
