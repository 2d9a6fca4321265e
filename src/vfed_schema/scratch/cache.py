"""Where clusters, copies of programs, and answers are kept from one run to the next."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vfed_schema.errors import ScratchError

HOUR = 3600
SEASON = 90 * 24 * HOUR
BUILDING = ".building-"
KEPT = ("cluster", "programs", "answer")


def folder() -> Path:
    """Return the cache's folder, or a private one among the temporary files."""
    return next(folders())


def folders() -> Iterator[Path]:
    """Yield the folders that can be written, the best first."""
    with suppress(OSError, RuntimeError):
        path = _preferred()
        _make(path)
        if os.access(path, os.W_OK | os.X_OK):
            yield path
    yield _temporary()


def holds(target: Path) -> bool:
    """Say whether something is in the cache, and remember that it was wanted."""
    with suppress(OSError):
        os.utime(target)
    return target.exists()


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """Yield a name to build something under, and put it in place when it is whole.

    Two may build the same at once. When somebody else was first, theirs stays.
    """
    _forget(target.parent)
    path = target.with_name(f"{target.name}{BUILDING}{os.urandom(4).hex()}")
    try:
        yield path
        _rename(path, target)
    finally:
        _remove(path)


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Yield a name to write a file under, which then takes the place of what was there."""
    _forget(target.parent)
    path = target.with_name(f"{target.name}{BUILDING}{os.urandom(4).hex()}")
    try:
        yield path
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)


def _preferred() -> Path:
    if chosen := os.environ.get("VFED_CACHE_DIR"):
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/vfed-schema")
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return Path(xdg).absolute() / "vfed-schema"
    return Path.home() / ".cache" / "vfed-schema"


def _temporary() -> Path:
    path = Path(tempfile.gettempdir()) / f"vfed-schema-{os.geteuid()}"
    _make(path)
    # Anybody can make a folder of this name before us, and would own what we put there.
    found = path.lstat()
    if path.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise ScratchError(f"`{path}` is not ours alone; remove it or set $VFED_CACHE_DIR")
    return path


def _make(path: Path) -> None:
    if path.exists():
        return
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        # Root's copies of programs are for another account to run, whatever the umask.
        path.chmod(0o755)


def _rename(path: Path, target: Path) -> None:
    try:
        path.rename(target)
    except OSError:
        # A folder cannot replace one that is not empty.
        if not target.is_dir():
            raise


def _forget(folder: Path) -> None:
    """Remove what killed builders have left, and what nobody has wanted for long."""
    for path in (path for kind in KEPT for path in folder.glob(f"{kind}-*")):
        with suppress(OSError):
            kept = HOUR if BUILDING in path.name else SEASON
            if time.time() - path.stat().st_mtime > kept:
                _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
