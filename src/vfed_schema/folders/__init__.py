"""Folders of migrations that other tools run: one module a tool, and what replays all of them."""

from __future__ import annotations

from pathlib import Path

from ..errors import SourceError
from . import alembic, dbmate, flyway, psql, sqitch
from .entry import Entry, Message, Part, Tool

__all__ = ["TOOLS", "Entry", "Message", "Part", "Tool", "tool_of"]

TOOLS: dict[str, Tool] = {tool.NAME: tool for tool in (alembic, flyway, dbmate, sqitch, psql)}


def tool_of(folder: Path, said: str | None) -> Tool:
    """Return the tool that is said, or the one whose files are in the folder.

    Raises SourceError where there is nothing to tell it by, or files of several.
    """
    known = ", ".join(TOOLS)
    if said is not None:
        if said not in TOOLS:
            raise SourceError(f"no tool is called `{said}`; known are {known}")
        return TOOLS[said]
    found = [tool for tool in TOOLS.values() if tool.is_here(folder)]
    if len(found) == 1:
        return found[0]
    if found:
        told = " and ".join(tool.NAME for tool in found)
        raise SourceError(f"`{folder}` has files of {told}: say which with --tool")
    raise SourceError(
        f"`{folder}` has no migrations to tell the tool by: say --tool, one of {known}"
    )
