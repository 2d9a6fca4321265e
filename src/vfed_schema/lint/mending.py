"""Fixes as edits of a model's files. What cannot be reached by a small edit is left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import Mark
from ..kinds import BY_NAME
from ..kinds.silence import Silence
from ..model import Model
from ..ref import Ref
from ..source import Source, text_of
from ..source.text import Edit
from .rule import Add, Fix, Remove
from .yaml_text import Text, Unmendable


@dataclass(frozen=True, slots=True)
class Mended:
    """The edits of the files that change, the fixes in them, and why others cannot be made."""

    edits: Mapping[Path, list[Edit]]
    done: tuple[Fix, ...]
    refused: Mapping[Fix, str]


def mended(source: Source, fixes: Iterable[Fix]) -> Mended:
    """Make fixes in the files of a model, as text.

    Of what stands in one place, one fix is made at a time: the others come in the next round.
    """
    mender = _Mender(source)
    for fix in _grouped(fixes):
        mender.take(fix)
    edits = {Path(file): edits for file, edits in mender.edits.items()}
    return Mended(edits, tuple(mender.done), mender.refused)


def unexpected(before: Model, after: Model, fixes: Iterable[Fix]) -> Iterator[str]:
    """Say what differs between two models beside what fixes are to make otherwise."""
    fixes = tuple(fixes)
    added = {(fix.home, fix.key.strip('"')) for fix in fixes if isinstance(fix, Add)}
    removed = [fix for fix in fixes if isinstance(fix, Remove)]
    changed = {fix.ref for fix in removed if fix.field}
    gone = {f.ref for f in removed if not f.field or isinstance(before[f.ref], Silence)}
    for ref in sorted({*before, *after}):
        now, was = after.get(ref), before.get(ref)
        if was is None and now is not None and (now.parent, ref.path[-1]) not in added:
            yield f"{ref} has come"
        elif now is None and ref not in gone and not _about(ref, gone, before):
            yield f"{ref} has gone"
        elif now is not None and was is not None and now != was and ref not in changed:
            yield f"{ref} has changed"


def _about(ref: Ref, gone: set[Ref], before: Model) -> bool:
    """True for what says something of an object that goes."""
    return before[ref].facet and any(ref.path[: len(g.path) + 1] == (g.kind, *g.path) for g in gone)


def _grouped(fixes: Iterable[Fix]) -> Iterator[list[Fix]]:
    """Yield fixes, those together that add to the same section of the same object."""
    together: dict[tuple[Ref, str], list[Fix]] = defaultdict(list)
    for fix in dict.fromkeys(fixes):
        if isinstance(fix, Add):
            together[fix.home, fix.section].append(fix)
        else:
            yield [fix]
    yield from together.values()


class _Mender:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.texts: dict[str, Text] = {}
        self.edits: dict[str, list[Edit]] = defaultdict(list)
        self.touched: set[tuple[str, int]] = set()
        self.done: list[Fix] = []
        self.refused: dict[Fix, str] = {}
        self.shared = _shared(source.marks)

    def take(self, fixes: list[Fix]) -> None:
        """Make the edit of one fix, or of several that are one edit."""
        first = fixes[0]
        try:
            if isinstance(first, Add):
                self._add(first, [(f.key, f.body) for f in fixes if isinstance(f, Add)], fixes)
            else:
                self._remove(first)
        except Unmendable as error:
            told = first.home if isinstance(first, Add) else first.ref
            self.refused |= dict.fromkeys(fixes, f"{told}: not mended by itself: {error}")

    def _add(self, fix: Add, pairs: list[tuple[str, str]], fixes: list[Fix]) -> None:
        mark = self._mark(fix.home, None)
        entry = self._text(mark).object(mark)
        if beside := self.source.marks.get(fix.near) if fix.near else None:
            section = BY_NAME[fix.home.kind].section
            found = self._text(beside).around(beside, str(section))
            if found and found.key and found.key.value == fix.home.path[-1]:  # no alias's place
                mark, entry = beside, found
        text = self._text(mark)
        self._edit(mark, id(entry.value), text.with_section(entry, fix.section, pairs), fixes)

    def _remove(self, fix: Remove) -> None:
        mark = self._mark(fix.ref, fix.field)
        text = self._text(mark)
        entry = text.pair(mark) if fix.field else text.object(mark)
        self._edit(mark, id(entry.home), text.without(entry), [fix])

    def _mark(self, ref: Ref, field: str | None) -> Mark:
        mark = self.source.marks.get((ref, field))
        if mark is None or (field is None and mark in self.shared):
            raise Unmendable("it is said together with something else")
        return mark

    def _edit(self, mark: Mark, home: int, edit: Edit, fixes: list[Fix]) -> None:
        if (mark.file, home) not in self.touched:
            self.touched.add((mark.file, home))
            self.edits[mark.file].append(edit)
            self.done += fixes

    def _text(self, mark: Mark) -> Text:
        if mark.file not in self.texts:
            self.texts[mark.file] = Text(text_of(Path(mark.file)))
        return self.texts[mark.file]


def _shared(marks: Mapping[tuple[Ref, str | None], Mark]) -> set[Mark]:
    """Return the places where several objects stand, as a column does with its foreign key."""
    seen: set[Mark] = set()
    twice: set[Mark] = set()
    for (_, field), mark in marks.items():
        if field is None:
            (twice if mark in seen else seen).add(mark)
    return twice
