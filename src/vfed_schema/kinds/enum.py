"""Enumerated types."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..record import written
from ..sql import aside, name, no_member, ours, text, unless
from ..step import Step
from .renamed import renames


class Enum(Object):
    """A type whose values are a fixed, ordered list of labels (manual, 8.7)."""

    kind = "enum"
    only_if = "pg_type where oid >= 16384 and typtype = 'e'"
    section = "enums"
    within = "schema"
    short = "labels"
    address = "pg_type"
    word = "TYPE"
    data_type = True
    in_place = frozenset({"labels"})
    exact = frozenset({"labels"})

    labels: tuple[str, ...] = ()
    renamed_labels: tuple[str, ...] = written(())  # `new=old`

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select t.oid, 0 as sub, array[n.nspname, t.typname] as path,
                   array(select e.enumlabel::text from pg_enum e
                         where e.enumtypid = t.oid order by e.enumsortorder) as labels
            from pg_type t
            join pg_namespace n on n.oid = t.typnamespace
            where t.typtype = 'e' and {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    @property
    def parts_renamed(self) -> bool:
        return bool(self.renamed_labels)

    def renames_within(self, was: Enum) -> Iterator[tuple[Step, Step]]:
        sql = f"ALTER TYPE {name(*self.path)} RENAME VALUE {{}} TO {{}}"
        yield from renames(self.ref, self.renamed_labels, was.labels, sql, text)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("type", *self.path)

    def create(self, context: Context) -> Iterator[Step]:
        sql = self._create()
        there = f"SELECT FROM pg_type WHERE oid = to_regtype({text(name(*self.path))})"
        yield Step(sql=sql, once=unless(there, sql))

    def _create(self) -> str:
        labels = ", ".join(text(label) for label in self.labels)
        return f"CREATE TYPE {name(*self.path)} AS ENUM ({labels})"

    def supersedes(self, was: Enum) -> bool:
        # ALTER TYPE can add labels but neither remove nor move them.
        return tuple(x for x in self.labels if x in was.labels) != was.labels

    def alter(self, was: Enum, context: Context) -> Iterator[Step]:
        if self.ref in context.superseded:
            gone = ", ".join(text(x) for x in was.labels if x not in self.labels)
            loses = f"enum {'.'.join(self.path)} loses {gone}: rows that hold it stand in the way"
            yield Step(
                sql=f"ALTER TYPE {name(*self.path)} RENAME TO {name(aside(self.path[-1]))}",
                loses=loses if gone else "",
            )
            yield Step(sql=self._create())
            return
        previous = None
        for i, label in enumerate(self.labels):
            if label not in was.labels:
                yield from self._add(label, previous, self.labels[i + 1 :], was)
            previous = label

    def _add(
        self, label: str, previous: str | None, rest: tuple[str, ...], was: Enum
    ) -> Iterator[Step]:
        follows = any(x in was.labels for x in rest)
        where = ""
        if follows:
            where = f" AFTER {text(previous)}" if previous else ""
            where = where or f" BEFORE {text(was.labels[0])}"
        sql = f"ALTER TYPE {name(*self.path)} ADD VALUE"
        said = f"{text(label)}{where}"
        # A new label cannot be used in the transaction that adds it (manual, ALTER TYPE).
        yield Step(sql=f"{sql} {said}", once=f"{sql} IF NOT EXISTS {said}", in_transaction=False)

    def drop(self, context: Context) -> Iterator[Step]:
        if self.ref in context.superseded:
            yield Step(sql=f"DROP TYPE {name(self.path[0], aside(self.path[-1]))}")
            return
        sql = name(*self.path)
        yield Step(sql=f"DROP TYPE {sql}", once=f"DROP TYPE IF EXISTS {sql}")
