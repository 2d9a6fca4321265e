"""An index whose work another one does too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ...finding import Level
from ...kinds.replica_identity import ReplicaIdentity
from ..facts import Facts
from ..lookups import Lookup, backwards
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    held = {used for obj in facts.all(ReplicaIdentity) for used in obj.needs()}
    for home, lookups in facts.lookups.items():
        trees, above = _trees(lookups), _trees(facts.lookups_above(home))
        by_first: dict[str, list[Lookup]] = defaultdict(list)
        for other in (*trees, *above):
            by_first[other.keys[0]].append(other)
            by_first[backwards(other.keys[0])].append(other)
        for found in trees:
            free = found.alone and not (found.unique or found.clustered or found.ref in held)
            if not free or found.ref in facts.model.external:
                continue
            better = next((o for o in by_first[found.keys[0]] if _serves(o, found)), None)
            if better:
                exactly = len(better.keys) == len(found.keys)
                told = "has the same keys" if exactly else "begins with its keys"
                yield Found(found.ref, f"{better.ref} {told}: ({', '.join(found.keys)})")


def _trees(lookups: Iterable[Lookup]) -> list[Lookup]:
    return sorted((x for x in lookups if x.method == "btree" and x.valid), key=lambda x: x.ref)


def _serves(other: Lookup, found: Lookup) -> bool:
    """True if whatever is asked of `found` can be asked of the other one."""
    if other.ref == found.ref or other.where not in (None, found.where):
        return False
    begins = other.keys[: len(found.keys)]
    if found.keys not in (begins, tuple(backwards(key) for key in begins)):
        return False
    if not {*found.include} <= {*other.columns, *other.include}:
        return False
    if other.where is None and found.where is not None:
        return False  # a partial index is small, and that may be what it is for
    # Of two that do the same, the one that is no more than that is the redundant one.
    same = len(other.keys) == len(found.keys) and {*other.include} <= {*found.include}
    return not same or other.unique or (found.keys != begins and found.ref > other.ref)


RULE = Rule(
    name="redundant-index",
    group="Indexes",
    level=Level.warning,
    summary="an index has the keys that another one begins with",
    why="What begins with the same keys, or is read from the other end, finds the same rows in the"
    " same order. The shorter index costs every write and a place in memory, and serves no query"
    " that the other one does not. `vfed-schema queries` says which indexes the model's queries"
    " take.",
    instead="Take the shorter one out; keep it if it is much smaller and measured to be quicker.",
    fix="None: a wide index can be slower to read than a narrow one, and only you know your rows.",
    check=check,
)
