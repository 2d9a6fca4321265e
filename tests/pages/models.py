"""Models to show."""

from __future__ import annotations

from pathlib import Path

from vfed_schema.kinds.check import Check
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.comment import Comment
from vfed_schema.kinds.enum import Enum
from vfed_schema.kinds.foreign_key import ForeignKey
from vfed_schema.kinds.key import PrimaryKey
from vfed_schema.kinds.schema import Schema
from vfed_schema.kinds.table import Table
from vfed_schema.lock import load
from vfed_schema.model import Model
from vfed_schema.objects import Object

ROOT = Path(__file__).parents[2]
EVIL = "</script><script>alert(1)//\"' <b onclick=x> `y` | %% \\ \u2028 &amp; \x07"


def valence() -> Model:
    """Return the model that is in this repository."""
    return load((ROOT / "generated" / "catalog.jsonl").read_text(encoding="utf-8"))[0]


def evil() -> Model:
    """Return a model in which every name and text tries to be something else."""
    table, other = ("public", EVIL), ("s.x", "a.b")
    return Model(
        [
            *(Schema(path=(name,)) for name in ("public", "s.x")),
            Table(path=table),
            Table(path=other),
            Column(path=(*table, EVIL), type="bigint", default=f"'{EVIL}'"),
            Column(path=(*other, "id"), type='"odd type"[]', values=(EVIL, "b")),
            PrimaryKey(path=(*table, f"{EVIL}_key"), columns=(EVIL,)),
            Check(path=(*table, "c"), expression=f"('{EVIL}' = '')"),
            ForeignKey(
                path=(*other, EVIL), columns=("id",), references=table, target_columns=(EVIL,)
            ),
            Enum(path=("public", f"{EVIL}e"), labels=(EVIL,)),
            Comment(path=("table", *table), text=EVIL),
            Comment(path=("column", *table, EVIL), text=f"{EVIL}\n# {EVIL}"),
        ]
    )


def many(count: int, columns: int = 6) -> Model:
    """Return tables in a row of trees, each of which refers to an earlier one."""
    objects: list[Object] = [Schema(path=("public",))]
    for n in range(count):
        table = ("public", f"table_{n}")
        objects += [Table(path=table), PrimaryKey(path=(*table, "key"), columns=("c0",))]
        objects += [
            Column(path=(*table, f"c{i}"), type="bigint", position=i) for i in range(columns)
        ]
        objects.append(Comment(path=("table", *table), text=f"number {n}"))
        if n % 10:
            objects.append(
                ForeignKey(
                    path=(*table, "fkey"),
                    columns=("c1",),
                    references=("public", f"table_{n - n % 3 - 1 if n % 10 > 3 else n - 1}"),
                    target_columns=("c0",),
                )
            )
    return Model(objects)
