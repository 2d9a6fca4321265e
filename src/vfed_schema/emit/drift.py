"""Drift: one line an object, for logs, and the same as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..diff import Change
from ..verdict import State, Trace, Verdict
from .machine import FORMAT, change_told
from .report import differences, value

SHOWN = 160  # characters of a statement

_COUNTED = {State.drift: "drifted", State.pending: "to come", State.known: "known"}


def drift_lines(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield a line for each object: `missing`, `extra` or `changed`, what, and who did it.

    What is to come begins with `pending:`, and what is known with `known:`.
    """
    for verdict in verdicts:
        lead = "" if verdict.state is State.drift else f"{verdict.state}: "
        told = "; ".join([change_line(verdict.change), *_also(verdict)])
        yield f"{lead}{told}"


def change_line(change: Change) -> str:
    """Return what is wrong with an object, in one line."""
    if change.before is None:
        return f"missing {change.ref}"
    if change.after is None:
        return f"extra {change.ref}"
    told = "; ".join(
        f"{f} is {value(was)}, not {value(now)}" for f, was, now in differences(change)
    )
    return f"changed {change.ref}: {told}"


def _also(verdict: Verdict) -> Iterator[str]:
    if accepted := verdict.accepted:
        until = f" until {accepted.until}" if accepted.until else ""
        was = "accepted" if verdict.state is State.known else "no longer accepted, it was"
        yield f"{was}{until}: {accepted.reason}"
    if verdict.trace:
        yield trace_line(verdict.trace)


def trace_line(trace: Trace) -> str:
    """Return who ran what, and when; nothing in it can move a terminal's cursor."""
    where = f" from {trace.client}" if trace.client else ""
    how = f" in {_clean(trace.application)}" if trace.application else ""
    statement = _clean(trace.statement)
    if len(statement) > SHOWN:
        statement = f"{statement[: SHOWN - 1]}…"
    at = f"{trace.at:%Y-%m-%d %H:%M:%S %Z}".strip()
    return f"changed by {_clean(trace.by)} at {at}{where}{how} with `{statement}`"


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))


def counted(verdicts: Iterable[Verdict]) -> str:
    """Return how many there are of each state, if there is anything beside drift."""
    counts = Counter(verdict.state for verdict in verdicts)
    if set(counts) <= {State.drift}:
        return ""
    return ", ".join(f"{counts[state]} {word}" for state, word in _COUNTED.items() if counts[state])


def verdict_told(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain data."""
    told = {**change_told(verdict.change), "state": str(verdict.state)}
    if accepted := verdict.accepted:
        until = accepted.until.isoformat() if accepted.until else None
        told["accepted"] = {"reason": accepted.reason, "until": until}
    if trace := verdict.trace:
        told["changed_by"] = {
            "at": trace.at.isoformat(),
            "by": trace.by,
            "application": trace.application,
            "client": trace.client,
            "tag": trace.tag,
            "statement": trace.statement,
        }
    return told


def drift_json(
    verdicts: Sequence[Verdict], strange: Sequence[str], origin: str, target: str
) -> str:
    """Return the changes as JSON, as `diff --format json` tells them, and whose each is.

    `strange` is what is not managed and on one side only.
    """
    said = {
        "format": FORMAT,
        "from": origin,
        "to": target,
        "same": not (verdicts or strange),
        "changes": [verdict_told(verdict) for verdict in verdicts],
        "unmanaged": list(strange),
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"
