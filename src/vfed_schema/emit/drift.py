"""Drift: one line an object, for logs, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from ..diff import Change
from .machine import FORMAT, change_told
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


def drift_json(changes: Sequence[Change], strange: Sequence[str], origin: str, target: str) -> str:
    """Return the changes as JSON, as `diff --format json` tells them.

    `strange` is what is not managed and on one side only.
    """
    said = {
        "format": FORMAT,
        "from": origin,
        "to": target,
        "same": not (changes or strange),
        "changes": [change_told(change) for change in changes],
        "unmanaged": list(strange),
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"
