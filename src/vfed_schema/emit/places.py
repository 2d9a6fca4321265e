"""Where in a model's files the cause of a change stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..diff import Change
from ..errors import Mark
from ..model import Model
from ..ref import Ref
from ..source import Source, read


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a model's objects; of anything else that is a file, the file."""

    file: str = ""  # the target, if it is a file
    source: Source | None = None

    def of(self, ref: Ref, *models: Model, fields: Iterable[str] = ()) -> Mark | None:
        """Return the place of the first of an object's fields that has one, or of the object.

        Failing that, of the closest thing that it lives in by one of the models, or of the file.
        """
        if self.source:
            for name in fields:
                if mark := self.source.marks.get((ref, name)):
                    return mark
            for near in _outwards(ref, models):
                if mark := self.source.mark(near) or self._namesake(near, models):
                    return mark
        return Mark(self.file, 1, 1) if self.file else None

    def change(self, change: Change, *models: Model) -> Mark | None:
        """Return the place of what makes a difference."""
        fields: Iterable[str] = ()
        if change.before and change.after:
            fields = sorted(change.after.changed(change.before))
        return self.of(change.ref, *models, fields=fields)

    def _namesake(self, ref: Ref, models: tuple[Model, ...]) -> Mark | None:
        """Return the place of what has its name and is written with other words for types."""
        if self.source is None or len(ref.path) < 3 or any(m.top(ref) != ref for m in models):
            return None
        alike = (r for r in self.source.model if r.kind == ref.kind and r.path[:2] == ref.path[:2])
        return next((self.source.mark(r) for r in alike), None)


def _outwards(ref: Ref, models: tuple[Model, ...]) -> Iterator[Ref]:
    """Yield an object and, outwards, what it lives in."""
    up: Ref | None = ref
    while up is not None:
        yield up
        obj = next((m[up] for m in models if up in m), None)
        up = obj.parent if obj else None


def places(target: str) -> Places:
    """Return the places of what a source says: every line of a model, one of another file.

    Raises SourceError.
    """
    path = Path(target)
    if path.suffix in (".yaml", ".yml"):
        return Places(target, read(path))
    return Places(target if path.suffix in (".sql", ".jsonl") and path.is_file() else "")


def from_root(file: str) -> str:
    """Return a path as hosts of code want it: from the root of the repository that it is in."""
    path = Path(file).resolve()
    for home in path.parents:
        if (home / ".git").exists():
            return path.relative_to(home).as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else Path(file).as_posix()
