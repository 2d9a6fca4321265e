"""Who runs the server: we ourselves, or somebody else when we are root."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from vfed_schema.errors import ScratchError

KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """The account a server runs as. Without a uid, it is our own."""

    uid: int | None = None
    gid: int | None = None

    @property
    def identity(self) -> _Identity:
        """The arguments that make `subprocess` run a program as this account."""
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(
        self, *command: str, stdin: str = "", started: Callable[[int], None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, out of reach of Ctrl-C, and wait for it.

        `started` is told its pid. When we are interrupted it may still tidy up.
        """
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            cwd="/",
            env=environment(),
            start_new_session=True,
            **self.identity,
        )
        try:
            if started:
                started(process.pid)
            stdout, stderr = process.communicate(stdin)
        except BaseException:
            process.send_signal(signal.SIGQUIT)
            process.wait()
            raise
        return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)

    def reaches(self, folder: Path) -> bool:
        """Say whether this account can pass through a folder and all above it."""
        return self.run("test", "-x", str(folder)).returncode == 0

    def make_folder(self, path: str) -> None:
        """Make a private folder of this account's."""
        os.mkdir(path, 0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def make_file(self, path: str, content: bytes) -> None:
        """Make a private file of this account's."""
        with open(path, "xb", buffering=0, opener=_private) as file:
            file.write(content)
            if self.uid is not None and self.gid is not None:
                os.fchown(file.fileno(), self.uid, self.gid)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def find() -> Account:
    """Find who shall run servers, which Postgres refuses to do as root."""
    if os.geteuid() != 0:
        return Account()
    accounts = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in ("nobody", "postgres", *accounts):
        if entry := accounts.get(name):
            return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise ScratchError("postgres refuses to run as root, and there is no other user: add one")


def environment() -> dict[str, str]:
    """Return what the server's programs may see of our environment: no PG* settings, no secrets."""
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
