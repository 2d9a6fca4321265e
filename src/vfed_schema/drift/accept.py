"""Add what has drifted to the file of what is known; what is written there stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from ..diff import Change
from ..errors import SourceError
from ..source import text_of
from ..source.text import Edit
from ..verdict import State, Verdict
from .known import KEY, NEVER, differing, read_known, whole

_HEAD = f"""\
# Drift that is known and accepted: see `vfed-schema drift --known`.
{KEY}:
"""


class _Thing(NamedTuple):
    object: str
    field: str | None


def accepted(
    path: Path,
    found: Mapping[str | None, Iterable[Verdict]],
    reason: str,
    until: date | None,
) -> tuple[Edit, int]:
    """Return the edit of the file by an entry for each thing that has drifted, and how many.

    `found` is by database; None is one that has no name. Raises SourceError where the file is none
    that can be added to.
    """
    nodes: dict[_Thing, list[str]] = {}
    for node, verdicts in found.items():
        for thing in _things([v.change for v in verdicts if v.state is State.drift]):
            nodes.setdefault(thing, []).extend([node] if node is not None else [])
    said = text_of(path) if path.exists() else ""
    indent = _indent(path, said) if path.exists() else "  "
    lines = [
        f"{indent}{lead}{line}\n"
        for thing, names in nodes.items()
        for lead, line in zip(
            ("- ", *["  "] * 9), _lines(thing, names, reason, until), strict=False
        )
    ]
    new = "".join(lines)
    if not said.strip():
        return Edit(0, len(said), f"{_HEAD}{new}"), len(nodes)
    return Edit(len(said.rstrip()), len(said), f"\n{new}"), len(nodes)


def _things(changes: Iterable[Change]) -> Iterator[_Thing]:
    """Yield what to name: a field of what has changed, or an object that is missing or extra."""
    listed = list(changes)
    gone = {change.ref for change in listed if whole(change)}
    for change in listed:
        obj = change.after or change.before
        if whole(change):
            if obj and obj.parent not in gone:
                yield _Thing(_literal(str(change.ref)), None)
            continue
        yield from (_Thing(_literal(str(change.ref)), f) for f in differing(change))


def _literal(told: str) -> str:
    """Return a reference that matches itself alone."""
    return re.sub(r"[*?]", r"[\g<0>]", told)


def _lines(thing: _Thing, nodes: list[str], reason: str, until: date | None) -> Iterator[str]:
    yield f"object: {_scalar(thing.object)}"
    if thing.field:
        yield f"field: {_scalar(thing.field)}"
    if nodes:
        yield f"nodes: [{', '.join(map(_scalar, nodes))}]"
    yield f"reason: {_scalar(reason)}"
    yield f"until: {until.isoformat() if until else NEVER}"


def _scalar(text: str) -> str:
    """Return a text as one line of YAML, quoted where it has to be."""
    plain = re.fullmatch(r"[A-Za-z_][\w .\-/()]*", text) and text == text.strip()
    if plain and text.lower() not in ("true", "false", "null", "yes", "no"):
        return text
    return str(yaml.safe_dump(text, default_style='"', width=10_000, allow_unicode=True)).strip()


def _indent(path: Path, said: str) -> str:
    """Return how far entries are indented. Raises SourceError where none can be added."""
    entries = read_known(path).entries
    if not said.strip():
        return "  "
    if re.search(rf"^{KEY}:[ \t]*(#.*)?$", said, re.MULTILINE) is None:
        raise SourceError(
            f"{path}: nothing can be added: write `{KEY}:`, and an entry a line below"
        )
    if not entries:
        return "  "
    line = said.split("\n")[entries[0].mark.line - 1]
    return line[: len(line) - len(line.lstrip())]
