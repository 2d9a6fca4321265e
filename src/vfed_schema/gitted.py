"""Files as they are in a commit."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which

from .errors import SourceError

PREFIX = "git:"


def shown(source: str, usual: Path) -> tuple[str, str]:
    """Return the text of `git:REV:path`, and what to call it; `usual` is the path if none is said.

    A path is seen from where we are, as git itself sees `./path`. Raises SourceError.
    """
    revision, _, said = source.removeprefix(PREFIX).partition(":")
    path = said or usual.as_posix()
    if not revision or revision.startswith("-"):
        raise SourceError(f"`{source}` names no commit: say git:REVISION or git:REVISION:path")
    git = which("git")
    if git is None:
        raise SourceError(f"`{source}`: there is no git on this machine")
    file = Path(path)
    home = next(folder for folder in (file.parent, *file.parents) if folder.is_dir())
    where = f"{revision}:./{file.relative_to(home).as_posix()}"
    done = subprocess.run([git, "show", where], cwd=home, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        told = reason[-1].removeprefix("fatal: ") if reason else "git says nothing"
        raise SourceError(f"`{source}`: {told}")
    try:
        return done.stdout.decode(), f"{PREFIX}{revision}:{path}"
    except UnicodeDecodeError:
        raise SourceError(f"`{source}` is not UTF-8 text") from None
