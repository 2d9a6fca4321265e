"""Indexes, whether they stand alone or behind a constraint: what can be found by them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..kinds.exclude import Exclude
from ..kinds.index import Index
from ..kinds.key import Key
from ..objects import Object
from ..ref import Ref
from ..sql import name, unquoted

_COLUMN = re.compile(r'("(?:[^"]|"")+"|[^\W\d][\w$]*)(?=\s|\Z)')
_COLLATED = re.compile(r'(?:"(?:[^"]|"")+"|[\w$]+) COLLATE ')
_NULLS = {" NULLS FIRST": " NULLS LAST", " NULLS LAST": " NULLS FIRST"}


@dataclass(frozen=True, slots=True)
class Lookup:
    """An index. Its keys are in Postgres's spelling."""

    ref: Ref
    keys: tuple[str, ...]
    unique: bool
    method: str
    include: tuple[str, ...]
    where: str | None
    nulls_not_distinct: bool
    told: tuple[object, ...]  # what else makes two of them differ
    valid: bool
    alone: bool  # it is no constraint's
    clustered: bool

    @property
    def columns(self) -> tuple[str | None, ...]:
        """Return the column of each key, or None where it is an expression."""
        return tuple(column_of(key) for key in self.keys)

    @property
    def plain(self) -> tuple[str | None, ...]:
        """Return the column of each key, or None where `=` does not find it by the index.

        An index in a collation of its own is of no use to who compares in the column's.
        """
        return tuple(None if _COLLATED.match(key) else column_of(key) for key in self.keys)

    @property
    def called(self) -> str:
        return self.ref.path[-1]


def lookup(obj: Object) -> Lookup | None:
    """Return the index that an object is or has, or None."""
    if isinstance(obj, Index):
        told = (obj.options, obj.tablespace)
        return Lookup(
            obj.ref, obj.keys, obj.unique, obj.method, obj.include, obj.where,
            obj.nulls_not_distinct, told, obj.valid, True, obj.clustered,
        )  # fmt: skip
    if isinstance(obj, Exclude):
        keys = tuple(element.rpartition(" WITH ")[0] for element in obj.elements)
        told = (obj.options, obj.tablespace)
        return Lookup(
            obj.ref,
            keys,
            False,
            obj.method,
            obj.include,
            obj.where,
            False,
            told,
            True,
            False,
            False,
        )
    if isinstance(obj, Key):
        keys = tuple(name(column) for column in obj.columns)
        method = "gist" if obj.without_overlaps else "btree"
        told = (obj.options, obj.tablespace)
        return Lookup(
            obj.ref, keys, not obj.without_overlaps, method, obj.include, None,
            obj.nulls_not_distinct, (*told, *((True,) if obj.deferrable else ())), True, False,
            False,
        )  # fmt: skip
    return None


def column_of(key: str) -> str | None:
    """Return the column that a key is, or None for an expression.

    >>> column_of("at DESC"), column_of("lower(name)")
    ('at', None)
    """
    found = _COLUMN.match(key)
    return unquoted(found.group(1)) if found else None


def backwards(key: str) -> str:
    """Return a key as it is when its index is read from the end.

    >>> backwards("at"), backwards("at DESC NULLS LAST")
    ('at DESC', 'at NULLS FIRST')
    """
    nulls = next((n for n in _NULLS if key.endswith(n)), "")
    bare = key.removesuffix(nulls)
    turned = bare.removesuffix(" DESC") if bare.endswith(" DESC") else f"{bare} DESC"
    return turned + _NULLS.get(nulls, "")
