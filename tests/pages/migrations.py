"""A migration to show: a table comes, one goes, one changes, and its neighbour stays."""

from __future__ import annotations

from vfed_schema.kinds.column import Column
from vfed_schema.kinds.comment import Comment
from vfed_schema.kinds.enum import Enum
from vfed_schema.kinds.foreign_key import ForeignKey
from vfed_schema.kinds.key import PrimaryKey
from vfed_schema.kinds.schema import Schema
from vfed_schema.kinds.table import Table
from vfed_schema.migration import Migration, Wishes
from vfed_schema.model import Model
from vfed_schema.objects import Object
from vfed_schema.prepare import prepare
from vfed_schema.record import replace
from vfed_schema.sources import Given, workshop


def migration() -> Migration:
    """Return it, planned and not proven: no server is asked."""
    wishes = Wishes(allow=frozenset({"all"}), verify=False)
    sides = [Given(name=n, model=Model(side), major=18) for n, side in _sides().items()]
    with workshop(lambda text: None) as shop:
        return prepare(sides[0], sides[1], shop, wishes, lambda text: None)


def _sides() -> dict[str, list[Object]]:
    common = [Schema(path=("public",)), *_table("neighbour"), *_table("far_away")]
    kept, amount = _table("kept", "neighbour"), Column(path=("public", "kept", "amount"))
    comment = Comment(path=("table", "public", "kept"), text="as it was")
    mood = Enum(path=("public", "mood"), labels=("glad", "sad"))
    return {
        "was": [*common, *kept, replace(amount, type="integer"), comment, *_table("old"), mood],
        "now": [
            *common,
            *kept,
            replace(amount, type="bigint"),
            replace(comment, text="as it is"),
            *_table("fresh", "kept"),
            replace(mood, labels=("glad", "sad", "so so")),
        ],
    }


def _table(name: str, target: str = "") -> list[Object]:
    path = ("public", name)
    found: list[Object] = [
        Table(path=path),
        Column(path=(*path, "id"), type="bigint", not_null=True),
        PrimaryKey(path=(*path, f"{name}_pkey"), columns=("id",)),
    ]
    if target:
        found += [
            Column(path=(*path, "of"), type="bigint", position=1),
            ForeignKey(
                path=(*path, f"{name}_of_fkey"),
                columns=("of",),
                references=("public", target),
                target_columns=("id",),
            ),
        ]
    return found
