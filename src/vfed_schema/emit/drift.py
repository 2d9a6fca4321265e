"""Drift: one line an object, for logs, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from ..diff import Change
from .machine import change_told
from .report import differences, value


def drift_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Yield `missing`, `extra` or `changed`, and the object."""
    for change in changes:
        if change.before is None:
            yield f"missing {change.ref}"
        elif change.after is None:
            yield f"extra {change.ref}"
        else:
            told = "; ".join(
                f"{f} is {value(was)}, not {value(now)}" for f, was, now in differences(change)
            )
            yield f"changed {change.ref}: {told}"


def drift_json(changes: Iterable[Change], origin: str, target: str) -> str:
    """Return the changes as JSON, as `diff --format json` tells them."""
    told = [change_told(change) for change in changes]
    said = {"format": 1, "from": origin, "to": target, "same": not told, "changes": told}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"
