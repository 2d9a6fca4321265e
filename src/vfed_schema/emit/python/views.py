"""What a view gives: names and types from the lock or from its query, nullability from its query.

A catalog does not know whether a view's column can be null. It cannot where it is a plain column
that cannot, of a table that no outer join fills with nulls; where nothing is known, it can.
"""

from __future__ import annotations

from dataclasses import replace

from ...kinds.view import View
from ...ref import Ref
from .known import Known
from .outputs import NOTHING_KNOWN, Output, Outputs, Relation


class Views:
    """The views of a model. `base` is SQL that makes what the model does not: columns are read."""

    def __init__(self, known: Known, base: str = "") -> None:
        self._known, self._base_sql = known, base
        self._base: dict[tuple[str, ...], Relation] | None = None
        self._views = {view.path: view for view in known.views}
        self._read: dict[tuple[str, ...], Relation] = {}

    def output(self, view: View) -> Outputs | None:
        """Return a view's columns in order, or None where neither lock nor query can tell."""
        found = self._view(view)
        return found.outputs if found.complete else None

    def _view(self, view: View) -> Relation:
        if view.path not in self._read:
            self._read[view.path] = NOTHING_KNOWN  # for a view that reads itself
            self._read[view.path] = self._compute(view)
        return self._read[view.path]

    def _compute(self, view: View) -> Relation:
        from .query import read

        def relation(schema: str, table: str) -> Relation:
            return self._relation(view.path[0], schema, table)

        found = read(view.query, relation)
        if view.columns:
            told = [split_column(said) for said in view.columns]
            found = Relation(outputs=_told(told, found))
        by_hand = tuple(replace(o, not_null=True) if o.name in view.not_null else o
                        for o in found.outputs)  # fmt: skip
        return replace(found, outputs=by_hand)

    def _relation(self, home: str, schema: str, table: str) -> Relation:
        """Return what a name in a query stands for."""
        for place in [schema] if schema else dict.fromkeys((home, self._known.schema, "public")):
            path = (place, table)
            if path in self._views:
                return self._view(self._views[path])
            if Ref("table", path) in self._known.model or path in self._from_base():
                return self._table(path)
        return NOTHING_KNOWN

    def _table(self, path: tuple[str, ...]) -> Relation:
        columns = self._known.columns(path)
        ours = {c.path[-1]: Output(name=c.path[-1], type=c.type, origin=c,
                                   not_null=not self._known.null(c)) for c in columns}  # fmt: skip
        base = self._from_base().get(path)
        if base is None:
            external = Ref("table", path) in self._known.model.external
            return Relation(outputs=tuple(ours.values()), complete=not external)
        # What the model relies on in it may leave out that a column is not null.
        theirs = tuple(
            replace(found, not_null=found.not_null or o.not_null)
            for o in base.outputs
            for found in [ours.pop(o.name, o)]
        )
        return replace(base, outputs=(*theirs, *ours.values()))

    def _from_base(self) -> dict[tuple[str, ...], Relation]:
        if self._base is None:
            from .base import tables

            self._base = {}
            if self._base_sql:
                self._base = tables(self._base_sql, self._known.schema)
        return self._base


def _told(told: list[tuple[str, str]], read: Relation) -> Outputs:
    """Return the columns that a lock tells, each with what the query says of the same one."""
    same = [name for name, _ in told] == [o.name for o in read.outputs]
    found = read.outputs if same else [Output(name=name) for name, _ in told]
    return tuple(replace(o, type=type_) for o, (_, type_) in zip(found, told, strict=True))


def split_column(said: str) -> tuple[str, str]:
    """Take `name type` apart; the name may be quoted."""
    if not said.startswith('"'):
        name, _, type_ = said.partition(" ")
        return name, type_
    end = 1
    while said[end] != '"' or said[end + 1 : end + 2] == '"':
        end += 2 if said[end] == '"' else 1
    return said[1:end].replace('""', '"'), said[end + 2 :]
