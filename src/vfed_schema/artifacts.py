"""Write generated/, or say what in it is out of date."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from .beside import both
from .errors import SourceError
from .lock import load, peek
from .model import Model
from .source import refuse_no_file, text_of
from .source.text import Edit, applied
from .sources import LOCK_MAJOR, compile_lock, fresh, lock_path, workshop

MANY = 2_000  # objects: from there on a second process saves more than it costs


class Stale(NamedTuple):
    """A file that is not as it should be."""

    path: Path
    was: str | None  # nothing where there is no such file
    now: str


def generate(
    model: Path,
    check: bool,
    note: Callable[[str], None],
    style: str = "dataclasses",
    right: Callable[[Mapping[Path, str]], None] | None = None,
) -> list[Stale]:
    """Write every artifact that is not as it should be, and return these.

    `style` is that of models.py, one of `emit.styles`. With `check`, nothing is written. `right`
    gets them all where they are as they should be, now or before. Raises SourceError where the
    model or a file is at fault.
    """
    lock = lock_path(model)
    refuse_no_file(model)
    text, found = _compiled(model, lock, note)
    artifacts = dict(_artifacts(lock.parent, text, found, style))
    stale = [
        Stale(path, was, text) for path, text in artifacts.items() if (was := _read(path)) != text
    ]
    if not check:
        for path, _, text in stale:
            write(path, text)
    if right and not (check and stale):
        right(artifacts)
    return stale


def _read(path: Path) -> str | None:
    """Return the text of a file, whatever is in it, or nothing where there is none."""
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def _compiled(model: Path, lock: Path, note: Callable[[str], None]) -> tuple[str, Model]:
    """Return the text of the lock as it is to be, and what it says."""
    if lock.is_file():
        try:
            text = text_of(lock)
            if fresh(peek(text, str(lock)), model):
                return text, load(text, str(lock))[0]
        except SourceError as error:
            note(f"{error}; building it anew")
    with workshop(note) as shop:
        made = compile_lock(model, shop, LOCK_MAJOR)
    return made.text, made.model


def _artifacts(folder: Path, lock: str, model: Model, style: str) -> Iterator[tuple[Path, str]]:
    from .emit.script import rollback_sql, schema_sql
    from .emit.styles import render

    oldest = model.about.postgres if model.about else LOCK_MAJOR
    yield folder / "catalog.jsonl", lock
    _ = model.dependencies  # found out once, for both
    schema, (rollback, models) = both(
        lambda: schema_sql(model, oldest),
        lambda: [rollback_sql(model, oldest), render(model, style)],
        apart=len(model) > MANY,
    )
    yield folder / "schema.sql", schema
    yield folder / "rollback.sql", rollback
    yield folder / "models.py", models


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; a device or a pipe is written to as it is."""
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    except OSError as error:
        raise SourceError(f"cannot write `{path}`: {(error.strerror or 'no').lower()}") from None
    except UnicodeEncodeError:
        coded = sys.getfilesystemencoding()
        raise SourceError(
            f"cannot write `{path}`: files have names in {coded} here; say `LC_ALL=C.UTF-8`"
        ) from None


def _replace(path: Path, text: str) -> None:
    """Write beside a file, and put it in its place; nothing is left where that fails."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, delete=False
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.chmod(file.name, 0o666 & ~_umask())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def amend(path: Path, edits: Iterable[Edit]) -> None:
    """Make edits in a file of somebody's, or make it: where it is, its mode and line ends kept.

    Raises SourceError where it cannot be written.
    """
    there = path.resolve()
    if not path.exists():
        write(there, applied("", edits))
        return
    if not os.access(there, os.W_OK):
        raise SourceError(f"cannot write `{path}`: it is read-only")
    mode = there.stat().st_mode
    write(there, applied(there.read_bytes().decode(), edits))
    there.chmod(mode)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
