"""Clusters: one is initialised and kept for each build, and every server runs on a copy."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from vfed_schema.errors import ScratchError
from vfed_schema.scratch import archive, cache, folders
from vfed_schema.scratch.account import Account
from vfed_schema.scratch.folders import Folder
from vfed_schema.scratch.programs import Build
from vfed_schema.scratch.servers import BUILDER, Note

SUPERUSER = "postgres"
# A segment of 1 MB makes the copy a third smaller.
INITDB = ("-N", "-A", "trust", "-U", SUPERUSER, "-E", "UTF8", "--locale=C", "--wal-segsize=1")
ROLE = f"CREATE ROLE {BUILDER} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION\n"
ACCESS = "local all all trust\n"

# Nothing here outlives its owner, so nothing is made durable.
# Shared memory in files of the cluster's own goes away with them, even after a SIGKILL.
SETTINGS = """
listen_addresses = ''
max_connections = 50
shared_buffers = 32MB
huge_pages = off
dynamic_shared_memory_type = mmap
max_locks_per_transaction = 256
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 64MB
min_wal_size = 32MB
checkpoint_timeout = 1h
autovacuum = off
jit = off
max_logical_replication_workers = 0
max_parallel_workers_per_gather = 0
logging_collector = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
# Counts up when what is kept in the cache is written in another way.
LAYOUT = 3
RECIPE = repr((LAYOUT, INITDB, ROLE, ACCESS, SETTINGS))


def template(build: Build, account: Account, note: Note) -> Path:
    """Return the cluster that servers of this build start from, made on first use."""
    recipe = hashlib.sha256(RECIPE.encode()).hexdigest()[:6]
    path = cache.folder() / f"cluster-{os.geteuid()}-{build.key}-{recipe}"
    if not cache.holds(path):
        note(f"initialising a PostgreSQL {build.number} cluster, kept as {path}")
        _initialise(build, account, path)
    return path


def discard(template: Path) -> None:
    """Forget a cluster that does not start: the next start makes it anew."""
    template.unlink(missing_ok=True)


def unpack(template: Path, data: Path, account: Account) -> None:
    """Lay out a kept cluster in an empty folder, and give it to an account."""
    try:
        archive.unpack(template, data, account)
    except ValueError as error:
        discard(template)
        raise ScratchError(f"{error}; try again, for a new cluster") from error


def reason(output: str) -> str:
    """Return the line that says why a program of Postgres's failed."""
    lines = output.strip().split("\n")
    telling = ("FATAL", "PANIC", "error:")
    return next((line for line in lines if any(word in line for word in telling)), lines[-1])


def _initialise(build: Build, account: Account, path: Path) -> None:
    with folders.private(account) as folder:
        data = ("-D", str(folder.data))
        single = ("--single", "-F", *data, "-c", "exit_on_error=true", "postgres")
        _run(account, folder, f"{build.bindir}/initdb", *data, *INITDB)
        _run(account, folder, f"{build.bindir}/postgres", *single, stdin=ROLE)
        with (folder.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        (folder.data / "pg_hba.conf").write_text(ACCESS)
        with cache.fresh(path) as fresh:
            archive.pack(folder.data, fresh)


def _run(account: Account, folder: Folder, *command: str, stdin: str = "") -> None:
    # Removing the files below a running program would leave its shared memory behind.
    answer = account.run(*command, stdin=stdin, started=folder.watch)
    if answer.returncode != 0:
        why = reason(answer.stderr or answer.stdout)
        raise ScratchError(f"`{' '.join(command[:3])}` failed: {why}")
