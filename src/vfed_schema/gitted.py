"""Files as they are in a commit."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from shutil import which

from .errors import SourceError

PREFIX = "git:"
# A revision may hold a colon of its own in braces: `HEAD^{/mend: this}`.
_PARTS = re.compile(r"((?:\{[^}]*\}|[^:{])*)(?::(.*))?\Z", re.DOTALL)
READ = (".yaml", ".yml", ".sql", ".jsonl")


class Absent(SourceError):
    """The commit is there, and has no such file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file in a commit, as it is named from where we are."""

    source: str
    revision: str
    path: str
    said: bool  # who asked named the path too
    home: Path  # the nearest folder around it that is there today

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.revision}:{self.path}"

    def text(self) -> str:
        """Return what the file holds. Raises SourceError: Absent where the commit has none."""
        self._check()
        inside = Path(self.path).relative_to(self.home).as_posix()
        done = self._git("show", f"{self.revision}:./{inside}")
        if done.returncode:
            raise Absent(f"`{self.source}`: {self._lacks(_reason(done.stderr))}")
        try:
            return done.stdout.decode().replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise SourceError(f"`{self.source}` is not UTF-8 text") from None

    @contextmanager
    def checked_out(self) -> Iterator[Path]:
        """Put what a source may be made of into a folder for as long as the context lasts.

        The file, in there, is given; what is raised inside names places in the commit. Raises
        SourceError: Absent where the commit has no such file.
        """
        self._check()
        top = os.path.normpath(self._said("rev-parse", "--show-prefix").strip() or ".")
        inside = Path(self.path).relative_to(self.home)
        with tempfile.TemporaryDirectory(prefix="vfed-git-") as folder:
            root = Path(folder).resolve()
            self._fill(root)
            file = Path(os.path.normpath(root / top / inside))
            if not file.is_file():
                raise Absent(f"`{self.source}`: {self._lacks('')}")
            try:
                yield file
            except SourceError as error:
                told = str(error).replace(f"{root}{os.sep}", f"{PREFIX}{self.revision}:")
                raise SourceError(told) from None

    def _fill(self, root: Path) -> None:
        """Write the files of the commit as a checkout would, by an index of its own."""
        with tempfile.TemporaryDirectory(prefix="vfed-git-") as aside:
            index = {**os.environ, "GIT_INDEX_FILE": str(Path(aside) / "index")}
            top = self._said("rev-parse", "--show-cdup").strip() or "."
            run = partial(self._said, cwd=self.home / top, env=index)
            run("read-tree", self.revision)
            wanted = (path for path in run("ls-files", "-z").split("\0") if path.endswith(READ))
            into = "\0".join(wanted)
            run("checkout-index", "-z", "--stdin", f"--prefix={root}{os.sep}", into=into)

    def _check(self) -> None:
        """Raise SourceError where this is no repository, or has no such commit."""
        self._said("rev-parse", "--git-dir")
        found = self._git("rev-parse", "--verify", "--quiet", f"{self.revision}^{{commit}}")
        if found.returncode == 0:
            return
        told = f"`{self.source}`: there is no commit `{self.revision}` here"
        remote, _, branch = self.revision.partition("/")
        remotes = self._git("remote").stdout.decode(errors="replace").split()
        if self._git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            raise SourceError(f"{told}, in a shallow clone: `git fetch --unshallow` brings it")
        if branch and remote in remotes:
            raise SourceError(f"{told}: `git fetch {remote} {branch}` brings it, if it is there")
        raise SourceError(f"{told}: is it spelled right, and fetched (`git fetch --tags`)?")

    def _lacks(self, reason: str) -> str:
        """Say that the commit has no such file, and what it has that is called so."""
        told = f"commit `{self.revision}` has no `{self.path}`"
        listed = self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", self.revision)
        paths = listed.stdout.decode(errors="replace").split("\0")
        near = [p for p in paths if PurePosixPath(p).name == PurePosixPath(self.path).name]
        top = self._git("rev-parse", "--show-toplevel").stdout.decode(errors="replace").strip()
        if near and top:
            here = [Path(os.path.relpath(Path(top) / p)).as_posix() for p in near[:3]]
            told += f"; it has {', '.join(f'`{PREFIX}{self.revision}:{p}`' for p in here)}"
        elif reason and "does not exist" not in reason and "exists on disk" not in reason:
            told += f": {reason}"
        return told

    def _said(
        self,
        *arguments: str,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        into: str = "",
    ) -> str:
        done = self._git(*arguments, cwd=cwd, env=env, into=into)
        if done.returncode:
            raise SourceError(f"`{self.source}`: {_reason(done.stderr)}")
        return done.stdout.decode(errors="surrogateescape")

    def _git(
        self,
        *arguments: str,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        into: str = "",
    ) -> subprocess.CompletedProcess[bytes]:
        git = which("git")
        if git is None:
            raise SourceError(f"`{self.source}`: there is no git on this machine")
        return subprocess.run(
            [git, *arguments],
            cwd=cwd or self.home,
            env=env,
            input=into.encode(errors="surrogateescape"),
            capture_output=True,
            check=False,
        )


def place(source: str, usual: Path) -> Place:
    """Return which file `git:REV:path` is; `usual` is the path if none is said.

    A path is seen from where we are, as git itself sees `./path`. Raises SourceError.
    """
    parts = _PARTS.match(source.removeprefix(PREFIX))
    revision, said = (parts.group(1), parts.group(2)) if parts else ("", None)
    if not revision or revision.startswith("-"):
        raise SourceError(f"`{source}` names no commit: say git:REVISION or git:REVISION:path")
    path = said or usual.as_posix()
    file = Path(path)
    home = next(folder for folder in (file.parent, *file.parents) if folder.is_dir())
    return Place(source=source, revision=revision, path=path, said=bool(said), home=home)


def _reason(stderr: bytes) -> str:
    told = stderr.decode(errors="replace").strip().splitlines()
    return told[-1].removeprefix("fatal: ") if told else "git says nothing"
