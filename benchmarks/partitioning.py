"""The way of a table with rows to one of partitions and back, with clients at work all the time.

    .venv/bin/python benchmarks/partitioning.py [ROWS]

Two clients, one that inserts and one that reads, run statement after statement while the commands
run; printed are the seconds of each command, the longest a client had to wait meanwhile, and the
rows before and after. The server is the embedded one, with its files where the scratch servers have
theirs.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from vfed_schema import scratch
from vfed_schema.scratch import Database

ROOT = Path(__file__).parents[1]
MODEL = ("--model", str(ROOT / "schema" / "tables.yaml"))
PRODUCTION = (*MODEL, "--profile", "production")

INSERT = """insert into sync_events (node_id, event_type)
    values ('00000000-0000-0000-0000-000000000001', 'belief_sent') returning id"""
READ = "select count(*) from sync_events where occurred_at > now() - interval '1 s'"


def main(rows: int) -> None:
    with scratch.server(provider="embedded") as server, server.database() as database:
        fill(database, rows)
        print(f"{rows:,} rows, PostgreSQL {server.major}")
        print("seconds  longest wait  inserted, ms  read, ms  what")
        steps = {
            "apply: plain to partitions": ("apply", *PRODUCTION, "--yes"),
            "partitions: what was there becomes one": ("partitions", *PRODUCTION),
            "partitions: nothing to do": ("partitions", *PRODUCTION),
            "partitions --gather": ("partitions", *PRODUCTION, "--gather"),
            "apply: partitions to plain": ("apply", *MODEL, "--yes"),
        }
        for said, command in steps.items():
            measure(database, said, command)


def fill(database: Database, rows: int) -> None:
    with database.connect_admin() as conn:
        conn.execute((ROOT / "schema" / "base.sql").read_text().encode())
    run(database, ("apply", *MODEL, "--yes"))
    with database.connect_admin() as conn:
        conn.execute(
            "insert into federation_nodes (id, did, public_key_multibase)"
            " values ('00000000-0000-0000-0000-000000000001', 'did:a', 'z')"
        )
        conn.execute(
            "insert into sync_events (node_id, event_type, occurred_at)"
            " select '00000000-0000-0000-0000-000000000001', 'belief_sent',"
            "        now() - i * interval '1 year' / %s from generate_series(1, %s) i",
            [rows, rows],
        )
        conn.execute("vacuum analyze sync_events")


def run(database: Database, command: tuple[str, ...]) -> None:
    tool = str(Path(sys.executable).with_name("vfed-schema"))
    done = subprocess.run(
        [tool, *command, "--from", database.admin_conninfo], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def measure(database: Database, said: str, command: tuple[str, ...]) -> None:
    done = threading.Event()
    waits: dict[str, list[float]] = {INSERT: [], READ: []}
    clients = [
        threading.Thread(target=client, args=(database, sql, done, times.append))
        for sql, times in waits.items()
    ]
    before = count(database)
    for thread in clients:
        thread.start()
    start = time.perf_counter()
    try:
        run(database, command)
    finally:
        seconds = time.perf_counter() - start
        done.set()
        for thread in clients:
            thread.join()
    after = count(database)
    assert after == before + len(waits[INSERT]), (before, len(waits[INSERT]), after)
    inserts, reads = (sorted(times) for times in waits.values())
    print(
        f"{seconds:7.2f}  {max(inserts[-1], reads[-1]) * 1000:9.0f} ms"
        f"  {inserts[len(inserts) // 2] * 1000:12.2f}  {reads[len(reads) // 2] * 1000:8.2f}"
        f"  {said}; rows {before:,} + {len(inserts):,} = {after:,}",
        flush=True,
    )


def client(
    database: Database, sql: str, done: threading.Event, note: Callable[[float], None]
) -> None:
    with psycopg.connect(database.admin_conninfo, autocommit=True) as conn:
        while not done.is_set():
            start = time.perf_counter()
            conn.execute(sql.encode())
            note(time.perf_counter() - start)
            time.sleep(0.002)


def count(database: Database) -> int:
    with database.connect_admin() as conn:
        return int(conn.execute("select count(*) from sync_events").fetchall()[0][0])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000)
