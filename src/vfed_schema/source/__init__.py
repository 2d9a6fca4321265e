"""Read a model from YAML. Nothing here knows what a table is: the keys are the kinds' fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from os.path import relpath
from pathlib import Path

from ..errors import Mark, SourceError
from ..model import Model
from ..ref import Ref
from ..shown import visible
from .text import plain

__all__ = ["Source", "digest", "read", "refuse_no_file", "text_of", "within"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A model as it was written, and where each part of it stands."""

    model: Model
    base: Path | None
    files: tuple[Path, ...]
    digest: str
    marks: Mapping[tuple[Ref, str | None], Mark] = field(repr=False)

    def mark(self, ref: Ref, name: str | None = None) -> Mark | None:
        """Return the place of an object's field; failing that, of the object."""
        return self.marks.get((ref, name)) or self.marks.get((ref, None))


def read(path: Path) -> Source:
    """Read a model and all that it includes.

    Raises SourceError, with every mistake found and its `file:line:column`.
    """
    from .reader import Reader

    return Reader(path).read()


def text_of(path: Path) -> str:
    """Return the text of a file, its lines ended by `\\n`.

    Raises SourceError, with the place of what is not UTF-8.
    """
    try:
        return plain(path.read_bytes().decode())
    except OSError as error:
        raise SourceError(f"cannot read `{path}`: {(error.strerror or 'no').lower()}") from None
    except UnicodeDecodeError as error:
        read = error.object[: error.start].decode()
        raise SourceError("not UTF-8 text", Mark.at(str(path), read, len(read))) from None


def refuse_no_file(path: Path, mark: Mark | None = None) -> None:
    """Raise SourceError, with the reason, where a path leads to nothing that can be read twice."""
    try:
        path.stat()
    except FileNotFoundError:
        reason = "no such file"
    except OSError as error:
        reason = (error.strerror or "no").lower()
    else:
        if path.is_file():
            return
        reason = "it is a folder" if path.is_dir() else "it is no regular file"
    raise SourceError(f"cannot read `{visible(str(path))}`: {reason}", mark)


def within(mark: Mark | None, text: str, offset: int) -> Mark | None:
    """Return the place of an offset into a text at a mark, if the text has lines of its own."""
    if mark is None or offset < 0 or "\n" not in text.strip():
        return mark
    try:
        lines = text_of(Path(mark.file)).split("\n")
    except SourceError:
        return mark
    number = mark.line + 1 + text.count("\n", 0, offset)
    start = text.rfind("\n", 0, offset) + 1
    told = text[start:].partition("\n")[0]
    there = lines[number - 1].find(told) if number <= len(lines) and told else -1
    return mark if there < 0 else Mark(mark.file, number, there + offset - start + 1)


def digest(files: Iterable[Path], home: Path) -> str:
    """Return a hash of files: their names as seen from `home`, and every byte.

    Line ends are no part of it, as they are none of what is read: a checkout on Windows changes
    them. Raises SourceError where one cannot be read.
    """
    found = sha256()
    for path in files:
        name = Path(relpath(path, home)).as_posix()
        try:
            content = path.read_bytes().replace(b"\r\n", b"\n")
        except OSError as error:
            reason = (error.strerror or "no").lower()
            raise SourceError(f"cannot read `{path}`: {reason}") from None
        found.update(f"{name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
