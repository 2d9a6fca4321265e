"""What earlier runs found, and what changed between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import Protocol

FILE = Path(__file__).with_name("runs.jsonl")
SHOWN = 4
SIZE = 1_000  # tables
BESIDE = "pg_dump -s"


class Measured(Protocol):
    """A command that had its turns."""

    name: str
    seconds: list[float]


def add(what: str, found: Mapping[int, Iterable[Measured]]) -> None:
    """Keep the medians of a run, if it had the size by which runs are compared."""
    if SIZE not in found:
        return
    medians = {c.name: round(median(c.seconds), 3) for c in found[SIZE] if c.seconds}
    line = json.dumps({"day": date.today().isoformat(), "what": what, "seconds": medians})
    with FILE.open("a") as file:
        file.write(f"{line}\n")


def apart() -> str:
    """Return the last runs as Markdown: each command's times of `pg_dump -s`, side by side."""
    kept = [json.loads(line) for line in FILE.read_text().splitlines()][-SHOWN:]
    names = [name for name in kept[-1]["seconds"] if name != BESIDE]
    lines = [
        f"## Runs apart, {SIZE:,} tables\n",
        "How many times as long as `pg_dump -s` of the same run; machines differ, ratios less.\n",
        f"| | {' | '.join(str(number) for number in range(1, len(kept) + 1))} |",
        f"|---|{'--:|' * len(kept)}",
    ]
    for name in names:
        told = [_ratio(run["seconds"], name) for run in kept]
        lines.append(f"| {name} | {' | '.join(told)} |")
    whats = [f"{n}. {run['day']}: {run['what']}" for n, run in enumerate(kept, 1)]
    return "\n".join([*lines, "", *whats]) + "\n"


def _ratio(seconds: Mapping[str, float], name: str) -> str:
    return f"{seconds[name] / seconds[BESIDE]:.2f}" if name in seconds else ""
