"""The JSON Schema of what `diff`, `plan` and `drift` tell machines."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..finding import Finding, Level
from ..record import fields
from ..step import CODES, Lock, Step
from ..verdict import State as Whose
from .machine import FORMAT, UNTOLD

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
STATES = ("in step", "behind", "drifted", "unreachable")  # of one database among many
_MARK: Schema = {"type": ["integer", "null"], "minimum": 1}


def diff_schema() -> Schema:
    """Return the schema: one document is one of four."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What vfed-schema tells of differences, format 1",
        "description": "docs/json.md says what each key means.",
        "oneOf": [_to(name) for name in ("migration", "drift", "nodes", "findings")],
        "$defs": {
            "migration": _migration(),
            "drift": _drift(),
            "nodes": _object(format=_format(), nodes=_list(_node())),
            "findings": _object(format=_format(), findings=_list(_finding())),
            "object": {"type": "array", "items": _TEXT, "minItems": 2},
            "change": _change(),
            "judged": _change({"state": {"enum": [state.value for state in Whose]}}, _judged()),
            "step": _step(),
        },
    }


def _format() -> Schema:
    return {"const": FORMAT}


def _to(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(optional: Schema | None = None, **required: Schema) -> Schema:
    """Return the schema of an object that has these keys, and may have those, and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _migration() -> Schema:
    said = dict.fromkeys(("version", "digest", "fingerprint", "proven", "unproven"), _TEXT)
    return _object(
        **_head(),
        **said,
        no_return=_TEXT,
        major={"type": "integer"},
        changes=_list(_to("change")),
        covers=_list(_to("object")),
        renamed=_list({"type": "array", "items": _to("object"), "minItems": 2, "maxItems": 2}),
        touched=_list(_to("object")),
        steps=_list(_to("step")),
        rollback={"anyOf": [_list(_to("step")), {"type": "null"}]},
        sizes=_list(_size()),
        notes=_TEXTS,
    )


def _head() -> dict[str, Schema]:
    return {"format": _format(), "from": _TEXT, "to": _TEXT, "same": _FLAG}


def _size() -> Schema:
    rows = {"type": ["integer", "null"], "minimum": 0}
    return _object(table=_TEXTS, rows=rows, bytes={"type": "integer", "minimum": 0})


def _drift() -> Schema:
    return _object(**_head(), changes=_list(_to("judged")), unmanaged=_TEXTS)


def _node() -> Schema:
    said = dict.fromkeys(("name", "detail", "version"), _TEXT)
    return _object(
        **said,
        profile={"type": ["string", "null"]},
        tags=_TEXTS,
        state={"enum": list(STATES)},
        changes=_list(_to("judged")),
        unmanaged=_TEXTS,
        seconds={"type": "number", "minimum": 0},
    )


def _finding() -> Schema:
    told = {f.name: _TEXT for f in dataclasses.fields(Finding) if f.name not in ("level", "mark")}
    return _object(
        **told,
        level={"enum": [level.value for level in Level]},
        file={"type": ["string", "null"]},
        line=_MARK,
        column=_MARK,
        fingerprint=_TEXT,
    )


def _change(more: Schema | None = None, optional: Schema | None = None) -> Schema:
    pair = _object(before={}, after={})
    said = {"object": _to("object"), **(more or {})}
    changed = _object(optional, action={"const": "change"}, fields=_any(pair), **said)
    whole = {"enum": ["create", "drop"]}
    made = _object(optional, action=whole, fields={"type": "object"}, **said)
    return {"oneOf": [changed, made]}


def _judged() -> Schema:
    until: Schema = {"type": ["string", "null"], "format": "date"}
    who = dict.fromkeys(("by", "application", "client", "tag", "statement"), _TEXT)
    at: Schema = {"type": "string", "format": "date-time"}
    return {"accepted": _object(reason=_TEXT, until=until), "changed_by": _object(at=at, **who)}


def _any(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _step() -> Schema:
    told = {f.name: f for f in fields(Step) if f.name not in ("sql", "refs", *UNTOLD)}
    flags = {name for name, f in told.items() if isinstance(f.default, bool)}
    optional = {name: _FLAG if name in flags else _TEXT for name in told}
    optional["table"] = _TEXTS
    optional["lock"] = {"enum": [lock.name.lower() for lock in Lock]}
    hazard = _object(code={"enum": list(CODES)}, message=_TEXT)
    return _object(optional, sql=_TEXT, objects=_list(_to("object")), hazards=_list(hazard))
