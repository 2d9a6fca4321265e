"""Records: what the vocabulary is made of.

They are made, compared and read by the hundred thousand, so they are msgspec's, in C.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Final, NamedTuple, cast

from msgspec import NODEFAULT, Struct, StructMeta, field
from msgspec.structs import replace

REQUIRED: Final = NODEFAULT  # the default of what has to be said

__all__ = [
    "REQUIRED", "Field", "Record", "Struct",
    "field", "fields", "keyed", "replace", "same", "uncompared", "written",
]  # fmt: skip


class Field(NamedTuple):
    """A field of a record: whether it counts in comparisons, and only a model file can know it."""

    name: str
    default: Any  # REQUIRED if there is none
    compared: bool = True
    written: bool = False
    key: str = ""  # what a model file calls it, if that is something else


class _Marked(NamedTuple):
    default: Any
    compared: bool = False
    written: bool = False
    key: str = ""


def uncompared(default: Any) -> Any:
    """A field that is never compared."""
    return _Marked(default)


def keyed(key: str) -> Any:
    """A field that has to be said, under `key` in a model file."""
    return _Marked(REQUIRED, compared=True, key=key)


def written(default: Any = None, *, key: str = "") -> Any:
    """A field that only the model file can know, under `key` there: never compared."""
    return _Marked(default, written=True, key=key)


@cache
def fields(of: type[Struct]) -> tuple[Field, ...]:
    """Return the fields of a class, in order."""
    names, known = of.__struct_fields__, of.__struct_defaults__
    defaults = (REQUIRED,) * (len(names) - len(known)) + known
    marked: dict[str, _Marked] = getattr(of, "marked", {})
    return tuple(
        Field(name, default, *marked[name][1:]) if name in marked else Field(name, default)
        for name, default in zip(names, defaults, strict=True)
    )


class _Meta(StructMeta):
    """Takes note of what is said of fields. In JSON, a class goes by its `kind`."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], body: dict[str, Any], **config: Any
    ) -> _Meta:
        marked = {key: value for key, value in body.items() if isinstance(value, _Marked)}
        body = {key: value for key, value in body.items() if key not in marked}
        body |= {k: v.default for k, v in marked.items() if v.default is not REQUIRED}
        config = {"frozen": True, "kw_only": True, "gc": False, **config}
        config["forbid_unknown_fields"] = True  # what nobody knows is not left out in silence
        if kind := body.get("kind"):
            config |= {"tag_field": "kind", "tag": kind}
        made: Any = super().__new__(mcs, name, bases, body, **config)
        anew = body.get("__annotations__", {})  # what is said again is as it is said now
        above = {k: v for base in reversed(bases) for k, v in getattr(base, "marked", {}).items()}
        made.marked = {k: v for k, v in above.items() if k not in anew} | marked
        told = [field.name for field in fields(made) if field.compared]
        made.counted = attrgetter(*told) if told else type
        return cast(_Meta, made)


def same(one: Record, other: Record) -> bool:
    """True if two records of one class are the same in every field, compared or not."""
    return type(one) is type(other) and bool(_same(one, other))


_same = Struct.__eq__


class Record(Struct, metaclass=_Meta, frozen=True, kw_only=True):
    """A frozen record, equal to another of its class whose compared fields are equal."""

    marked: ClassVar[dict[str, _Marked]]
    counted: ClassVar[Callable[[Any], Any]]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return False
        counted = type(self).counted
        return bool(_same(self, other)) or counted(self) == counted(other)

    def __hash__(self) -> int:
        return hash(type(self).counted(self))
