"""Scripts for plain psql: `0001_name.up.sql`, and `0001_name.down.sql` where there is a way back.

`0001_name.sql` is one that only goes forth. golang-migrate names its files so too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import SourceError
from ..source import text_of
from .entry import MARK, Entry, Files, Message, Part, Script
from .wording import head, noted, refusal, whole

NAME = "psql"
WHOLE = False
FRESH = True
_FILE = re.compile(r"(\d+)([_-].*?)?(\.up|\.down)?\.sql\Z")


def is_here(folder: Path) -> bool:
    """True if there are numbered scripts that no other tool marks as its own."""
    from . import dbmate

    return not dbmate.is_here(folder) and any(_FILE.match(p.name) for p in folder.glob("*.sql"))


def read(folder: Path) -> tuple[Entry, ...]:
    """Return the scripts by number. Raises SourceError where two have the same."""
    found: dict[int, Entry] = {}
    for path in sorted(folder.glob("*.sql")):
        match = _FILE.match(path.name)
        if not match or match.group(3) == ".down":
            continue
        number, name = int(match.group(1)), path.name.removesuffix(".sql").removesuffix(".up")
        if number in found:
            raise SourceError(f"`{path}`: `{found[number].path.name}` has the same number")
        back = path.with_name(f"{name}.down.sql")
        found[number] = Entry(
            name=name,
            path=path,
            up=_script(path),
            down=_script(back) if back.is_file() else None,
            ours=MARK in text_of(path),
        )
    return tuple(entry for _, entry in sorted(found.items()))


def _script(path: Path) -> Script:
    return Script(path=path, text=text_of(path), psql=True)


def advice(parts: Sequence[Part]) -> str:
    """There is nothing to know."""
    return ""


def files(folder: Path, message: Message, parts: Sequence[Part]) -> Files:
    """Return one script each way for all parts together; psql is told where transactions end."""
    last = [m for p in folder.glob("*.sql") if (m := _FILE.match(p.name))]
    width = max((len(m.group(1)) for m in last), default=4)
    number = max((int(m.group(1)) for m in last), default=0) + 1
    stem = f"{number:0{width}}_{message.slug}"
    (part,) = parts
    lead = head(message)
    back = refusal(part.no_return) if part.down is None else whole(part.down)
    return [
        (folder / f"{stem}.up.sql", f"{whole(part.up, lead)}\n"),
        (folder / f"{stem}.down.sql", f"{noted([f'Takes back {stem}.'])}\n\n{back}\n"),
    ]
