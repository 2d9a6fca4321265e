"""The commit that something is merged into, as a source."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which

from ..errors import HostError
from ..sources import lock_path


def source(commit: str, model: Path) -> str | None:
    """Return the source of a commit's lock, fetched if it has to be; nothing where it has none.

    Raises HostError where the commit is not to be had.
    """
    home = next(folder for folder in (model.parent, *model.parents) if folder.is_dir())
    if not _git(home, "cat-file", "-e", f"{commit}^{{commit}}"):
        _git(home, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit)
        if not _git(home, "cat-file", "-e", f"{commit}^{{commit}}"):
            raise HostError(
                f"commit {commit} is not here and cannot be fetched: check out with more history"
                " (`fetch-depth: 0`, or `GIT_DEPTH: 0`)"
            )
    lock = lock_path(model)
    folder = next(f for f in (lock.parent, *lock.parents) if f.is_dir())
    there = _git(folder, "cat-file", "-e", f"{commit}:./{lock.relative_to(folder).as_posix()}")
    return f"git:{commit}" if there else None


def _git(folder: Path, *arguments: str) -> bool:
    git = which("git")
    if git is None:
        raise HostError("there is no git on this machine")
    done = subprocess.run(
        [git, *arguments], cwd=folder, capture_output=True, check=False, timeout=300
    )
    return done.returncode == 0
