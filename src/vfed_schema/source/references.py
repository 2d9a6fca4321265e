"""What a model's SQL refers to, checked against the model before any server is asked.

sqlglot reads; it never judges. What it cannot parse, and what cannot be known without a server,
passes: the server will have its say when the model is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Mark, SourceError
from ..model import Model
from ..objects import Mention, Object
from . import Source, within

if TYPE_CHECKING:
    from sqlglot import exp

Path_ = tuple[str, ...]

# Columns that every table has, and words that look like columns and are none.
_SYSTEM = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})
_WORDS = frozenset(
    {"current_catalog", "current_date", "current_role", "current_schema", "current_time"}
    | {"current_timestamp", "current_user", "localtime", "localtimestamp", "session_user"}
    | {"system_user", "user", "value"}
)


def mistakes(source: Source) -> list[SourceError]:
    """Return what the model's objects refer to and nobody has, each with its place."""
    checker = _Checker(source)
    return [problem for obj in source.model.values() for problem in checker.check(obj)]


class _Checker:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.relations = _relations(source.model)
        own = _own(source.model)
        for path, columns in _of_base(source).items():
            known = self.relations.get(path)
            if path not in self.relations:
                self.relations[path] = columns
            elif known is None and columns is not None and path in _foreign(source.model):
                self.relations[path] = columns | own.get(path, set())

    def check(self, obj: Object) -> Iterator[SourceError]:
        for mention in obj.mentions():
            mark = self.source.mark(obj.ref, mention.field)
            if mention.query:
                yield from self._query(obj, mention, mark)
            elif mention.home not in self.relations:
                told = ".".join(mention.home)
                hint = _near(told, (".".join(p) for p in self.relations))
                yield SourceError(f"{obj.ref}: there is no table `{told}`{hint}", mark)
            else:
                names = [*mention.names, *_columns_in(mention.expression)]
                yield from self._columns(obj, mention.home, names, mark)

    def _columns(
        self, obj: Object, home: Path_, names: list[str], mark: Mark | None
    ) -> Iterator[SourceError]:
        known = self.relations[home]
        if known is None:
            return
        for name in dict.fromkeys(names):
            if name not in known and name not in _SYSTEM:
                told = f"`{'.'.join(home)}` has no column `{name}`"
                yield SourceError(f"{obj.ref}: {told}{_near(name, known)}", mark)

    def _query(self, obj: Object, mention: Mention, mark: Mark | None) -> Iterator[SourceError]:
        tree = _parsed(mention.query)
        if tree is None:
            return
        for scope in _scopes(tree):
            tables = self._tables(scope, mention.home)
            for path, node in tables.values():
                if path not in self.relations:
                    hint = _near(path[-1], (p[-1] for p in self.relations))
                    place = within(mark, mention.query, mention.query.find(node.name))
                    told = f"{obj.ref}: there is no table or view `{node.name}`{hint}"
                    yield SourceError(told, place)
            yield from self._qualified(obj, scope, tables, mention, mark)

    def _tables(self, scope: Any, home: Path_) -> dict[str, tuple[Path_, exp.Table]]:
        """Return the relations that a scope selects from, by alias: no CTE, no function."""
        from sqlglot import exp

        found = {}
        for alias, node in scope.sources.items():
            if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
                continue
            path = (node.db, node.name) if node.db else (*home, node.name)
            if node.catalog or path[0] in ("pg_catalog", "information_schema"):
                continue
            if node.name.startswith("pg_") and not node.db:
                continue
            found[alias] = (path, node)
        return found

    def _qualified(
        self,
        obj: Object,
        scope: Any,
        tables: dict[str, tuple[Path_, exp.Table]],
        mention: Mention,
        mark: Mark | None,
    ) -> Iterator[SourceError]:
        for column in scope.columns:
            alias = column.table
            if alias not in tables or not column.name or column.name == "*":
                continue
            known = self.relations.get(tables[alias][0])
            if known is None or column.name in known or column.name in _SYSTEM:
                continue
            told = f"`{'.'.join(tables[alias][0])}` has no column `{column.name}`"
            place = within(mark, mention.query, mention.query.find(f"{alias}.{column.name}"))
            yield SourceError(f"{obj.ref}: {told}{_near(column.name, known)}", place)


def _relations(model: Model) -> dict[Path_, set[str] | None]:
    """Return the columns of every relation; None where the model does not know them all."""
    own = _own(model)
    return {
        ref.path: None if ref in model.external or obj.borrows else own.get(ref.path)
        for ref, obj in model.items()
        if obj.relation
    }


def _own(model: Model) -> dict[Path_, set[str]]:
    """Return the columns that the model says of each relation."""
    found: dict[Path_, set[str]] = {}
    for ref, obj in model.items():
        if obj.attribute:
            found.setdefault(ref.path[:-1], set()).add(ref.path[-1])
    return found


def _foreign(model: Model) -> set[Path_]:
    return {ref.path for ref in model.external}


def _of_base(source: Source) -> dict[Path_, set[str] | None]:
    """Return the relations that the base makes; None for the columns of what is not read whole."""
    if source.base is None:
        return {}
    home = (source.model.about.schema if source.model.about else "public",)
    found: dict[Path_, set[str] | None] = {}
    for tree in _statements(source.base):
        found |= _made(tree, home)
    return found


def _statements(path: Path) -> Iterator[Any]:
    from ..sql import statements

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for _, statement in statements(text):
        tree = _parsed(statement)
        if tree is not None:
            yield tree


def _made(tree: Any, home: Path_) -> dict[Path_, set[str] | None]:
    from sqlglot import exp

    if not isinstance(tree, exp.Create) or tree.kind not in ("TABLE", "VIEW"):
        return {}
    schema = tree.this
    table = schema.this if isinstance(schema, exp.Schema) else schema
    path = (table.db, table.name) if table.db else (*home, table.name)
    if tree.kind == "VIEW" or not isinstance(schema, exp.Schema):
        return {path: None}
    if any(isinstance(e, exp.LikeProperty) for e in schema.expressions):
        return {path: None}
    return {path: {e.name for e in schema.expressions if isinstance(e, exp.ColumnDef)}}


def _parsed(sql: str) -> Any:
    """Return what sqlglot makes of a statement, or None."""
    import logging

    import sqlglot
    from sqlglot import errors, exp

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        tree = sqlglot.parse_one(sql, read="postgres")
    except (errors.SqlglotError, RecursionError):
        return None
    return None if isinstance(tree, exp.Command) else tree


@cache
def _columns_in(expression: str) -> tuple[str, ...]:
    """Return the columns that an expression over one table names; many come again and again."""
    return tuple(_named(expression))


def _named(expression: str) -> Iterator[str]:
    from sqlglot import exp

    tree = _parsed(f"SELECT {expression}") if expression else None
    if tree is None or tree.find(exp.Subquery, exp.Lambda):
        return
    for column in tree.find_all(exp.Column):
        plain = not column.table and isinstance(column.this, exp.Identifier)
        if plain and (column.this.quoted or column.name.lower() not in _WORDS):
            yield column.name if column.this.quoted else column.name.lower()


def _scopes(tree: Any) -> list[Any]:
    from sqlglot import errors, exp
    from sqlglot.optimizer.scope import traverse_scope

    if not isinstance(tree, exp.Query):
        return []
    try:
        return list(traverse_scope(tree))
    except (errors.SqlglotError, RecursionError):
        return []


def _near(name: str, known: Iterator[str] | set[str]) -> str:
    close = get_close_matches(name, sorted(known), 1)
    return f"; did you mean `{close[0]}`?" if close else ""
