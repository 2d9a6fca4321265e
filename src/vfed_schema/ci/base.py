"""The commit that something is merged into, as a source."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

from ..errors import HostError
from ..sources import lock_path
from .hosts import Login, Merge

_PATIENCE = 300  # seconds for one command of git
_DEPTHS = (50, 1_000, 2**31 - 1, 2**31 - 1)  # commits to fetch until histories meet


def source(merge: Merge, model: Path, say: Callable[[str], None]) -> str | None:
    """Return the source of the lock that a merge begins with; nothing, and say so, without one.

    Raises HostError where the commit is not to be had.
    """
    home = next(folder for folder in (model.parent, *model.parents) if folder.is_dir())
    commit = _merged_into(home, merge.head) or _left_at(home, merge, say) or merge.base
    if not _has(home, f"{commit}^{{commit}}"):
        why = _fetched(home, merge, 1, commit)
        if not _has(home, f"{commit}^{{commit}}"):
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


def _left_at(home: Path, merge: Merge, say: Callable[[str], None]) -> str | None:
    """Return where a head that is checked out by itself has left what it is merged into.

    What others have merged since is no doing of its own. Of a shallow clone more is fetched, until
    both have met.
    """
    if not merge.head or _git(home, "rev-parse", "HEAD").stdout.strip() != merge.head:
        return None
    for depth in _DEPTHS:
        found = _git(home, "merge-base", merge.base, "HEAD")
        if found.returncode == 0:
            return found.stdout.strip()
        shallow = _git(home, "rev-parse", "--is-shallow-repository").stdout.strip() == "true"
        if not shallow and _has(home, f"{merge.base}^{{commit}}"):
            return None  # they have nothing in common
        if _fetched(home, merge, depth if shallow else None, merge.base, merge.head):
            break
    say(
        "note: where this has left what it is merged into is not to be had: what was merged there"
        " since is told as undone; check out with more history (`fetch-depth: 0`)"
    )
    return None


def _fetched(home: Path, merge: Merge, depth: int | None, *commits: str) -> str:
    """Fetch commits with what the clone knows, and else with the token; return why it failed."""
    how = ("fetch", "--quiet", "--no-tags", *([f"--depth={depth}"] if depth else []))
    done = _git(home, *how, "origin", *commits)
    if done.returncode and merge.login:
        done = _git(home, *how, "origin", *commits, login=merge.login)
    return _hidden(done.stderr, merge.login) if done.returncode else ""


def _hidden(said: str, login: Login | None) -> str:
    """Return the last that git said, without what would let anybody in."""
    for secret in (login.header, login.header.split()[-1]) if login else ():
        said = said.replace(secret, "***")
    return " ".join(re.sub(r"(?<=://)[^/@\s]+@", "", said).split())[-300:]


def _has(folder: Path, what: str) -> bool:
    return _git(folder, "cat-file", "-e", what).returncode == 0


def _git(
    folder: Path, *arguments: str, login: Login | None = None
) -> subprocess.CompletedProcess[str]:
    git = which("git")
    if git is None:
        raise HostError("there is no git on this machine")
    try:
        return subprocess.run(
            [git, *arguments],
            cwd=folder,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", **_config(login)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise HostError(f"`git {arguments[0]}` takes more than {_PATIENCE} seconds") from None


def _config(login: Login | None) -> dict[str, str]:
    """Return what tells git a header, in place of one that it has: no command line shows it."""
    if login is None:
        return {}
    key = f"http.{login.url}.extraheader"
    said = ((key, ""), (key, login.header))
    first = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    told = {"GIT_CONFIG_COUNT": str(first + len(said))}
    for number, (name, value) in enumerate(said, first):
        told |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return told
