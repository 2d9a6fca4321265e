"""Read a query: which columns it gives, as far as that can be told without a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from .expression import common, identifier, not_null, output_name, parsed, type_of
from .outputs import NOTHING_KNOWN, Output, Relation, nullable

Find = Callable[[str, str], Relation]  # a relation, by schema and name


def read(sql: str, find: Find) -> Relation:
    """Return what a query gives; nothing is known of one that cannot be parsed."""
    tree = parsed(sql)
    return _Reader(find).query(tree) if tree else NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class _Scope:
    """What FROM gives: `whole` is what `*` stands for, the tables are for `t.*` and `t.c`."""

    whole: Relation = field(default_factory=Relation)
    tables: Mapping[str, Relation] = field(default_factory=dict)

    def nullable(self) -> _Scope:
        return _Scope(self.whole.nullable(), {k: t.nullable() for k, t in self.tables.items()})

    def lookup(self, column: exp.Column) -> Output | None:
        """Return the column that is meant. The query is valid, so a name means one at most."""
        home = column.args.get("table")
        place = self.tables.get(identifier(home), NOTHING_KNOWN) if home else self.whole
        found = [o for o in place.outputs if o.name == identifier(column.this)]
        return found[0] if len(found) == 1 else None


class _Reader:
    """Reads a query and those inside it; `known` are the WITH queries it may name."""

    def __init__(self, find: Find, known: Mapping[str, Relation] | None = None) -> None:
        self._find, self._known = find, dict(known or {})

    def query(self, tree: exp.Expr) -> Relation:
        if isinstance(tree, exp.Subquery | exp.Paren) and not tree.args.get("joins"):
            return self.query(tree.this)
        if isinstance(tree, exp.Values):
            return self._values(tree)
        if not isinstance(tree, exp.Select | exp.SetOperation):
            return NOTHING_KNOWN
        inner = _Reader(self._find, self._known)
        inner._learn(tree.args.get("with_"))
        if isinstance(tree, exp.SetOperation):
            return inner._combined(tree)
        return inner._select(tree)

    def _learn(self, with_: exp.Expr | None) -> None:
        for cte in with_.expressions if with_ else ():
            name, names = _alias(cte)
            query = cte.this
            if with_ and with_.args.get("recursive") and isinstance(query, exp.Union):
                first = self.query(query.this).renamed(names)
                self._known[name] = first.nullable()
            found = self.query(query) if isinstance(query, exp.Query) else NOTHING_KNOWN
            self._known[name] = found.renamed(names)

    def _combined(self, tree: exp.SetOperation) -> Relation:
        left, right = self.query(tree.this), self.query(tree.expression)
        if isinstance(tree, exp.Except) or not left.complete:
            return left
        if len(left.outputs) != len(right.outputs):
            return left.nullable()
        both = zip(left.outputs, right.outputs, strict=True)
        return Relation(
            outputs=tuple(
                replace(
                    a,
                    type=common(a.type, b.type),
                    not_null=a.not_null and b.not_null,
                    origin=a.origin if a.origin == b.origin else None,
                )
                for a, b in both
            )
        )

    def _values(self, tree: exp.Values) -> Relation:
        rows = [list(row.expressions) for row in tree.expressions]
        return Relation(
            outputs=tuple(
                Output(
                    name=f"column{i}",
                    type=type_of(cells[0], _nowhere),
                    not_null=all(not_null(cell, _nowhere) for cell in cells),
                )
                for i, cells in enumerate(zip(*rows, strict=False), 1)
            )
        )

    def _select(self, tree: exp.Select) -> Relation:
        scope = self._scope(tree)
        outputs: list[Output] = []
        complete = True
        for projection in tree.expressions:
            found = self._projected(projection, scope)
            outputs += found.outputs
            complete = complete and found.complete
        made = tuple(outputs)
        return Relation(outputs=nullable(made) if _sets(tree) else made, complete=complete)

    def _projected(self, projection: exp.Expr, scope: _Scope) -> Relation:
        inner = projection.unalias()
        if isinstance(inner, exp.Star):
            return scope.whole
        if isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
            return scope.tables.get(identifier(inner.args["table"]), NOTHING_KNOWN)
        plain = scope.lookup(inner) if isinstance(inner, exp.Column) else None
        name = output_name(projection)
        if plain:
            return Relation(outputs=(replace(plain, name=name),))
        made = Output(name=name, type=self._type(inner, scope))
        return Relation(outputs=(replace(made, not_null=not_null(inner, scope.lookup)),))

    def _type(self, node: exp.Expr, scope: _Scope) -> str:
        if isinstance(node, exp.Subquery):
            outputs = self.query(node.this).outputs
            return outputs[0].type if len(outputs) == 1 else ""
        return type_of(node, scope.lookup)

    def _scope(self, tree: exp.Expr) -> _Scope:
        from_ = tree.args.get("from_")
        start = self._source(from_.this) if from_ else _Scope()
        return self._joined(start, tree)

    def _joined(self, left: _Scope, node: exp.Expr) -> _Scope:
        for join in node.args.get("joins") or ():
            left = _join(left, self._source(join.this), join)
        for lateral in node.args.get("laterals") or ():
            left = _join(left, self._source(lateral), exp.Join())
        return left

    def _source(self, node: exp.Expr) -> _Scope:
        """Return what one item of FROM gives."""
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            name, names = _alias(node)
            found = self._named(node).renamed(names)
            return self._joined(_Scope(found, {name or identifier(node.this): found}), node)
        if isinstance(node, exp.Subquery) and _holds_joins(node):
            return self._bracketed(node)
        name, names = _alias(node)
        if isinstance(node, exp.Subquery | exp.Lateral | exp.Values):
            query = node.this if isinstance(node, exp.Lateral) else node
            found = self.query(query).renamed(names)
        else:
            found = NOTHING_KNOWN  # a function
        scope = _Scope(found, {name: found} if name else {})
        return self._joined(scope, node)

    def _bracketed(self, node: exp.Subquery) -> _Scope:
        """Return what joins in brackets give; an alias hides the tables in them."""
        scope = self._source(node.this)
        name, names = _alias(node)
        if name:
            whole = scope.whole.renamed(names)
            scope = _Scope(whole, {name: whole})
        return self._joined(scope, node)

    def _named(self, table: exp.Table) -> Relation:
        name = identifier(table.this)
        if table.args.get("db"):
            return self._find(identifier(table.args["db"]), name)
        return self._known[name] if name in self._known else self._find("", name)


def _holds_joins(node: exp.Subquery) -> bool:
    """True for brackets around tables and joins, not around a query."""
    inner = node.this
    if isinstance(inner, exp.Subquery):
        return bool(inner.args.get("joins") or inner.args.get("alias") or _holds_joins(inner))
    return isinstance(inner, exp.Table)


def _alias(node: exp.Expr) -> tuple[str, list[str]]:
    """Return the alias of an item of FROM, and those of its columns."""
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return "", []
    name = identifier(alias.this) if alias.this else ""
    return name, [identifier(c) for c in alias.args.get("columns") or ()]


def _join(left: _Scope, right: _Scope, join: exp.Expr) -> _Scope:
    """Return what a join gives; the side that it may leave out gives nulls."""
    side = str(join.args.get("side") or "").upper()
    if side in ("RIGHT", "FULL"):
        left = left.nullable()
    if side in ("LEFT", "FULL"):
        right = right.nullable()
    shared = _shared(left, right, join)
    first, second = (right, left) if side == "RIGHT" else (left, right)
    merged = [_pick(name, first, second) for name in shared]
    rest = [o for s in (left, right) for o in s.whole.outputs if o.name not in shared]
    natural = str(join.args.get("method") or "").upper() == "NATURAL"
    complete = left.whole.complete and right.whole.complete
    if natural and not complete:
        return _Scope(NOTHING_KNOWN, {**left.tables, **right.tables})
    whole = Relation(outputs=(*merged, *rest), complete=complete)
    return _Scope(whole, {**left.tables, **right.tables})


def _shared(left: _Scope, right: _Scope, join: exp.Expr) -> list[str]:
    """Return the columns that USING or NATURAL makes one of."""
    if str(join.args.get("method") or "").upper() == "NATURAL":
        theirs = {o.name for o in right.whole.outputs}
        return [o.name for o in left.whole.outputs if o.name in theirs]
    return [identifier(c) for c in join.args.get("using") or ()]


def _pick(name: str, first: _Scope, second: _Scope) -> Output:
    for scope in (first, second):
        for found in scope.whole.outputs:
            if found.name == name:
                return found
    return Output(name=name)


def _sets(tree: exp.Select) -> bool:
    """True if GROUP BY makes rows that leave columns out."""
    group = tree.args.get("group")
    return group is not None and group.find(exp.GroupingSets, exp.Cube, exp.Rollup) is not None


def _nowhere(column: exp.Column) -> Output | None:
    return None
