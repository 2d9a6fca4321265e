"""SQL for people and for psql: a plan as a script, the model's schema.sql and rollback.sql."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import About, Model
from ..plan import Plan, plan
from ..plan.groups import groups
from ..step import Step, hazards


def script(steps: Iterable[Step], head: Iterable[str] = ()) -> str:
    """Return steps as a script that `psql -v ON_ERROR_STOP=1 -f` runs as it is."""
    return "\n\n".join(blocks(steps, head)) + "\n"


def blocks(steps: Iterable[Step], head: Iterable[str] = ()) -> Iterator[str]:
    """Yield the statements of a script, each with what is said of it."""
    told = tuple(steps)
    yield from (part for part in (comments(head), _settings(told)) if part)
    for group in groups(told):
        if group.transaction:
            yield "BEGIN;"
        yield from (statement(step) for step in group.steps)
        if group.transaction:
            yield "COMMIT;"


def _settings(steps: Iterable[Step]) -> str:
    """Return what has to be set before: bodies of routines were checked where they come from."""
    return "SET check_function_bodies = off;" if any(s.unchecked for s in steps) else ""


def statement(step: Step) -> str:
    """Return a step as it stands in a script, with what there is to say of it above."""
    notes = [step.reason] if step.reason else []
    notes += [f"{h.code}: {h.message}" for h in hazards(step) if h.code == "data-loss"]
    said = comments(notes)
    return f"{said}\n{step.sql};" if said else f"{step.sql};"


def comments(lines: Iterable[str]) -> str:
    """Return lines as comments."""
    return "\n".join(f"-- {part}".rstrip() for line in lines for part in line.splitlines())


def schema_sql(model: Model, major: int) -> str:
    """Return a script that makes all that the model owns; it may be run twice."""
    forth = plan(_theirs(model), model, major=major, online=False)
    about = model.about or About()
    head = [
        f"Version: {about.version}" if about.version else "No version",
        "Written by `vfed-schema generate` from the model: change that, not this.",
        "Safe to run again: what is there is left as it is.",
    ]
    return _once(forth, head)


def rollback_sql(model: Model, major: int) -> str:
    """Return a script that takes all of it away again; it may be run twice."""
    back = plan(model, _theirs(model), major=major, online=False)
    about = model.about or About()
    loses = [f"  {what}" for step in back.steps for what in step.loses.split("; ") if what]
    head = [
        f"Takes back version: {about.version}" if about.version else "Takes the model back",
        "Written by `vfed-schema generate` from the model: change that, not this.",
        "Safe to run again. What goes for good:",
        *loses,
    ]
    return _once(back, head)


def _theirs(model: Model) -> Model:
    """Return what is other people's: where the model's own begins."""
    return Model(
        (model[ref] for ref in model.external if ref in model),
        (e for e in model.edges if e.user in model.external),
    )


def _once(steps: Plan, head: Iterable[str]) -> str:
    body = "\n\n".join(_said_once(steps.steps))
    parts = [comments(head), _settings(steps.steps), f"BEGIN;\n\n{body}\n\nCOMMIT;\n"]
    return "\n\n".join(p for p in parts if p)


def _said_once(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        said = comments([step.reason] if step.reason else [])
        sql = f"{step.once or step.sql};"
        yield f"{said}\n{sql}" if said else sql
