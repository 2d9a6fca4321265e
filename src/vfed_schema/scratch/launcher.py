"""Start and stop a server of our own, from the programs of a build."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from vfed_schema.errors import ScratchError
from vfed_schema.scratch import account as accounts
from vfed_schema.scratch import clusters, folders, programs
from vfed_schema.scratch.account import Account
from vfed_schema.scratch.folders import Folder
from vfed_schema.scratch.programs import Build
from vfed_schema.scratch.servers import BUILDER, Note, Offer, Server

START_SECONDS = 60
STOP_SECONDS = 6


def offer(build: Build, origin: str, note: Note) -> Offer:
    """Offer a server from these programs."""
    return Offer(major=build.major, start=partial(running, build, origin, note))


@contextmanager
def running(build: Build, origin: str, note: Note) -> Iterator[Server]:
    """Run a server on a copy of the cached cluster, in a private folder."""
    folders.sweep()
    account = accounts.find()
    runnable = programs.runnable(build, account, note)
    template = clusters.template(runnable, account, note)
    with folders.private(account) as folder:
        clusters.unpack(template, folder.data, account)
        with _process(runnable, template, folder, account):
            yield Server(
                major=build.major,
                version=build.version,
                origin=origin,
                bindir=build.bindir,
                admin=_login(folder, clusters.SUPERUSER),
                builder=_login(folder, BUILDER),
            )


@contextmanager
def _process(build: Build, template: Path, folder: Folder, account: Account) -> Iterator[None]:
    process = _spawn(build, folder, account)
    try:
        folder.watch(process.pid)
        _wait(process, build, template, folder)
        yield
    finally:
        _stop(process)


def _spawn(build: Build, folder: Folder, account: Account) -> subprocess.Popen[bytes]:
    """Run `postgres` in a session of its own, where no Ctrl-C reaches it."""
    data = str(folder.data)
    with (folder.path / "log").open("wb") as log:
        return subprocess.Popen(
            (str(build.bindir / "postgres"), "-D", data, "-k", data),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=accounts.environment(),
            start_new_session=True,
            **account.identity,
        )


def _wait(process: subprocess.Popen[bytes], build: Build, template: Path, folder: Folder) -> None:
    # The caller needs it next, and it takes as long to import as the server to start.
    import psycopg  # noqa: F401

    ready = partial(_is_ready, folder.data / "postmaster.pid")
    if not folders.until(lambda: ready() or process.poll() is not None, seconds=START_SECONDS):
        raise ScratchError(f"PostgreSQL {build.number} was not ready after {START_SECONDS} s")
    if process.poll() is not None:
        # The cluster may be broken: the next start makes another.
        clusters.discard(template)
        why = clusters.reason((folder.path / "log").read_text(errors="replace"))
        raise ScratchError(f"PostgreSQL {build.number} did not start: {why}")


def _is_ready(pid_file: Path) -> bool:
    """Read the server's status, its last line in postmaster.pid, as pg_ctl does."""
    with suppress(FileNotFoundError):
        return pid_file.read_text().rstrip().endswith("ready")
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server at once: nobody needs what it has not written."""
    process.send_signal(signal.SIGQUIT)
    if not folders.until(lambda: process.poll() is not None, seconds=STOP_SECONDS):
        process.kill()
        process.wait()


def _login(folder: Folder, user: str) -> Mapping[str, str]:
    """Return libpq's parameters, and empty ones where PG* variables would step in."""
    return {
        "host": str(folder.data),
        "hostaddr": "",
        "port": "5432",
        "user": user,
        "dbname": "postgres",
        "options": "",
        "client_encoding": "UTF8",
        "sslmode": "disable",
        "gssencmode": "disable",
    }
