"""A migration as JSON, for machines: the output of `diff --format json`, and the plan file."""

from __future__ import annotations

import json
from typing import Any

from ..diff import Change
from ..errors import Mark, SourceError
from ..migration import Migration
from ..objects import Object, compared
from ..plan import Plan
from ..record import fields
from ..ref import Ref
from ..step import Lock, Step, hazards
from .report import differences, notes_of

FORMAT = 1
UNTOLD = ("once", "clause", "early")  # of a step: what only planning and generated files need


def machine(migration: Migration) -> dict[str, Any]:
    """Return a migration as plain data; docs/json.md says what each key means."""
    return {
        "format": FORMAT,
        "from": migration.origin,
        "to": migration.target,
        "same": migration.same,
        "version": migration.version,
        "digest": migration.digest,
        "major": migration.major,
        "fingerprint": migration.fingerprint,
        "proven": migration.proven,
        "unproven": migration.unproven,
        "no_return": migration.no_return,
        "changes": [change_told(c) for c in migration.plan.changes],
        "renamed": [[ref_told(was), ref_told(now)] for was, now in migration.plan.renamed],
        "covers": [ref_told(r) for r in migration.covers],
        "touched": [ref_told(r) for r in migration.touched],
        "steps": steps_told(migration.plan),
        "rollback": steps_told(migration.back) if migration.back else None,
        "sizes": [
            {"table": list(table), "rows": size.rows, "bytes": size.bytes}
            for table, size in sorted(migration.sizes.items())
        ],
        "notes": list(notes_of(migration)),
    }


def text(migration: Migration) -> str:
    """Return the same as indented text, ending in a newline."""
    return json.dumps(machine(migration), indent=2, ensure_ascii=False) + "\n"


def change_told(change: Change) -> dict[str, Any]:
    """Return a change as plain data."""
    if change.before is None or change.after is None:
        obj = change.after or change.before
        action = "create" if change.after else "drop"
        return {"action": action, "object": ref_told(change.ref), "fields": _said(obj)}
    told = {f: {"before": was, "after": now} for f, was, now in differences(change)}
    return {"action": "change", "object": ref_told(change.ref), "fields": told}


def _said(obj: Object | None) -> dict[str, Any]:
    if obj is None:
        return {}
    return {f: v for f in compared(type(obj)) if f != "path" and (v := getattr(obj, f)) is not None}


def ref_told(ref: Ref) -> list[str]:
    """Return a reference as a list: the kind, then the path."""
    return [ref.kind, *ref.path]


def steps_told(plan: Plan) -> list[dict[str, Any]]:
    """Return the steps of a plan, each with what it costs."""
    return [_step(step) for step in plan.steps]


def _step(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {"sql": step.sql, "objects": [ref_told(r) for r in step.refs]}
    for f in fields(Step):
        value = getattr(step, f.name)
        if f.name not in ("sql", "refs", *UNTOLD) and value != f.default:
            told[f.name] = value.name.lower() if isinstance(value, Lock) else value
    told["hazards"] = [{"code": h.code, "message": h.message} for h in hazards(step)]
    return told


def steps_read(told: list[dict[str, Any]]) -> tuple[Step, ...]:
    """Return steps as `steps_told` gave them."""
    return tuple(_step_read(dict(step)) for step in told)


def _step_read(told: dict[str, Any]) -> Step:
    told.pop("hazards", None)
    refs = tuple(Ref(kind, tuple(path)) for kind, *path in told.pop("objects", ()))
    lock = Lock[told.pop("lock", "none").upper()]
    table = tuple(told.pop("table", ()))
    return Step(refs=refs, lock=lock, table=table, **told)


def plan_read(text: str, file: str) -> dict[str, Any]:
    """Return a plan file's content. Raises SourceError where it is none."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise KeyError("format")
        steps_read(told["steps"])
        steps_read(told["rollback"] or [])
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "this is no plan of ours; `vfed-schema plan -o` writes one", Mark(file, 1, 1)
        ) from error
    return dict(told)
