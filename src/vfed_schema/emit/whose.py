"""Whose a difference is, why it is all right, and who made it: in words and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..verdict import State, Trace, Verdict

SHOWN = 160  # characters of a statement

_COUNTED = {State.drift: "drifted", State.pending: "to come", State.known: "known"}


def lead(verdict: Verdict | None) -> str:
    """Return what a line begins with, where it is not drift."""
    return f"{verdict.state}: " if verdict and verdict.state is not State.drift else ""


def also(verdict: Verdict | None) -> Iterator[str]:
    """Yield why something is accepted, or was, and who did it."""
    if verdict and (accepted := verdict.accepted):
        until = f" until {accepted.until}" if accepted.until else ""
        was = "accepted" if verdict.state is State.known else "no longer accepted, it was"
        yield f"{was}{until}: {accepted.reason}"
    if verdict and verdict.trace:
        yield trace_line(verdict.trace)


def trace_line(trace: Trace) -> str:
    """Return who ran what, and when; nothing in it can move a terminal's cursor."""
    where = f" from {trace.client}" if trace.client else ""
    how = f" in {_clean(trace.application)}" if trace.application else ""
    statement = _clean(trace.statement)
    if len(statement) > SHOWN:
        statement = f"{statement[: SHOWN - 1]}…"
    at = f"{trace.at:%Y-%m-%d %H:%M:%S %Z}".strip()
    who = f" by {_clean(trace.by)}" if trace.by else ""
    return f"changed{who} at {at}{where}{how} with `{statement}`"


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))


def told_states(verdicts: Iterable[Verdict]) -> str:
    """Return how many there are of each state, if there is anything beside drift."""
    counts = Counter(verdict.state for verdict in verdicts)
    if set(counts) <= {State.drift}:
        return ""
    return ", ".join(f"{counts[state]} {word}" for state, word in _COUNTED.items() if counts[state])


def verdict_told(verdict: Verdict | None) -> dict[str, Any]:
    """Return a verdict as plain data; where nobody has judged, it is drift."""
    if verdict is None:
        return {"state": str(State.drift)}
    told: dict[str, Any] = {"state": str(verdict.state)}
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
