"""An index whose building failed."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.index import Index
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for index in facts.own(Index):
        if not index.valid:
            yield Found(index.ref, "its building was not finished: it is written, and never read")


RULE = Rule(
    name="unfinished-index",
    group="Indexes",
    level=Level.error,
    summary="an index is not valid: a CREATE INDEX CONCURRENTLY that failed left it",
    why="It is kept up to date by every write and used by no query; a unique one keeps nothing"
    " unique for the rows that were there.",
    instead="Mend what made it fail, and REINDEX INDEX CONCURRENTLY or drop it; `vfed-schema"
    " apply` makes those of the model again.",
    check=check,
)
