"""The commit that something is merged into, as a source."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

from ..errors import HostError
from ..sources import lock_path
from .hosts import Merge

_PATIENCE = 300  # seconds for one command of git


def source(merge: Merge, model: Path, say: Callable[[str], None]) -> str | None:
    """Return the source of the lock that a merge begins with; nothing, and say so, without one.

    Raises HostError where the commit is not to be had.
    """
    home = next(folder for folder in (model.parent, *model.parents) if folder.is_dir())
    commit = _merged_into(home, merge.head) or merge.base
    if not _has(home, f"{commit}^{{commit}}"):
        asked = _git(home, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit)
        if not _has(home, f"{commit}^{{commit}}"):
            why = " ".join(asked.stderr.split())[-300:]
            raise HostError(
                f"commit {commit} is not here and cannot be fetched: check out with more history"
                f" (`fetch-depth: 0`, or `GIT_DEPTH: 0`){f'; git says: {why}' if why else ''}"
            )
    lock = lock_path(model)
    folder = next(f for f in (lock.parent, *lock.parents) if f.is_dir())
    if _has(folder, f"{commit}:./{lock.relative_to(folder).as_posix()}"):
        return f"git:{commit}"
    say(
        f"note: commit {commit[:12]} has no `{lock}`, so all of the model is new;"
        f" if it was elsewhere, say `--from git:{commit[:12]}:PATH`"
    )
    return None


def _merged_into(home: Path, head: str) -> str | None:
    """Return the first parent of what is checked out, if that is the merge of a head.

    The host's own word may be older than that merge, and a shallow clone knows no `HEAD^`.
    """
    told = _git(home, "cat-file", "commit", "HEAD").stdout.partition("\n\n")[0].splitlines()
    parents = [line.split()[1] for line in told if line.startswith("parent ")]
    return parents[0] if head and parents[1:] == [head] else None


def _has(folder: Path, what: str) -> bool:
    return _git(folder, "cat-file", "-e", what).returncode == 0


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    git = which("git")
    if git is None:
        raise HostError("there is no git on this machine")
    try:
        return subprocess.run(
            [git, *arguments],
            cwd=folder,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise HostError(f"`git {arguments[0]}` takes more than {_PATIENCE} seconds") from None
