"""Which formats were asked for, and where each goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import VfedSchemaError


class Wanted(NamedTuple):
    """One document: its format, and its file if it is not for stdout."""

    format: str
    file: Path | None = None


def wanted(
    said: Iterable[str] | None, output: Path | None, known: Iterable[str], command: str, usual: str
) -> tuple[Wanted, ...]:
    """Return what `--format FORMAT[=FILE]` and `--output` ask for.

    Raises VfedSchemaError where a format is not one of the command's, or two share a place.
    """
    found = [_read(one, known, command) for one in said or (usual,)]
    if output:
        if all(one.file for one in found):
            raise VfedSchemaError("`--output` is for a format that names no file of its own")
        found = [one if one.file else one._replace(file=output) for one in found]
    for number, one in enumerate(found):
        if clash := next((o for o in found[:number] if o.file == one.file), None):
            place = f"`{one.file}`" if one.file else "stdout"
            told = f"{clash.format} and {one.format} would both go to {place}"
            raise VfedSchemaError(f"{told}: say `--format {one.format}=FILE`")
    return tuple(found)


def _read(said: str, known: Iterable[str], command: str) -> Wanted:
    name, equals, file = said.partition("=")
    if name not in known:
        told = f"`{command}` has no format `{name}`: it has {', '.join(known)}"
        raise VfedSchemaError(told)
    if equals and not file:
        raise VfedSchemaError(f"`--format {said}` names no file; say `--format {name}=FILE`")
    return Wanted(name, Path(file) if file else None)


def only(said: str, known: Sequence[str], command: str) -> str:
    """Return the one format that was asked for. Raises VfedSchemaError where it is none."""
    found = _read(said, known, command)
    if found.file:
        raise VfedSchemaError(f"`{command}` writes to stdout alone: `--format {found.format}`")
    return found.format


def deliver(found: Iterable[Wanted], told: Callable[[Wanted], str]) -> str | None:
    """Write every document, files first; return the one that went to stdout, if one did."""
    from ..artifacts import write
    from .terminal import show

    answer = None
    for one in sorted(found, key=lambda w: w.file is None):
        if one.file:
            write(one.file, told(one))
        else:
            answer = told(one)
            show(answer)
    return answer
