"""What was found of query patterns, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..ref import Ref
from ..sql import how_many
from . import Asked, Missed
from .plans import Taken


def lines(found: Iterable[Asked], unused: Iterable[Ref]) -> Iterator[str]:
    """Yield a line a query, and more on those that miss an index."""
    count = missed = 0
    for asked in found:
        count += 1
        missed += bool(asked.missed)
        yield f"{'MISS' if asked.missed else 'ok  '}  {asked.query.path[-1]}: {_summary(asked)}"
        for miss in asked.missed:
            yield from _missed(asked, miss)
    for index in unused:
        yield f"note  index {'.'.join(index.path)} serves no query of the model, and no constraint"
    yield f"{how_many(count, 'query')}, {missed} that miss{'es' * (missed == 1)} an index"


def _summary(asked: Asked) -> str:
    uses = ", ".join(
        f"{index}, {how}"
        for index in asked.query.indexes
        if (how := asked.custom.indexes.get(index.rpartition(".")[2]))
    )
    rows = f"{how_many(asked.custom.estimated, 'row')} estimated"
    if asked.custom.actual is not None:
        rows += f", {asked.custom.actual:,} came"
    return f"{uses}; {rows}" if uses else rows


def _missed(asked: Asked, miss: Missed) -> Iterator[str]:
    whom = "a plan for any arguments" if miss.generic else "the plan for these arguments"
    taken = asked.generic if miss.generic else asked.custom
    yield f"      {whom} does not take {miss.index}: {miss.reason}"
    for line in taken.lines():
        yield f"        {line}"


def as_json(found: Iterable[Asked], unused: Iterable[Ref], database: str) -> str:
    """Return the same as JSON."""
    said = {
        "format": 1,
        "database": database,
        "queries": [_asked(asked) for asked in found],
        "unused": [".".join(index.path) for index in unused],
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "name": asked.query.path[-1],
        "schema": asked.query.path[0],
        "description": asked.query.description,
        "ok": not asked.missed,
        "uses": list(asked.query.indexes),
        "custom": _taken(asked.custom),
        "generic": _taken(asked.generic),
        "missed": [
            {
                "index": miss.index,
                "plan": "generic" if miss.generic else "custom",
                "reason": miss.reason,
                "forced_cost": miss.forced,
            }
            for miss in asked.missed
        ],
    }


def _taken(taken: Taken) -> dict[str, Any]:
    return {
        "cost": taken.cost,
        "estimated_rows": taken.estimated,
        "actual_rows": taken.actual,
        "indexes": taken.indexes,
        "plan": taken.node,
    }
