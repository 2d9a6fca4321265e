"""Write generated/, or say what in it is out of date."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .errors import SourceError
from .lock import load
from .source import text_of
from .sources import LOCK_MAJOR, compile_lock, fresh, lock_path, workshop


def generate(
    model: Path, check: bool, note: Callable[[str], None], style: str = "dataclasses"
) -> list[Path]:
    """Write every artifact that is not as it should be, and return their paths.

    `style` is that of models.py, one of `emit.styles`. With `check`, nothing is written. Raises
    SourceError where the model or a file is at fault.
    """
    lock = lock_path(model)
    if not model.is_file():
        raise SourceError(f"cannot read `{model}`: no such file")
    stale = [
        (path, text)
        for path, text in _artifacts(lock.parent, _lock_text(model, lock, note), style)
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if not check:
        for path, text in stale:
            write(path, text)
    return [path for path, _ in stale]


def _lock_text(model: Path, lock: Path, note: Callable[[str], None]) -> str:
    if lock.is_file():
        try:
            text = text_of(lock)
            if fresh(lock, model):
                load(text, str(lock))
                return text
        except SourceError as error:
            note(f"{error}; building it anew")
    with workshop(note) as shop:
        return compile_lock(model, shop, LOCK_MAJOR)


def _artifacts(folder: Path, lock: str, style: str) -> Iterator[tuple[Path, str]]:
    from .emit.script import rollback_sql, schema_sql
    from .emit.styles import render

    model, _ = load(lock)
    oldest = model.about.postgres if model.about else LOCK_MAJOR
    yield folder / "catalog.jsonl", lock
    yield folder / "schema.sql", schema_sql(model, oldest)
    yield folder / "rollback.sql", rollback_sql(model, oldest)
    yield folder / "models.py", render(model, style)


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, delete=False
        ) as file:
            file.write(text)
        os.chmod(file.name, 0o666 & ~_umask())
        os.replace(file.name, path)
    except OSError as error:
        raise SourceError(f"cannot write `{path}`: {(error.strerror or 'no').lower()}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
