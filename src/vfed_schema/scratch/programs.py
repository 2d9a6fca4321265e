"""A PostgreSQL build: its programs, its version, and a copy where they cannot be read."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from vfed_schema.errors import ScratchError
from vfed_schema.scratch import account, cache
from vfed_schema.scratch.account import Account
from vfed_schema.scratch.archive import walk
from vfed_schema.scratch.servers import Note

NEEDED = ("postgres", "initdb")


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """The programs in a folder.

    `readable` says whether the server's account can run them there; `trees` are the folders that
    work from another place when copied together.
    """

    bindir: Path
    banner: str
    number: str
    version: int
    readable: bool = True
    trees: tuple[Path, ...] = ()

    @property
    def major(self) -> int:
        """The major version."""
        return self.version // 10000

    @property
    def key(self) -> str:
        """What tells this build from others: two of one version may have other options."""
        size = (self.bindir / "postgres").stat().st_size
        return f"{self.number}-{_digest(self.banner, size)}"


def read(bindir: Path, *, trees: tuple[Path, ...] = ()) -> Build:
    """Read the version of the programs in a folder."""
    theirs = _banner(bindir, account.find())
    banner = theirs or _banner(bindir, Account())
    found = re.search(r"(\d+)(?:\.(\d+))?\S*", banner)
    if found is None:
        raise ScratchError(f"`{bindir}/postgres --version` does not run, or names no version")
    version = int(found[1]) * 10000 + int(found[2] or 0)
    return Build(
        bindir=bindir,
        banner=banner,
        number=found[0],
        version=version,
        readable=bool(theirs),
        trees=trees,
    )


def complete(bindir: Path) -> bool:
    """Say whether a folder holds all the programs a server needs."""
    return all((bindir / name).is_file() for name in NEEDED)


def runnable(build: Build, user: Account, note: Note) -> Build:
    """Return the build, or a copy of it when the server's account cannot read it."""
    if build.readable:
        return build
    if not build.trees:
        raise ScratchError(f"user {user.uid} cannot run `{build.bindir}/postgres`")
    top = build.trees[0].parent
    for folder in filter(user.reaches, cache.folders()):
        copy = folder / f"programs-{build.number}-{_contents(build.trees)}"
        _copy(build.trees, copy, note)
        if _banner(bindir := copy / build.bindir.relative_to(top), user):
            return replace(build, bindir=bindir)
    raise ScratchError(
        f"user {user.uid} can run neither `{build.bindir}/postgres` nor a copy in the cache; "
        "set $VFED_CACHE_DIR to a folder that everybody can read"
    )


def _banner(bindir: Path, user: Account) -> str:
    try:
        answer = user.run(str(bindir / "postgres"), "--version")
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _copy(trees: tuple[Path, ...], target: Path, note: Note) -> None:
    if cache.holds(target):
        return
    note(f"copying PostgreSQL's programs to {target}, once")
    with cache.fresh(target) as fresh:
        for tree in trees:
            shutil.copytree(tree, fresh / tree.name)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _contents(trees: tuple[Path, ...]) -> str:
    """Tell one set of files from another by their names and sizes, which is fast."""
    sizes = [
        (path[len(str(tree.parent)) :], size) for tree in trees for path, size in walk(str(tree))
    ]
    return _digest(*sorted(sizes, key=str))


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]
