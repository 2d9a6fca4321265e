"""Query patterns, proven: Postgres takes the index that each one names, and is asked why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..kinds.index import Index
from ..kinds.query import Query
from ..model import Model
from .plans import Taken, explain, prepared
from .reasons import reason

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["Asked", "Missed", "Taken", "ask", "queries", "unasked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """An index that a plan does not take, and why."""

    index: str
    generic: bool
    reason: str
    forced: float | None  # the cost of the plan that takes it, where there is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query, the plans for its arguments and for any, and what they miss."""

    query: Query
    custom: Taken
    generic: Taken
    missed: tuple[Missed, ...]


def queries(model: Model) -> list[Query]:
    """Return the queries of a model, by name."""
    return sorted((o for o in model.values() if isinstance(o, Query)), key=lambda q: q.path)


def ask(conn: Connection[Any], live: Model, query: Query, *, scratch: bool) -> Asked:
    """Ask Postgres how it would run a query, and in a scratch database run it.

    Raises PlanError where it cannot be asked.
    """
    with prepared(conn, query) as arguments:
        custom = explain(conn, arguments, generic=False, analyze=scratch)
        generic = explain(conn, arguments, generic=True)
        missed = tuple(
            _missed(conn, live, query, index, arguments, taken, general, scratch)
            for index in query.indexes
            for general, taken in ((False, custom), (True, generic))
            if index.rpartition(".")[2] not in taken.indexes
        )
    return Asked(query=query, custom=custom, generic=generic, missed=missed)


def _missed(
    conn: Connection[Any],
    live: Model,
    query: Query,
    called: str,
    arguments: list[str],
    taken: Taken,
    general: bool,
    scratch: bool,
) -> Missed:
    index = _index(live, query, called)
    if index is None:
        why, forced = "there is no such index", None
    elif not index.valid:
        why, forced = "its building was not finished: it is not valid", None
    else:
        why, forced = reason(conn, index, arguments, taken, generic=general, scratch=scratch)
    return Missed(index=called, generic=general, reason=why, forced=forced)


def _index(live: Model, query: Query, called: str) -> Index | None:
    schema, _, own = called.rpartition(".")
    found = (
        obj
        for obj in live.values()
        if isinstance(obj, Index) and obj.path == (schema or query.path[0], own)
    )
    return next(found, None)


def unasked(model: Model) -> Iterator[Index]:
    """Yield the indexes of a model that none of its queries uses and no constraint needs."""
    used = {name.rpartition(".")[2] for query in queries(model) for name in query.indexes}
    for _, obj in sorted(model.items()):
        if not isinstance(obj, Index) or obj.unique or obj.ref in model.external:
            continue
        if obj.path[-1] not in used:
            yield obj
