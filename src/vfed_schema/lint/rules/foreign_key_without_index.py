"""A foreign key that no index can look up."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...finding import Level
from ...kinds.foreign_key import ForeignKey
from ...kinds.table import Table
from ...sql import name
from ...written import made_name
from ..facts import Facts
from ..lookups import Lookup
from ..reading import only_not_null
from ..rule import Add, Found, Rule

# Those that find what is equal. Of a plain column GiST and GIN do, by btree_gist and btree_gin.
_METHODS = ("btree", "hash", "gist", "gin", "spgist")


def check(facts: Facts) -> Iterator[Found]:
    taken = {obj.path for obj in facts.model.values() if obj.indexed or isinstance(obj, Table)}
    for key in facts.own(ForeignKey):
        homes = facts.split_from(key.path[:-1])
        if not any(_served(facts, home, key) for home in homes) and not _in_parts(facts, key):
            columns = ", ".join(key.columns)
            message = f"no index begins with ({columns}), which points at {_target(key)}"
            yield Found(key.ref, message, fix=_index(facts, key, taken))


def _served(facts: Facts, home: tuple[str, ...], key: ForeignKey) -> bool:
    return any(_serves(one, key) for one in facts.lookups.get(home, ()))


def _in_parts(facts: Facts, key: ForeignKey) -> bool:
    """True if every partition has an index of its own, and there is one."""
    queue, found = [*facts.parts.get(key.path[:-1], ())], False
    while queue:
        part = queue.pop()
        below = facts.parts.get(part, ())
        if not _served(facts, part, key):
            if not below:
                return False
            queue += below
        found = True
    return found


def _serves(one: Lookup, key: ForeignKey) -> bool:
    """True if the rows that point at one row can be found by an index."""
    some = one.plain[: len(key.columns)]
    if one.method not in _METHODS or not one.valid or set(some) != set(key.columns):
        return False
    return one.where is None or _only_nulls(one.where, key.columns)


def _only_nulls(where: str, columns: tuple[str, ...]) -> bool:
    """True for a predicate that leaves out no more than rows which point at nothing."""
    asked = only_not_null(where)
    return bool(asked) and asked <= {*columns}


def _index(facts: Facts, key: ForeignKey, taken: set[tuple[str, ...]]) -> Add | None:
    home = facts.table(key.path[:-1])
    called = str(made_name(key.path[-2], "_".join(key.columns), "idx"))
    if home is None or home.server or (key.path[0], called) in taken:
        return None
    keys = ", ".join(_scalar(name(column)) for column in key.columns)
    return Add(home.ref, "indexes", _scalar(called), f"[{keys}]", (key.ref, "references"))


def _scalar(said: str) -> str:
    return said if said.replace("_", "").isalnum() else json.dumps(said, ensure_ascii=False)


def _target(key: ForeignKey) -> str:
    return ".".join(key.references)


RULE = Rule(
    name="foreign-key-without-index",
    group="Indexes",
    level=Level.warning,
    summary="no index finds the rows that a foreign key points from",
    why="Postgres makes no index for a foreign key. Whenever a row that is pointed at is deleted or"
    " its key changes, the whole pointing table is read, once for each such row, while locks are"
    " held; joins along the key read all of it too.",
    instead="Add an index that begins with the foreign key's columns. Without one it is well where"
    " the table pointed at never loses a row and nobody asks from that side.",
    fix="Adds the index, under the name Postgres would give: it changes no row, and is built"
    " CONCURRENTLY where the table is in use.",
    check=check,
)
