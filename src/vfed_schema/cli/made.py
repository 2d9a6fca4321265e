"""That artifacts are right: known where they, and all they come of, are what they were."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from .memory import DAMAGED, Kept, hash_of, same


class Made:
    """The artifacts of a model, in one style: remembered once they were found to be right."""

    def __init__(self, model: Path, style: str) -> None:
        self._model, self._kept = model, Kept("generate", str(model), style)

    def holds(self) -> bool:
        """True if there is nothing to do: no file has changed since there was not."""
        kept = self._kept.read()
        try:
            return kept is not None and same(kept["files"])
        except (OSError, *DAMAGED):
            return False

    def keep(self, artifacts: Mapping[Path, str]) -> None:
        """Remember that the artifacts are these, if the model is still what they were made of."""
        if not self._kept.on:
            return
        from ..lock import peek
        from ..sources import fresh, lock_path

        made = {str(path): sha256(text.encode()).hexdigest() for path, text in artifacts.items()}
        header = peek(artifacts[lock_path(self._model)])
        try:
            read = {str(f): hash_of(f) for f in (self._model.parent / n for n in header.files)}
        except OSError:
            return
        if fresh(header, self._model):  # and nobody has changed it meanwhile
            self._kept.write({"files": made | read})
