"""Drift: one line an object, for logs, and the same as JSON and as tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..diff import Change
from ..finding import Finding
from ..model import Model
from ..ref import Ref
from ..shown import visible
from ..verdict import Verdict
from .findings import of_drift
from .machine import FORMAT, change_told
from .paint import Paint
from .places import Places
from .report import differences, value
from .terminal import by_top, counted
from .whose import also, lead, told_states, verdict_told
from .words import marked, pieces, side, similar

LONG = 30  # characters: what is longer is told by the words that differ

_WORDS = {"+": "missing", "~": "changed", "-": "extra"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What is not as it should be."""

    origin: str
    target: str
    before: Model  # what is there
    after: Model  # what it is to be
    wanted: Model  # what the target says
    changes: Sequence[Change]
    strange: Sequence[str]  # what is not managed, and on one side only
    verdicts: Mapping[Ref, Verdict] = field(
        default_factory=dict
    )  # where there is none, it is drift

    @property
    def same(self) -> bool:
        return not (self.changes or self.strange)


def drift_text(drift: Drift, *, colour: bool = False) -> str:
    """Return a line an object, and one that counts."""
    lines = [*_judged(drift, colour), visible(_last(drift))]
    return Paint(colour).shown("".join(f"{line}\n" for line in lines))


def _judged(drift: Drift, colour: bool) -> Iterator[str]:
    """Yield a line for each object: what is to come and what is known begins with that."""
    lines = drift_lines(drift.changes, colour)
    for change, line in zip(drift.changes, lines, strict=True):
        verdict = drift.verdicts.get(change.ref)
        yield "; ".join([f"{lead(verdict)}{line}", *also(verdict)])


def drift_lines(changes: Iterable[Change], colour: bool = False) -> Iterator[str]:
    """Yield `missing`, `extra` or `changed`, and the object."""
    paint = Paint(colour)
    for change in changes:
        if change.before is None:
            yield f"{paint('+', 'missing')} {visible(str(change.ref))}"
        elif change.after is None:
            yield f"{paint('-', 'extra')} {visible(str(change.ref))}"
        else:
            told = "; ".join(
                _differs(f, value(a), value(b), paint) for f, a, b in differences(change)
            )
            yield f"{paint('~', 'changed')} {visible(str(change.ref))}: {told}"


def _differs(field: str, was: str, now: str, paint: Paint) -> str:
    found = pieces(was, now)
    if not similar(found) or max(len(was), len(now)) <= LONG:
        return f"{field} is {was}, not {now}"
    if not paint.colour:
        return f"{field} is not as it should be: {marked(found)}"
    gone, come = (
        "".join(paint(f"{piece.sign}word", piece.text) for piece in text)
        for text in (side(found, "-"), side(found, "+"))
    )
    return f"{field} is {gone}, not {come}"


def drift_summed(drift: Drift, *, colour: bool = False) -> str:
    """Return a line for each outermost object, and one that counts."""
    paint = Paint(colour)
    groups = by_top(drift.changes, drift.before, drift.after)
    lines = [
        f"{paint('~', visible(str(top)))}: {counted(of, _WORDS)}" for top, of in groups.items()
    ]
    return paint.shown("".join(f"{line}\n" for line in [*lines, visible(_last(drift))]))


def _last(drift: Drift) -> str:
    if drift.same:
        return f"{drift.origin} is as {drift.target} says"
    told = [counted(drift.changes, _WORDS)] if drift.changes else []
    told += [f"{len(drift.strange)} not managed"] if drift.strange else []
    number = len(drift.changes) + len(drift.strange)
    whose = told_states(drift.verdicts.values())
    told_ = f"{', '.join(told)}{f'; {whose}' if whose else ''}"
    return f"{number} object{'s' * (number != 1)} differ{'s' * (number == 1)}: {told_}"


def drift_json(drift: Drift) -> str:
    """Return the changes as JSON, as `diff --format json` tells them."""
    said = {
        "format": FORMAT,
        "from": drift.origin,
        "to": drift.target,
        "same": drift.same,
        "changes": [
            {**change_told(c), **verdict_told(drift.verdicts.get(c.ref))} for c in drift.changes
        ],
        "unmanaged": list(drift.strange),
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def cases(drift: Drift) -> list[str]:
    """Return all that is looked at: each outermost object that the target says, one test each."""
    wanted = drift.wanted
    said = (ref for ref in wanted if ref not in wanted.external and _compared(ref, wanted))
    return [str(ref) for ref in sorted({wanted.top(ref) for ref in said})]


def _compared(ref: Ref, model: Model) -> bool:
    return model[ref].stored and model[ref].managed


def by_case(drift: Drift, places: Places) -> list[Finding]:
    """Return findings by the outermost object that each is in."""
    models = drift.before, drift.after
    tops = {
        str(change.ref): str(top)
        for top, changes in by_top(drift.changes, *models).items()
        for change in changes
    }
    found = of_drift(drift.changes, drift.strange, models, places, drift.verdicts)
    return [_in_case(finding, tops.get(finding.subject, finding.subject)) for finding in found]


def _in_case(finding: Finding, top: str) -> Finding:
    return replace(finding, subject=top, message=f"{finding.subject}: {finding.message}")
