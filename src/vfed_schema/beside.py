"""Texts made beside other work, where there is a second processor."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from tempfile import TemporaryFile
from typing import TypeVar

Made = TypeVar("Made")


def both(
    one: Callable[[], Made], texts: Callable[[], list[str]], *, apart: bool
) -> tuple[Made, list[str]]:
    """Return what two functions give, the second made by a copy of this process if `apart`.

    Where there is no copy to be had, or it failed, the second is called here: whatever it raises
    comes from there. Only Linux copies a process safely, and only while it has one thread.
    """
    alone = not sys.platform.startswith("linux") or threading.active_count() > 1
    if alone or not apart or (os.cpu_count() or 1) < 2:
        return one(), texts()
    with TemporaryFile("w+", encoding="utf-8") as file:
        child = os.fork()
        if not child:
            _leave(texts, file.fileno())
        try:
            made = one()
        finally:
            _, status = os.waitpid(child, 0)
        if status:
            return made, texts()
        file.seek(0)
        found: list[str] = json.load(file)
        return made, found


def _leave(texts: Callable[[], list[str]], file: int) -> None:
    """Write texts down, and end the process at once: all else is for the other one to do."""
    code = 1
    with suppress(BaseException):
        with os.fdopen(file, "w", encoding="utf-8", closefd=False) as out:
            json.dump(texts(), out)
        code = 0
    os._exit(code)
