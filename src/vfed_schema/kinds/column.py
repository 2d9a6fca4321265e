"""Columns of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..errors import PlanError
from ..model import Context, Model
from ..objects import Mention, Object, Spread
from ..record import fields, replace, uncompared, written
from ..ref import Ref
from ..sql import generic, name, option_changes, split, split_name, text, unquoted, unwrapped
from ..step import Lock, Step
from ..types import (
    MAIN,
    assignable,
    castable,
    keeps_storage,
    narrows,
    parts,
    rounds,
    sequence_range,
)
from ..written import Item, made_name
from . import column_nulls, column_query, column_yaml


class Column(Object):
    """A table column. Its position orders CREATE TABLE but is never a difference."""

    kind = "column"
    many = 16
    section = "columns"
    within = "table"
    rides = True
    short = "type"
    address = "pg_class"
    word = "COLUMN"
    attribute = True
    unwritten = frozenset({"position"})
    sugar = column_yaml.SUGAR
    left_open = frozenset({"not_null_name", "identity_sequence"})
    in_place = frozenset(
        {
            "type",
            "collation",
            "not_null",
            "not_null_name",
            "not_null_not_valid",
            "not_null_no_inherit",
            "default",
            "identity",
            "identity_options",
            "identity_sequence",
            "identity_unlogged",
            "generated",
        }
        | {"storage", "compression", "statistics", "options", "foreign_options"}
    )
    exact = frozenset({"type", "collation", "not_null", "identity", "virtual"})

    type: str = ""  # what is inherited has the type of what is above
    collation: str | None = None
    not_null: bool = False
    not_null_name: str | None = None  # of its constraint, since 18; unsaid, any will do
    not_null_not_valid: bool = False  # since 18: only new rows are looked at
    not_null_no_inherit: bool = False
    default: str | None = None
    identity: str | None = None  # always, by default
    identity_options: tuple[str, ...] = ()
    identity_sequence: str | None = None  # unsaid, any will do
    identity_unlogged: bool | None = None  # unsaid, as its table is (15)
    generated: str | None = None
    virtual: bool = False
    storage: str | None = None
    compression: str | None = None
    statistics: int | None = None
    options: tuple[str, ...] = ()
    foreign_options: tuple[str, ...] = ()
    inherited: bool = False  # has something otherwise than what it inherits
    position: int = uncompared(0)
    using: str | None = written()
    values: tuple[str, ...] = written(())

    @classmethod
    def catalog(cls, major: int) -> str:
        return column_query.columns(major)

    @classmethod
    def at(cls, home: tuple[str, ...], name: str, order: int) -> dict[str, Any]:
        return {"path": (*home, name), "position": order}

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        yield from column_yaml.spread(home, name or "", body, item)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Column:
        terms = row["identity_options"]
        row["identity_options"] = _terms(row["type"], terms) if terms else ()
        return cls(**row)

    @property
    def inline(self) -> bool:
        return not self.inherited

    @property
    def holds_rows(self) -> bool:
        return self.generated is None and not self.inherited

    def rename(self, to: str) -> Step:
        table, was = name(*self.path[:-1]), name(self.path[-1])
        return self.step(f"ALTER TABLE {table} RENAME COLUMN {was} TO {name(to)}")

    def told(self) -> str:
        return self.default or "" if "'::text" in (self.default or "") else ""

    def claims(self) -> Iterator[tuple[str, ...]]:
        if self.identity and self.identity_sequence:
            yield ("relation", self.path[0], self.identity_sequence)

    def mentions(self) -> Iterator[Mention]:
        if self.generated is not None:
            yield Mention("generated", self.path[:-1], expression=self.generated)

    def beside(self, live: Column) -> Column:
        # A name that Postgres gave, perhaps to a table of another name, is as good as any.
        met: dict[str, Any] = {}
        if self.not_null_name != live.not_null_name and (
            self.not_null_name is None or self.not_null_name == column_nulls.usual(self)
        ):
            met["not_null_name"] = live.not_null_name
        if self.not_null_not_valid and live.not_null:  # a validated one is more than is asked for
            met["not_null_not_valid"] = live.not_null_not_valid
        if self.identity_sequence != live.identity_sequence and (
            self.identity_sequence is None or self.identity_sequence == self._usual_sequence()
        ):
            met["identity_sequence"] = live.identity_sequence
        return replace(self, **met) if met else self

    def changed(self, was: Column) -> frozenset[str]:
        found = super().changed(was)
        for name_, what in _ALONG.items():
            if name_ in found and bool(getattr(self, what)) != bool(getattr(was, what)):
                found -= {name_}
        return found

    def over(self, model: Model) -> Object | None:
        return super().over(model) or self._of_type(model)

    def _of_type(self, model: Model) -> Column | None:
        """Return what the composite type that its table is of says of it, if that is so."""
        of = getattr(model.get(self.parent), "of", None)
        path = tuple(unquoted(part) for part in split(of, ".")) if of else ()
        for attribute in getattr(model.get(Ref("composite", path)), "attributes", ()):
            called, said = split_name(attribute)
            if unquoted(called) == self.path[-1]:
                type_, _, collation = said.partition(" COLLATE ")
                return Column(path=self.path, type=type_, collation=collation or None)
        return None

    def missing_from(self, live: Any) -> str | None:
        there = live.get(self.ref)
        if there is None:
            return f"{self.ref} is not there"
        if not self._is_of(there.type):
            return f"{self.ref} is of type {there.type}, not {self.type}"
        return None

    def _is_of(self, type_: str) -> bool:
        """True for a type in Postgres's spelling that is the one written: `int`, or without its
        schema, where that is the table's own."""
        (there, *more), (here, *said) = parts(type_), parts(self.type)
        return more == said and there in (here, f"{name(self.path[0])}.{here}")

    @property
    def parent(self) -> Ref:
        return Ref("table", self.path[:-1])

    def __str__(self) -> str:
        """Return the line in CREATE TABLE or ADD COLUMN."""
        return self._said()

    def _said(self, *, named: bool = False) -> str:
        said = f"{name(self.path[-1])} {self.type}"
        if self.compression:
            said += f" COMPRESSION {self.compression}"
        if self.foreign_options:
            said += f" {generic(self.foreign_options)}"
        if self.collation:
            said += f" COLLATE {self.collation}"
        if self.default is not None:
            said += f" DEFAULT {self.default}"
        if self.generated is not None:
            kept = "VIRTUAL" if self.virtual else "STORED"
            said += f" GENERATED ALWAYS AS ({unwrapped(self.generated)}) {kept}"
        if self.identity:
            said += f" {self._identity()}"
        return said + column_nulls.clause(self, named=named)

    def _usual_sequence(self) -> str:
        return made_name(self.path[1], self.path[-1], "seq")

    def _identity(self) -> str:
        terms = list(self.identity_options)
        if self.identity_sequence not in (None, self._usual_sequence()):
            # A word that the server knows and its manual does not: pg_dump says it so.
            terms = [f"SEQUENCE NAME {name(self.path[0], self.identity_sequence or '')}", *terms]
        if self.identity_unlogged is not None:
            terms.append("UNLOGGED" if self.identity_unlogged else "LOGGED")
        told = f" ({' '.join(terms)})" if terms else ""
        return f"GENERATED {(self.identity or '').upper()} AS IDENTITY{told}"

    def line(self, context: Context) -> str:
        # Postgres would find another name than the usual one where somebody else has that.
        named = (self.path[0], self.not_null_name) in odd_names(context.after)
        named = named or self.parent in context.handed
        # Before 16, what a parent generates may not be said again.
        above = self.over(context.after) if self.generated and context.major < 16 else None
        generated = None if getattr(above, "generated", None) else self.generated
        written = self if generated == self.generated else replace(self, generated=generated)
        return written._said(named=named)

    def create(self, context: Context) -> Iterator[Step]:
        before = context.after if self.inherited or context.is_new(self.parent) else context.before
        if above := self.over(before):  # it is there already
            yield from self.alter(replace(self, **_values(above)), context)
            return
        line = self.line(context)
        add = self.clause(f"ADD COLUMN {line}")
        once = f"ALTER TABLE {name(*self.path[:-1])} ADD COLUMN IF NOT EXISTS {line}"
        if not context.is_new(self.parent):
            doubt = ""
            filled = self.default is not None or self.generated or self.identity
            if self.not_null and not self.not_null_not_valid and not filled:
                doubt = f"fails if {'.'.join(self.path[:-1])} has rows: {self.path[-1]} is NOT NULL"
                doubt += " and has no default"
            add = replace(add, rewrites=self._fills(), doubt=doubt)
        yield replace(add, once=once)
        yield from self.finish(context)

    def release(self) -> Step:
        return self.clause(f"ALTER COLUMN {name(self.path[-1])} DROP IDENTITY")

    def regain(self, context: Context) -> Iterator[Step]:
        was = replace(self, identity=None, identity_options=(), identity_sequence=None)
        yield from self.alter(was, context)

    def go_on(self, rows: tuple[str, ...]) -> Step:
        own, table = self.path[-1], text(name(*self.path[:-1]))
        down = any(o.startswith("INCREMENT BY -") for o in self.identity_options)
        last = f"{'min' if down else 'max'}({name(own)})"
        sequence = f"pg_get_serial_sequence({table}, {text(own)})"
        return self.step(f"SELECT setval({sequence}, (SELECT {last} FROM {name(*rows)}))")

    def _fills(self) -> bool:
        """True if ADD COLUMN has to write the value into every row."""
        if self.identity or (self.generated is not None and not self.virtual):
            return True
        return self.default is not None and not _stable(self.default)

    def finish(self, context: Context) -> Iterator[Step]:
        """Say what CREATE TABLE has no word for, on every server."""
        yield from column_nulls.later(self)
        if self.storage or self.statistics is not None or self.options:
            yield from self._settings(replace(self, storage=None, statistics=None, options=()))

    def can_alter(self, was: Column, major: int) -> bool:
        if self.generated == was.generated:
            return self.virtual == was.virtual
        if self.generated is None:
            return not was.virtual
        # SET EXPRESSION came with 17; before, and for what was no generated column, remake.
        return major >= 17 and was.generated is not None and self.virtual == was.virtual

    def displaces(self, was: Column, user: Object, *, forced: bool = False) -> bool:
        # ALTER COLUMN TYPE is refused while any of these reads the column.
        if self.type == was.type and self.collation == was.collation and not forced:
            return False
        if isinstance(user, Column):
            return user.generated is not None
        return user.pins_type

    def alter(self, was: Column, context: Context) -> Iterator[Step]:
        if self.inherited or self.over(context.after):  # its type changes with what is above
            was = replace(was, type=self.type, collation=self.collation)
        column = f"ALTER COLUMN {name(self.path[-1])}"
        retyped = self.type != was.type or self.collation != was.collation
        replaced = context.superseded & set(context.after.uses(self.ref))
        superseded = any(context.after[r].data_type for r in replaced)
        default = None if replaced and not superseded else was.default
        if was.generated is not None and self.generated is None:
            yield self.clause(f"{column} DROP EXPRESSION")
        if was.identity and not self.identity:
            yield self.clause(f"{column} DROP IDENTITY")
        if default is not None and (retyped or superseded) and not self._same_default(was):
            yield self.clause(f"{column} DROP DEFAULT")
            default = None
        if retyped or superseded:
            yield self._retype(was, column, superseded)
        if self.generated is not None and self.generated != was.generated:
            sql = f"{column} SET EXPRESSION AS ({unwrapped(self.generated)})"
            yield replace(self.clause(sql), rewrites=not self.virtual)
        if self.default != default:
            yield self._default(column)
        yield from column_nulls.changed(self, was, context)
        yield from self._number(was, column, context)
        then, now = was.identity_sequence, self.identity_sequence
        if was.identity and self.identity and then and now and then != now:
            sequence = name(self.path[0], then)
            yield self.step(f"ALTER SEQUENCE {sequence} RENAME TO {name(now)}")
        if was.identity and self.identity and self.identity_unlogged != was.identity_unlogged:
            unlogged = self.identity_unlogged
            if unlogged is None:
                unlogged = getattr(context.after.get(self.parent), "unlogged", False)
            sequence = name(self.path[0], now or self._usual_sequence())
            yield self.step(f"ALTER SEQUENCE {sequence} SET {'UNLOGGED' if unlogged else 'LOGGED'}")
        yield from self._settings(was)

    def _same_default(self, was: Column) -> bool:
        """True if the default is carried through the type change by Postgres as it is wanted."""
        return self.default == was.default and assignable(was.type, self.type) and not self._typed()

    def _typed(self) -> bool:
        return "::" in (self.default or "")

    def _retype(self, was: Column, column: str, superseded: bool) -> Step:
        collate = f" COLLATE {self.collation}" if self.collation else ""
        if self.collation is None and was.collation and self.type == was.type:
            collate = ' COLLATE "default"'
        using = ""
        if self.using:
            using = f" USING {self.using}"
        elif superseded:
            using = f" USING {name(self.path[-1])}::text{'[]' * parts(self.type)[2]}::{self.type}"
        elif not assignable(was.type, self.type):
            using = f" USING {name(self.path[-1])}::{castable(self.type)}"
        rewrites = superseded or not keeps_storage(was.type, self.type) or bool(self.using)
        doubt = ""
        if superseded or narrows(was.type, self.type):
            doubt = f"fails if a value of {'.'.join(self.path)} does not fit {self.type}"
        loses = ""
        if rounds(was.type, self.type) and not self.using:
            loses = f"column {'.'.join(self.path)}: values are rounded to {self.type}"
        return replace(
            self.clause(f"{column} TYPE {self.type}{collate}{using}"),
            loses=loses,
            rewrites=rewrites,
            builds=not rewrites and self.collation != was.collation,
            doubt=doubt,
        )

    def _default(self, column: str) -> Step:
        return self.clause(
            f"{column} DROP DEFAULT"
            if self.default is None
            else f"{column} SET DEFAULT {self.default}"
        )

    def _number(self, was: Column, column: str, context: Context) -> Iterator[Step]:
        if self.identity and not was.identity:
            yield self.clause(f"{column} ADD {self._identity()}")
            yield Step(sql=self._set_counter(), reason="continue after the largest number in use")
        elif self.identity and (self.identity, self.identity_options) != (
            was.identity,
            was.identity_options,
        ):
            terms = _retold(self.identity_options, was.identity_options, self.type)
            if self.identity != was.identity:
                terms = [f"SET GENERATED {self.identity.upper()}", *terms]
            yield self.clause(f"{column} {' '.join(terms)}")

    def _set_counter(self) -> str:
        table, column = name(*self.path[:-1]), name(self.path[-1])
        sequence = f"pg_get_serial_sequence({text(table)}, {text(self.path[-1])})"
        return f"SELECT setval({sequence}, coalesce(max({column}), 0) + 1, false) FROM {table}"

    def _settings(self, was: Column) -> Iterator[Step]:
        column = f"ALTER COLUMN {name(self.path[-1])}"
        weak = Lock.SHARE_UPDATE_EXCLUSIVE
        if self.storage != was.storage:
            # DEFAULT is a word of 16 and later, so the type's own is named.
            usual = "main" if parts(self.type)[0] in MAIN else "extended"
            yield self.clause(f"{column} SET STORAGE {(self.storage or usual).upper()}")
        if self.compression != was.compression:
            yield self.clause(f"{column} SET COMPRESSION {self.compression or 'default'}")
        if self.statistics != was.statistics:
            target = -1 if self.statistics is None else self.statistics
            yield replace(self.clause(f"{column} SET STATISTICS {target}"), lock=weak)
        for change in option_changes(was.options, self.options):
            yield replace(self.clause(f"{column} {change}"), lock=weak)
        if foreign := generic(self.foreign_options, was.foreign_options):
            yield self.clause(f"{column} {foreign}")

    def drop(self, context: Context) -> Iterator[Step]:
        if above := self.over(context.after):  # it stays, as what is inherited
            home = context.after[self.parent]
            kept = getattr(home, "partition_of", ()) or getattr(home, "of", None)
            if not self.inherited and not kept:
                raise PlanError(
                    f"{self.ref}: a column of its own stays one when a table begins to inherit it;"
                    " let the model say it of this table too"
                )
            yield from replace(self, **_values(above), inherited=True).alter(self, context)
            return
        if self.inherited:
            return
        loses = (
            f"column {'.'.join(self.path)} and its values"
            if context.before.holds_rows(self.ref)
            else ""
        )
        table, column = name(*self.path[:-1]), name(self.path[-1])
        yield replace(
            self.clause(f"DROP COLUMN {column}"),
            once=f"ALTER TABLE IF EXISTS {table} DROP COLUMN IF EXISTS {column}",
            loses=loses,
        )

    def step(self, sql: str) -> Step:
        return Step(sql=sql, table=self.path[:-1], lock=Lock.ACCESS_EXCLUSIVE)

    def clause(self, clause: str) -> Step:
        return replace(self.step(f"ALTER TABLE {name(*self.path[:-1])} {clause}"), clause=clause)


def odd_names(model: Model) -> frozenset[tuple[str, str]]:
    """Return the schemas and names of NOT NULL constraints that have not their usual names."""
    if "not null" not in model.memo:
        model.memo["not null"] = frozenset(
            (o.path[0], o.not_null_name)
            for o in model.values()
            if isinstance(o, Column)
            and o.not_null_name is not None
            and o.not_null_name != column_nulls.usual(o)
        )
    found: frozenset[tuple[str, str]] = model.memo["not null"]
    return found


def _values(column: Object) -> dict[str, Any]:
    """Return what there is to say of a column, but for its place."""
    return {
        f.name: getattr(column, f.name)
        for f in fields(type(column))
        if f.name not in ("path", "inherited")
    }


_WORDS = ("START WITH", "INCREMENT BY", "MINVALUE", "MAXVALUE", "CACHE", "CYCLE")


def _terms(type_: str, said: list[int]) -> tuple[str, ...]:
    """Return the sequence options that differ from what the type and direction give."""
    _, increment, low, high, _, _ = said
    usual_low, usual_high = sequence_range(type_, increment)
    usual = (low if increment > 0 else high, 1, usual_low, usual_high, 1, 0)
    terms = []
    for word, value, default in zip(_WORDS, said, usual, strict=True):
        if value != default:
            terms.append(word if word == "CYCLE" else f"{word} {value}")
    return tuple(terms)


def _retold(now: tuple[str, ...], was: tuple[str, ...], type_: str) -> list[str]:
    """Return the SET clauses that lead from one list of sequence options to another."""
    usual = {"START WITH": "1", "INCREMENT BY": "1", "CACHE": "1"}
    terms = [f"SET {t}" for t in now if t not in was]
    words = {t.rsplit(" ", 1)[0] for t in now}
    for word in (t if t == "CYCLE" else t.rsplit(" ", 1)[0] for t in was):
        if word not in words:
            terms.append(f"SET {word} {usual[word]}" if word in usual else f"SET NO {word}")
    return terms


# What is no difference of its own where what it is of comes or goes.
_ALONG = {
    "not_null_name": "not_null",
    "not_null_not_valid": "not_null",
    "not_null_no_inherit": "not_null",
    "identity_sequence": "identity",
    "identity_unlogged": "identity",
}
_NOT_VOLATILE = frozenset(
    {"now", "transaction_timestamp", "statement_timestamp", "current_setting", "lower", "upper"}
    | {"date_trunc", "timezone", "to_timestamp", "md5", "length", "coalesce", "numeric"}
    | {"jsonb_build_object", "array", "cast"}
)


def _stable(expression: str) -> bool:
    """True if no call in the expression is known or suspected to be volatile."""
    plain = re.sub(r"'(?:[^']|'')*'", "''", expression)
    calls = re.findall(r"([\w.\"]+)\s*\(", plain)
    types = re.findall(r"::\s*([\w.\" ]+?)\s*\(", plain)
    return all(
        call.lower().removeprefix("pg_catalog.") in _NOT_VOLATILE
        or any(t.endswith(call) for t in types)
        for call in calls
    )
