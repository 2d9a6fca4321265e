"""The tables that a piece of SQL makes, as far as sqlglot can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from ...sql import bare, statements
from .expression import identifier, parsed, spelled
from .outputs import NOTHING_KNOWN, Output, Relation

Path = tuple[str, ...]

_CREATE = re.compile(r"create\s+(?:unlogged\s+)?table\b", re.IGNORECASE)
_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_ALTER = re.compile(
    rf"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?({_NAME}(?:\.{_NAME})?)\s+"
    r"(?:add|drop|rename)\s+(?!constraint\b|(?:primary|foreign)\s+key\b|unique\b|check\b)",
    re.IGNORECASE,
)


def tables(script: str, schema: str) -> dict[Path, Relation]:
    """Return the columns of every CREATE TABLE.

    A table that cannot be read, or whose columns are changed later on, may have more than is known.
    """
    found: dict[Path, Relation] = {}
    for _, statement in statements(script):
        said = bare(statement)
        if _CREATE.match(said):
            found.update(_table(said, schema))
        elif changed := _ALTER.match(said):
            found[_path(exp.to_table(changed[1], dialect="postgres"), schema)] = NOTHING_KNOWN
    return found


def _table(statement: str, schema: str) -> Iterator[tuple[Path, Relation]]:
    tree = parsed(statement)
    body = tree.this if isinstance(tree, exp.Create) else None
    if isinstance(body, exp.Schema) and isinstance(body.this, exp.Table):
        more = tree and tree.find(exp.LikeProperty, exp.InheritsProperty)
        yield (
            _path(body.this, schema),
            Relation(outputs=tuple(_columns(body)), complete=more is None),
        )


def _path(table: exp.Table, schema: str) -> Path:
    home = table.args.get("db")
    return (identifier(home) if home else schema, identifier(table.this))


def _columns(body: exp.Schema) -> Iterator[Output]:
    keys = {identifier(c) for key in body.find_all(exp.PrimaryKey) for c in key.expressions}
    for column in body.expressions:
        if isinstance(column, exp.ColumnDef):
            name = identifier(column.this)
            yield Output(
                name=name,
                type=spelled(column.args.get("kind")),
                not_null=name in keys or any(_not_null(c.kind) for c in column.constraints),
            )


def _not_null(constraint: exp.Expr) -> bool:
    if isinstance(constraint, exp.NotNullColumnConstraint):
        return not constraint.args.get("allow_null")
    return isinstance(
        constraint, exp.PrimaryKeyColumnConstraint | exp.GeneratedAsIdentityColumnConstraint
    )
