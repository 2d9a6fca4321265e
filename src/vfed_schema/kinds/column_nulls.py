"""NOT NULL of a column: since 18 a constraint with a name, which may wait or stay to itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..model import Context
from ..record import replace
from ..ref import Ref
from ..sql import constraint, name, unless
from ..step import Lock, Step
from ..written import made_name


class Column(Protocol):
    """What is asked of a column here."""

    @property
    def path(self) -> tuple[str, ...]: ...

    @property
    def not_null(self) -> bool: ...

    @property
    def not_null_name(self) -> str | None: ...

    @property
    def not_null_not_valid(self) -> bool: ...

    @property
    def not_null_no_inherit(self) -> bool: ...

    @property
    def parent(self) -> Ref: ...

    def step(self, sql: str) -> Step: ...

    def clause(self, clause: str) -> Step: ...


def usual(column: Column) -> str:
    """Return the name that Postgres gives it, if nobody has that."""
    return made_name(column.path[1], column.path[-1], "not_null")


def clause(column: Column, *, named: bool) -> str:
    """Return what stands of it in the line of a column; `named` says the usual name too."""
    if not column.not_null or column.not_null_not_valid:
        return ""
    alone = " NO INHERIT" if column.not_null_no_inherit else ""
    if column.not_null_name is None or (column.not_null_name == usual(column) and not named):
        return f" NOT NULL{alone}"
    return f" CONSTRAINT {name(column.not_null_name)} NOT NULL{alone}"


def later(column: Column) -> Iterator[Step]:
    """Yield what a line has no word for: one that looks at new rows alone."""
    if column.not_null and column.not_null_not_valid:
        yield _added(column, " NOT VALID")


def changed(column: Column, was: Column, context: Context) -> Iterator[Step]:
    """Yield the steps from how it was to how it is to be."""
    if was.not_null and not column.not_null:
        yield column.clause(f"ALTER COLUMN {name(column.path[-1])} DROP NOT NULL")
    elif was.not_null and column.not_null_not_valid and not was.not_null_not_valid:
        yield column.clause(f"ALTER COLUMN {name(column.path[-1])} DROP NOT NULL")
        yield from later(column)
    elif was.not_null and column.not_null:
        yield from _renamed(column, was.not_null_name)
        called = name(column.not_null_name or was.not_null_name or usual(column))
        if was.not_null_not_valid and not column.not_null_not_valid:
            yield _validated(column, called)
        if was.not_null_no_inherit != column.not_null_no_inherit:
            word = "NO INHERIT" if column.not_null_no_inherit else "INHERIT"
            yield column.clause(f"ALTER CONSTRAINT {called} {word}")
    elif column.not_null and (column.not_null_not_valid or column.not_null_no_inherit):
        alone = replace(_added(column, " NO INHERIT"), scans=True, doubt=_doubt(column))
        yield from later(column) if column.not_null_not_valid else (alone,)
    elif column.not_null:
        yield from _set(column, context)
        yield from _renamed(column, usual(column))


def _added(column: Column, how: str) -> Step:
    called = column.not_null_name or usual(column)
    add = column.clause(f"ADD CONSTRAINT {name(called)} NOT NULL {name(column.path[-1])}{how}")
    return replace(add, once=unless(constraint(*column.path[:-1], called), add.sql))


def _set(column: Column, context: Context) -> Iterator[Step]:
    set_ = f"ALTER COLUMN {name(column.path[-1])} SET NOT NULL"
    if not context.in_use(column.parent):
        yield replace(column.clause(set_), scans=True, doubt=_doubt(column))
        return
    # A validated CHECK lets SET NOT NULL skip its scan under the strong lock.
    table, proof = name(*column.path[:-1]), name(f"{column.path[-1][:50]}_not_null")
    check = f"CHECK ({name(column.path[-1])} IS NOT NULL)"
    yield column.step(f"ALTER TABLE {table} ADD CONSTRAINT {proof} {check} NOT VALID")
    yield _validated(column, proof)
    yield replace(column.step(f"ALTER TABLE {table} {set_}"), apart=True)
    yield column.step(f"ALTER TABLE {table} DROP CONSTRAINT {proof}")


def _validated(column: Column, called: str) -> Step:
    return replace(
        column.step(f"ALTER TABLE {name(*column.path[:-1])} VALIDATE CONSTRAINT {called}"),
        lock=Lock.SHARE_UPDATE_EXCLUSIVE,
        scans=True,
        apart=True,
        doubt=_doubt(column),
    )


def _renamed(column: Column, then: str | None) -> Iterator[Step]:
    now = column.not_null_name
    if now and then and now != then:
        table = name(*column.path[:-1])
        yield column.step(f"ALTER TABLE {table} RENAME CONSTRAINT {name(then)} TO {name(now)}")


def _doubt(column: Column) -> str:
    return f"fails if {'.'.join(column.path)} holds a NULL"
