"""Two indexes that are the same."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.query import Query
from ...kinds.replica_identity import ReplicaIdentity
from ..facts import Facts
from ..lookups import Lookup
from ..rule import Found, Remove, Rule


def check(facts: Facts) -> Iterator[Found]:
    named = _named(facts)
    for home, lookups in facts.lookups.items():
        above = facts.lookups_above(home)
        if len(lookups) + len(above) < 2:
            continue
        first = {_meaning(found): found for found in above}
        for found in sorted(lookups, key=lambda x: (x.alone, not x.clustered, x.ref)):
            if not found.valid:
                continue
            kept = first.setdefault(_meaning(found), found)
            if kept is found or found.ref in facts.model.external:
                continue
            free = found.alone and not found.clustered and found.called not in named
            fix = Remove(found.ref) if free and not facts.model[found.ref].renamed_from else None
            yield Found(found.ref, f"the same as {kept.ref}", fix=fix)


def _meaning(found: Lookup) -> object:
    return (
        *(found.keys, found.unique, found.method, found.include, found.where),
        *(found.nulls_not_distinct, found.told),
    )


def _named(facts: Facts) -> frozenset[str]:
    """Return the names of indexes that something else names: nobody takes these away."""
    queries = {used.rpartition(".")[2] for query in facts.all(Query) for used in query.indexes}
    held = {used.path[-1] for obj in facts.all(ReplicaIdentity) for used in obj.needs()}
    return frozenset(queries | held)


RULE = Rule(
    name="duplicate-index",
    group="Indexes",
    level=Level.warning,
    summary="an index is the same as another one of its table, but for the name",
    why="Both are written at every change of a row and take up memory; only one is ever read.",
    instead="Keep one. Where one of them stands behind a constraint, keep that.",
    fix="Takes the index out of the file, unless it stands behind a constraint, is clustered on, or"
    " is named by a query of the model or a replica identity.",
    check=check,
)
