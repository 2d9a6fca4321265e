"""What can happen to what is written: nobody reads on, or there is no room for it."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any

from typer.core import TyperGroup

UNHEARD = 141  # 128 + SIGPIPE, as a shell says of a program that a closed pipe ended

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


class Unheard(Exception):
    """Nobody reads what is written."""


class Group(TyperGroup):
    """The commands. A closed pipe gets through to `main`, which knows what to answer."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command. Raises Unheard where nobody reads what it writes."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise Unheard from error


def opened() -> None:
    """Let nothing else have the places of stdout and stderr, should they be closed."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            found = os.open(os.devnull, os.O_WRONLY)
            if found != number:
                os.dup2(found, number)
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        _spell(sys.stdout)


def _spell(out: io.TextIOWrapper) -> None:
    """Have documents written in UTF-8, as files are; a terminal is told what it cannot show."""
    if out.isatty():
        out.reconfigure(errors="backslashreplace")
    else:  # a file's name may be bytes that are no text: they go through
        out.reconfigure(encoding="utf-8", errors="surrogateescape")


def unwritable(error: Exception) -> str | None:
    """Say why output could not be written, if that is what an error is about."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
        return f"cannot write the output: {(error.strerror or 'no').lower()}"
    return None
