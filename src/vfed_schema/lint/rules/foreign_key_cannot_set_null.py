"""ON DELETE SET NULL of a column that may not be null."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.column import Column
from ...kinds.foreign_key import ForeignKey
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for key in facts.own(ForeignKey):
        for action in ("on_delete", "on_update"):
            said = getattr(key, action)
            if said not in ("set null", "set default"):
                continue
            some = key.set_columns if key.set_columns and action == "on_delete" else key.columns
            for called in some:
                column = facts.column(key.path[:-1], called)
                if said == "set default" and column and _has_default(facts, column):
                    continue
                if column and not facts.is_null(key.path[:-1], called):
                    words = f"{action} {said}".replace("_", " ").upper()
                    none = " and has no default" if said == "set default" else ""
                    message = f"{words}, and `{called}` may not be null{none}"
                    yield Found(key.ref, message, action)


def _has_default(facts: Facts, column: Column) -> bool:
    told = column.default or column.identity or column.generated
    return bool(told or facts.domain_default(column.type))


RULE = Rule(
    name="foreign-key-cannot-set-null",
    group="Keys",
    level=Level.error,
    summary="a foreign key sets a column to null, or to no default, that is NOT NULL",
    why="Every delete of a row that is pointed at fails, with an error about another table.",
    instead="Let the column be null, or say `on_delete: cascade` or `restrict`.",
    check=check,
)
