"""Does a value have the type that an annotation says?"""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin


class Json:
    """Stands for the recursive alias: whatever JSON may hold."""


def resolved(annotation: str, module: types.ModuleType) -> Any:
    """Return the type that an annotation of a generated module means."""
    return eval(annotation, {**vars(module), "Json": Json})


def conforms(value: object, wanted: Any) -> bool:
    """True if a value is of a type, all the way down; True is no int here."""
    origin = get_origin(wanted)
    if wanted is object:
        return True
    if wanted is Json:
        return _is_json(value)
    if origin is Literal:
        return value in get_args(wanted)
    if origin in (Union, types.UnionType):
        return any(conforms(value, part) for part in get_args(wanted))
    if origin is list:
        return isinstance(value, list) and all(conforms(v, get_args(wanted)[0]) for v in value)
    if wanted is None or wanted is type(None):
        return value is None
    return type(value) is (origin or wanted)


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(k, str) and _is_json(v) for k, v in value.items())
    if isinstance(value, list):
        return all(_is_json(v) for v in value)
    return value is None or isinstance(value, str | int | float | bool)
