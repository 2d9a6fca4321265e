"""What a project says once, for every command: `[tool.vfed-schema]` in pyproject.toml.

Or a file of its own, vfed-schema.toml, with the same keys at its top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import Mark, SourceError

OWN, SHARED = "vfed-schema.toml", "pyproject.toml"
TABLE = ("tool", "vfed-schema")

_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w\-\"'. ]+?)\s*=")
_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The keys of a file, as TOML has them, and the file's text to find their places in."""

    path: Path
    values: Mapping[str, Any]
    text: str
    within: tuple[str, ...]

    def mark(self, *keys: str) -> Mark:
        """Return the place of a key, or of the nearest table around it."""
        for depth in range(len(keys), 0, -1):
            for line, column, path in _places(self.text):
                if path == (*self.within, *keys[:depth]):
                    return Mark(str(self.path), line, column)
        return Mark(str(self.path), 1, 1)

    def wrong(self, what: str, *keys: str) -> SourceError:
        """Return the error that a key is to blame for."""
        return SourceError(what, self.mark(*keys))


def found(start: Path) -> Settings | None:
    """Return the settings that hold in a folder: its own, or those of the nearest one above it.

    A repository is looked through up to its root. Raises SourceError where a file is no TOML, or a
    folder has two of them.
    """
    for folder in (start, *start.parents):
        here = [s for name in (OWN, SHARED) if (s := _read(folder / name))]
        if len(here) > 1:
            raise SourceError(
                f"`{here[1].path}` has settings too: keep them in one", here[0].mark()
            )
        if here:
            return here[0]
        if (folder / ".git").exists():
            break
    return None


def _read(path: Path) -> Settings | None:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read `{path}`: {error}") from None
    own = path.name == OWN
    if not own and TABLE[1] not in text:
        return None
    values = _parsed(path, text)
    for key in () if own else TABLE:
        values = values.get(key, {})
    if not values and not own:
        return None
    return Settings(path=path, values=values, text=text, within=() if own else TABLE)


def _parsed(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = _PLACE.fullmatch(str(error))
        what, line, column = said.groups() if said else (str(error), None, None)
        last = text.count("\n") + 1
        mark = Mark(str(path), int(line or last), int(column or 1))
        raise SourceError(f"no TOML: {what[:1].lower()}{what[1:]}", mark) from None


def _places(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the line, the column and the whole path of every header and every key."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        column = len(line) - len(line.lstrip()) + 1
        if header := _HEADER.match(line):
            table = _parts(header[1])
            yield number, column, table
        elif key := _KEY.match(line):
            yield number, column, (*table, *_parts(key[1]))


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))
