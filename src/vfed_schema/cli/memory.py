"""What a run that found nothing to do has said, to say it again to the very same question.

The question is all that a run has read, byte for byte, how it was asked, and who answers. Only
that nothing differs is kept: a plan is always made anew. What is kept tells how to ask a catalog
as well, so that nothing else has to be imported for that.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..connection import connect, safe
from ..errors import CatalogError
from ..scratch import cache
from ..snapshot import begin, standing
from .app import SAME
from .terminal import colour, show, width

if TYPE_CHECKING:
    from ..emit.formats import Style
    from ..sources import Given
    from .formats import Wanted

PACKAGE = Path(__file__).parents[1]
KEPT = 50
DAMAGED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class Kept:
    """What is kept of one question in the user's cache; nothing where $VFED_MEMORY is 0.

    The question is how it was asked, from where, and of which program.
    """

    def __init__(self, *asked: object) -> None:
        self._file: Path | None = None
        if os.environ.get("VFED_MEMORY") != "0":
            told = repr((os.getcwd(), asked, _answerer()))
            self._file = cache.folder() / f"answer-{sha256(told.encode()).hexdigest()[:32]}"

    @property
    def on(self) -> bool:
        """True if anything may be kept."""
        return self._file is not None

    def read(self) -> dict[str, Any] | None:
        """Return what is kept, if it can be read."""
        try:
            return dict(json.loads(self._file.read_text(encoding="utf-8"))) if self._file else None
        except (OSError, *DAMAGED):
            return None

    def write(self, told: dict[str, Any]) -> None:
        """Keep something from now on, in place of what was kept."""
        if self._file is None:
            return
        with suppress(OSError), cache.replaced(self._file) as path:
            path.touch(0o600)
            path.write_text(json.dumps(told), encoding="utf-8")
            _forget(path.parent)


def same(files: Mapping[str, str]) -> bool:
    """True if all files have the hashes that are said. Raises OSError where one cannot be read."""
    return all(hash_of(Path(file)) == found for file, found in files.items())


class Memory:
    """The answer to one question: recalled where nothing that it depends on has changed.

    `asked` is the command, its sources and its options; `url` the database. `say` gets the notes.
    $VFED_MEMORY=0 is to remember nothing.
    """

    def __init__(self, say: Callable[[str], None], url: str | None, *asked: object) -> None:
        self._say, self._url = say, url
        self._said: list[str] = []
        self._kept = Kept(safe(url), asked) if url else None

    @property
    def on(self) -> bool:
        """True if an answer may be kept."""
        return self._kept is not None and self._kept.on

    def say(self, text: str) -> None:
        """Say a note, and keep it for the next time."""
        self._said.append(text)
        self._say(text)

    def recall(self) -> None:
        """Answer and leave, exit code 0, if this was asked before and nothing has changed."""
        kept = self._kept.read() if self._kept else None
        if kept is None or not self._holds(kept):
            return
        for text in kept["notes"]:
            self._say(text)
        show(kept["answer"])
        raise typer.Exit(SAME)

    def keep(self, origin: Given, target: Given, answer: str | None) -> None:
        """Keep what was answered where nothing differed, unless the time of day has a say in it."""
        reading = origin.reading
        if (
            answer is None
            or self._kept is None
            or reading is None
            or not reading.standing.hash
            or not target.files
        ):
            return
        if any(obj.timed for obj in target.model.values()):
            return
        told = {
            "files": {str(path): hash_of(path) for path in target.files},
            "query": reading.standing.query,
            "standing": reading.standing.hash,
            "notes": self._said,
            "answer": answer,
        }
        self._kept.write(told)

    def _holds(self, kept: dict[str, Any]) -> bool:
        """True if the files are what they were, and no row of the catalog was written since."""
        import psycopg

        try:
            if not same(kept["files"]):
                return False
            with connect(self._url or "") as conn:
                begin(conn)
                return bool(standing(conn, kept["query"]) == kept["standing"] != "")
        except (OSError, *DAMAGED, CatalogError, psycopg.Error):
            return False  # whoever looks closer will say what is wrong


def remembered(
    say: Callable[[str], None],
    url: str | None,
    command: str,
    file: Path,
    to: str | None,
    formats: Sequence[Wanted],
    style: Style,
    *options: object,
) -> Memory:
    """Return the memory of a question whose answer goes to stdout; a file is written anew."""
    if any(one.file for one in formats):
        url = None
    asked = [one.format for one in formats]
    shown = (colour(), width(), style.summary, sorted(style.allow), style.id, style.limit)
    return Memory(say, url, command, file, to, asked, shown, *options)


def _forget(folder: Path) -> None:
    """Remove what was answered longest ago, beyond the last fifty."""
    found = [(path.stat().st_mtime, path) for path in folder.glob("answer-*")]
    for _, path in sorted(found, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    """Return a hash of a file's bytes. Raises OSError where it cannot be read."""
    return sha256(path.read_bytes()).hexdigest()


def _answerer() -> str:
    """Return what this very program is: its files as they are, its interpreter, what it reads with.

    A package's first file is written anew with each version.
    """
    found = map(find_spec, ("msgspec", "psycopg", "sqlglot", "yaml"))
    read_with = [_stamp(spec.origin) for spec in found if spec and spec.origin]
    return repr((sys.version, sorted(_files(PACKAGE)), read_with))


def _stamp(file: str) -> tuple[int, ...]:
    """Return when a file was written, and how long it is; nothing of one inside an archive."""
    with suppress(OSError):
        found = os.stat(file)
        return found.st_mtime_ns, found.st_size
    return ()


def _files(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(".py"):
                found = entry.stat()
                yield entry.path, found.st_mtime_ns, found.st_size
