"""What a view gives: names and types from the lock or from its query, nullability from its query.

A catalog does not know whether a view's column can be null. It cannot where it is a plain column
that cannot, of a table that no outer join fills with nulls; where nothing is known, it can.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...kinds.column import Column
from ...kinds.key import PrimaryKey
from ...kinds.view import View
from ...model import Model
from ...ref import Ref

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One column of a view: `origin` is the table's column that it is, if it is plainly one."""

    name: str
    type: str
    not_null: bool = False
    origin: Column | None = None


def output(model: Model, view: View) -> list[Output]:
    """Return a view's columns, in order."""
    read = _Query(model, view).outputs()
    if not view.columns:
        return read
    by_name = {o.name: o for o in read}
    told = [_split(said) for said in view.columns]
    return [
        Output(
            name=name,
            type=type_,
            not_null=name in by_name and by_name[name].not_null,
            origin=by_name[name].origin if name in by_name else None,
        )
        for name, type_ in told
    ]


def _split(said: str) -> tuple[str, str]:
    """Take `name type` apart; the name may be quoted."""
    if not said.startswith('"'):
        name, _, type_ = said.partition(" ")
        return name, type_
    end = 1
    while said[end] != '"' or said[end + 1 : end + 2] == '"':
        end += 2 if said[end] == '"' else 1
    return said[1:end].replace('""', '"'), said[end + 2 :]


Tables = dict[str, list[Output]]


class _Query:
    """One SELECT, read as far as it can be."""

    def __init__(self, model: Model, view: View) -> None:
        self.model, self.view = model, view
        self.tables: Tables = {}

    def outputs(self) -> list[Output]:
        import sqlglot
        from sqlglot import errors, exp

        try:
            tree: Any = sqlglot.parse_one(self.view.query, read="postgres")
        except errors.SqlglotError:
            return []
        if not isinstance(tree, exp.Select) or tree.args.get("with_") or tree.args.get("with"):
            return []
        grouped = tree.args.get("group")
        if grouped and any(grouped.args.get(k) for k in ("grouping_sets", "cube", "rollup")):
            return []
        self._sources(tree)
        found: list[Output] = []
        for projection in tree.expressions:
            found += self._projected(projection)
        return found

    def _sources(self, tree: exp.Select) -> None:
        """Learn what each alias gives; what an outer join may leave out gives nulls."""
        source = tree.args.get("from_") or tree.args.get("from")
        if source is not None:
            self.tables = self._joined(self._source(source.this), tree)

    def _joined(self, tables: Tables, node: exp.Expr) -> Tables:
        for join in node.args.get("joins") or ():
            side = (join.side or "").upper()
            more = self._source(join.this)
            if side in ("RIGHT", "FULL"):
                tables = _nulls(tables)
            tables = {**tables, **(_nulls(more) if side in ("LEFT", "FULL") else more)}
        return tables

    def _source(self, node: exp.Expr) -> Tables:
        """Return what one item of FROM gives: a table, or joins in brackets."""
        from sqlglot import exp

        if isinstance(node, exp.Table):
            path = (node.db or self.view.path[0], node.name)
            return self._joined({node.alias_or_name: _columns(self.model, path)}, node)
        if isinstance(node, exp.Subquery | exp.Paren) and not isinstance(node.this, exp.Query):
            return self._joined(self._source(node.this), node)
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Subquery):
            return self._joined(self._source(node.this), node)
        return {}

    def _projected(self, projection: exp.Expr) -> list[Output]:
        from sqlglot import exp

        if isinstance(projection, exp.Star):
            return [o for columns in self.tables.values() for o in columns]
        inner = projection.unalias()
        if isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
            return list(self.tables.get(inner.table, ()))
        name = projection.alias_or_name
        plain = self._column(inner) if isinstance(inner, exp.Column) else None
        if plain:
            return [
                Output(name=name, type=plain.type, not_null=plain.not_null, origin=plain.origin)
            ]
        return [Output(name=name, type=_type(inner), not_null=isinstance(inner, exp.Count))]

    def _column(self, column: exp.Column) -> Output | None:
        places = [column.table] if column.table else list(self.tables)
        found = [o for p in places for o in self.tables.get(p, ()) if o.name == column.name]
        return found[0] if len(found) == 1 else None


def _nulls(tables: Tables) -> Tables:
    return {
        alias: [Output(name=o.name, type=o.type, origin=o.origin) for o in columns]
        for alias, columns in tables.items()
    }


def _columns(model: Model, path: tuple[str, ...]) -> list[Output]:
    view = model.get(Ref("view", path))
    if isinstance(view, View):
        return output(model, view)
    keys = {
        column
        for obj in model.values()
        if isinstance(obj, PrimaryKey) and obj.path[:-1] == path
        for column in obj.columns
    }
    found = [o for o in model.values() if isinstance(o, Column) and o.path[:-1] == path]
    found.sort(key=lambda c: (c.position, c.path))
    return [
        Output(name=c.path[-1], type=c.type, not_null=c.not_null or c.path[-1] in keys, origin=c)
        for c in found
    ]


def _type(expression: exp.Expr) -> str:
    """Return the type of an expression that says it, or text."""
    from sqlglot import exp

    if isinstance(expression, exp.Paren):
        return _type(expression.this)
    if isinstance(expression, exp.Cast):
        return str(expression.to.sql("postgres")).lower()
    if isinstance(expression, exp.Count):
        return "bigint"
    if isinstance(expression, exp.Predicate | exp.Boolean | exp.Connector):
        return "boolean"
    return "text"
