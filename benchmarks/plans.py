"""How every major at hand plans the queries of the catalog: time, and joins that grow badly.

    VFED_POSTGRES_BINDIRS=/path/13/bin:… .venv/bin/python -m benchmarks.plans [--size 1000]

A line a major: all queries together, the dearest, and each nested loop that went round more often
than once a table. Subqueries that run once a row are linear, and are not told.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vfed_schema import scratch
from vfed_schema.errors import ScratchError
from vfed_schema.kinds import KINDS
from vfed_schema.majors import MAJORS
from vfed_schema.snapshot import begin

from .run import psql
from .synthetic import schema

DEAREST = 4


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1000)
    size = parser.parse_args().size
    for major in MAJORS:
        try:
            with scratch.server(major=major) as server:
                if server.major == major:
                    print(told(server, size), flush=True)
        except ScratchError as error:
            print(f"{major}: {error}")


def told(server: scratch.Server, size: int) -> str:
    """Return the lines of a server."""
    with server.database() as database, tempfile.NamedTemporaryFile("w") as file:
        Path(file.name).write_text(schema(size))
        subprocess.run([*psql(database), "-q", "-f", file.name], check=True, capture_output=True)
        with database.connect_admin() as conn:
            conn.execute("vacuum analyze")
            begin(conn)
            found = {}
            for kind in (k for k in KINDS if k.stored):
                query = f"explain (analyze, format json) {kind.catalog(server.major)}"
                row = conn.execute(query.encode()).fetchone()
                found[kind.kind] = row[0][0] if row else {}
    spent = {kind: plan["Execution Time"] + plan["Planning Time"] for kind, plan in found.items()}
    dear = sorted(spent, key=lambda name: -spent[name])[:DEAREST]
    lines = [
        f"{server.major}: {sum(spent.values()):.0f} ms for {size:,} tables; "
        + ", ".join(f"{name} {spent[name]:.0f}" for name in dear)
    ]
    for name, plan in found.items():
        lines += [f"    {name}: {loop}" for loop in loops(plan["Plan"], size)]
    return "\n".join(lines)


def loops(node: dict[str, Any], size: int) -> Iterator[str]:
    """Yield what went round and round beneath a nested loop."""
    inner = node.get("Plans", [])
    if node["Node Type"] == "Nested Loop" and len(inner) > 1:
        times = inner[1]["Actual Loops"]
        if times > size:
            yield f"{inner[1]['Node Type']} {times:,.0f} times beneath a nested loop"
    for each in inner:
        if each.get("Parent Relationship") != "SubPlan":
            yield from loops(each, size)


if __name__ == "__main__":
    main()
