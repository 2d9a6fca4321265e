"""What the commands do with a folder of migrations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..emit.drift import drift_lines
from ..emit.report import notes_of, summary
from ..errors import SourceError
from ..folders import tool_of
from ..folders.check import SHOWN, Checked
from ..folders.check import check as checked
from ..folders.new import Order, new
from ..sources import given, workshop
from .work import Say, notes

if TYPE_CHECKING:
    from ..migration import Wishes


def write_migration(
    model: Path,
    folder: Path,
    tool: str | None,
    message: str,
    wishes: Wishes,
    progress: Say,
    say: Say,
    *,
    base: bool,
) -> None:
    """Write what brings a folder to the model, and say which files that are."""
    with workshop(notes(say)) as shop, given(str(model), shop) as target:
        order = Order(
            folder=folder,
            tool=tool_of(folder, tool),
            message=message,
            now=datetime.now(UTC),
            base=_base(model) if base else None,
            wishes=wishes,
        )
        migration, written = new(order, target, shop, progress)
    for path in written:
        typer.echo(f"wrote {path}")
    for told in notes_of(migration) if written else ():
        say(f"note: {told}")
    say(summary(migration))


def check_folder(
    model: Path,
    folder: Path,
    tool: str | None,
    progress: Say,
    say: Say,
    *,
    base: bool,
    backwards: bool,
) -> bool:
    """Say whether a folder leads to the model and back; return True if it does."""
    if not folder.is_dir():
        raise SourceError(f"`{folder}` is no folder")
    with workshop(notes(say)) as shop, given(str(model), shop) as target:
        found = checked(
            folder,
            tool_of(folder, tool),
            _base(model) if base else None,
            target,
            shop,
            backwards=backwards,
            progress=progress,
        )
        _tell(found, folder, target.name, say)
        return found.good


def _base(model: Path) -> Path | None:
    from ..source import read

    return read(model).base


def _tell(found: Checked, folder: Path, model: str, say: Say) -> None:
    for line in drift_lines(found.changes):
        typer.echo(line)
    what = f"{folder}, replayed ({found.count} migration{'s' * (found.count != 1)}),"
    if found.changes:
        typer.echo(f"{what} is not as {model} says: `vfed-schema migration new` writes what is")
    else:
        typer.echo(f"{what} is as {model} says")
    for back in found.backs:
        for line in drift_lines(back.changes):
            typer.echo(f"{back.entry.name}: its way back leaves {line}")
        if back.refused:
            say(f"note: back as far as {back.entry.name}: {back.refused}")
    if good := [back for back in found.backs if not (back.changes or back.refused)]:
        typer.echo(f"{len(good)} of {found.count} lead back to where they began")
    if found.why_no_backs:
        say(f"note: the way back was not looked at: {found.why_no_backs}")
    if found.left:
        more = f" and {len(found.left) - SHOWN} more" if len(found.left) > SHOWN else ""
        told = ", ".join(str(ref) for ref in found.left[:SHOWN])
        say(f"note: left alone, for the model does not name it: {told}{more}")
