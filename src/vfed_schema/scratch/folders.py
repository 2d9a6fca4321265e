"""Private folders that go away with their owner, however it ends.

A folder is held by a lock on a file in it, which the owner and its watchdog share. The watchdog
is a shell that waits for the owner to end and then stops the server and removes the folder. When
both are dead (a crash of the machine, say) nobody holds the lock: the next start sweeps it up.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from vfed_schema.errors import ScratchError
from vfed_schema.scratch.account import Account, environment

MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 512 * 1024 * 1024
# A socket's address holds 108 bytes on Linux and 104 elsewhere, with the zero at its end.
SOCKET_MAX = 100

# $1 is the folder. The pid may be somebody else's by now, so its command line must name the folder.
WATCHDOG = """
trap '' INT TERM HUP
while read -r line; do pid=$line; done
[ -n "$pid" ] || read -r pid < "$1/data/postmaster.pid"
ours() {
    if [ -d /proc/self ]; then tr '\\0' ' ' < "/proc/$pid/cmdline"; else ps -o args= -p "$pid"; fi |
        grep -qF -- "$1/data"
}
end() {
    tries=0
    while [ -n "$pid" ] && ours "$1" && [ $tries -lt 50 ]; do
        [ $tries -gt 0 ] || kill -"$2" "$pid"
        tries=$((tries + 1))
        sleep 0.1
    done
}
end "$1" QUIT
end "$1" KILL
rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """A private folder, held by us and watched."""

    path: Path
    watchdog: subprocess.Popen[bytes]

    @property
    def data(self) -> Path:
        """Where the cluster and its socket are; it belongs to the server's account."""
        return self.path / "data"

    def watch(self, pid: int) -> None:
        """Let the watchdog stop this process, and none before it, when we are gone."""
        assert self.watchdog.stdin is not None
        self.watchdog.stdin.write(b"%d\n" % pid)
        self.watchdog.stdin.flush()


@contextmanager
def private(account: Account) -> Iterator[Folder]:
    """Make a folder with an empty `data` of this account's in it, and remove it at the end."""
    path, lock = _claim(_storage(account))
    watchdog = _watchdog(path, lock)
    try:
        # The account must pass through our folder, and may not look into it.
        path.chmod(0o700 if account.uid is None else 0o711)
        folder = Folder(path=path, watchdog=watchdog)
        account.make_folder(str(folder.data))
        yield folder
    finally:
        # As long as the folder is there, so is the watchdog: we may be killed at any point.
        shutil.rmtree(path, ignore_errors=True)
        watchdog.kill()
        watchdog.communicate()
        os.close(lock)


def sweep() -> None:
    """Remove the folders that nobody holds any more, and stop their servers."""
    for place in {MEMORY, Path(tempfile.gettempdir()), Path("/tmp")}:
        for path in place.glob(f"vfed-{os.geteuid()}-*"):
            with suppress(OSError):
                _sweep(path)


def until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for something to come true, looking every few milliseconds."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


def _storage(account: Account) -> Path:
    """Find memory-backed storage with room, else a temporary folder on a disk."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED and os.access(MEMORY, os.W_OK):
            return MEMORY
    places = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    for place in places:
        socket = os.fsencode(place / f"{_prefix()}01234567" / "data" / ".s.PGSQL.5432")
        writable = os.access(place, os.W_OK | os.X_OK) and account.reaches(place)
        if len(socket) <= SOCKET_MAX and writable:
            return place
    raise ScratchError(
        f"no folder to put a server in: {', '.join(map(str, places))} cannot be written or have "
        "too long a name for a socket; set $TMPDIR"
    )


def _claim(parent: Path) -> tuple[Path, int]:
    """Make a folder and lock it. A sweep that comes between the two takes it; then try again."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=_prefix(), dir=parent))
        with suppress(FileNotFoundError):
            lock = os.open(path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
            # A file that was removed while we opened it has no name left.
            if _locked(lock) and os.fstat(lock).st_nlink:
                return path, lock
            os.close(lock)


def _prefix() -> str:
    return f"vfed-{os.geteuid()}-{os.getpid()}-"


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _watchdog(path: Path, lock: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ("sh", "-c", 'eval "$WATCHDOG"', "vfed-scratch-watchdog", str(path)),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={**environment(), "WATCHDOG": WATCHDOG},
        pass_fds=(lock,),
        start_new_session=True,
    )


def _sweep(path: Path) -> None:
    # Anybody can make a folder or a link of this name in a shared place.
    if path.is_symlink() or path.lstat().st_uid != os.geteuid():
        return
    lock = os.open(path / "lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        if _locked(lock):
            _kill_server(path)
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(lock)


def _kill_server(path: Path) -> None:
    with suppress(OSError, ValueError):
        pid = int((path / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        for number in (signal.SIGQUIT, signal.SIGKILL):
            if _is_server(pid, path):
                os.kill(pid, number)
                until(lambda: not _is_server(pid, path), seconds=5)


def _is_server(pid: int, path: Path) -> bool:
    """Say whether a process is the server in this folder: its pid may be another's by now."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            return os.fsencode(path / "data") in Path(f"/proc/{pid}/cmdline").read_bytes()
        return False
    return str(path / "data") in Account().run("ps", "-o", "args=", "-p", str(pid)).stdout
