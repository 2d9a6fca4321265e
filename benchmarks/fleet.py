"""Many databases on one server: how long a node takes, and how much memory, as they get more.

    .venv/bin/python benchmarks/fleet.py [NODES …]

For each number, databases with the Valence base are made from a template; all are brought to the
model in waves, looked at when in step, and looked at again when one object of each has drifted.
Whole processes; memory is the most that the command itself had.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from vfed_schema import scratch

ROOT = Path(__file__).parents[1]


def main(sizes: list[int]) -> None:
    print("nodes  seconds  ms a node  memory, MB  what")
    with scratch.server(provider="embedded") as server, server.database() as template:
        with template.connect_admin() as conn:
            conn.execute((ROOT / "schema" / "base.sql").read_text().encode())
        for size in sizes:
            measure(template.name, template.admin_conninfo, size)


def measure(template: str, url: str, size: int) -> None:
    names = [f"node_{n}" for n in range(size)]
    postgres = url.replace(template, "postgres")
    with psycopg.connect(postgres, autocommit=True) as conn:
        for name in names:
            conn.execute(f"create database {name} template {template}".encode())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "nodes.yaml"
        nodes = {name: url.replace(template, name) for name in names}
        file.write_text(json.dumps({"nodes": nodes}))
        common = ("--model", str(ROOT / "schema" / "tables.yaml"), "--nodes", str(file))
        timed("apply", size, 0, "apply", *common, "--yes", "--batch", "50")
        timed("drift, all in step", size, 0, "drift", *common)
        for conninfo in nodes.values():
            change(conninfo)
        timed("drift, an index gone in each", size, 2, "drift", *common)
    with psycopg.connect(postgres, autocommit=True) as conn:
        for name in names:
            conn.execute(f"drop database {name}".encode())


def change(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("drop index public.idx_sync_events_time")


def timed(said: str, size: int, code: int, *command: str) -> None:
    tool = str(Path(sys.executable).with_name("vfed-schema"))
    start = time.perf_counter()
    with subprocess.Popen([tool, *command], stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    assert process.returncode == code, process.returncode
    memory = used.ru_maxrss / 1024
    print(
        f"{size:5}  {seconds:7.1f}  {seconds * 1000 / size:9.1f}  {memory:10.0f}  {said}",
        flush=True,
    )


if __name__ == "__main__":
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    main([int(n) for n in sys.argv[1:]] or [10, 100, 1000])
