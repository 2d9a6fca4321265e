"""Files of dbmate: `20260131120000_name.sql`, with `-- migrate:up` and `-- migrate:down`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from ..errors import Mark, SourceError
from ..source import text_of
from .entry import MARK, Entry, Files, Message, Part, Script
from .wording import head, in_one, in_transaction, noted, refusal

NAME = "dbmate"
WHOLE = True
FRESH = False
_FILE = re.compile(r"(\d+).*\.sql\Z")
_UP = re.compile(r"^--\s*migrate:up(.*)$", re.MULTILINE)
_DOWN = re.compile(r"^--\s*migrate:down(.*)$", re.MULTILINE)
_STAMP = "%Y%m%d%H%M%S"


def is_here(folder: Path) -> bool:
    """True if a script has dbmate's own marks."""
    return any(_UP.search(text_of(p)) for p in folder.glob("*.sql") if _FILE.match(p.name))


def read(folder: Path) -> tuple[Entry, ...]:
    """Return the files by version. Raises SourceError where one is none of dbmate's."""
    found: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.sql")):
        if not (match := _FILE.match(path.name)):
            continue
        version = match.group(1)
        if version in found:
            raise SourceError(f"`{path}`: `{found[version].path.name}` has the same version")
        found[version] = _entry(path)
    return tuple(entry for _, entry in sorted(found.items()))


def _entry(path: Path) -> Entry:
    text = text_of(path)
    up, down = _UP.search(text), _DOWN.search(text)
    if up is None:
        raise SourceError("there is no `-- migrate:up`", Mark(str(path), 1, 1))
    if down is not None and down.start() < up.start():
        mark = Mark.at(str(path), text, down.start())
        raise SourceError("`-- migrate:down` stands before `-- migrate:up`", mark)
    end = down.start() if down else len(text)
    back = _script(path, text, down, len(text)) if down else None
    return Entry(
        name=path.stem,
        path=path,
        up=_script(path, text, up, end),
        down=back,
        ours=MARK in text,
    )


def _script(path: Path, text: str, mark: re.Match[str], end: int) -> Script:
    """Return one of a file's two scripts, at the place where it stands."""
    options = dict(o.partition(":")[::2] for o in mark.group(1).split())
    if strange := set(options) - {"transaction"}:
        place = Mark.at(str(path), text, mark.start())
        raise SourceError(f"`{strange.pop()}:` is not understood: only `transaction:` is", place)
    blank = re.sub(r"[^\n]", " ", text[: mark.end()])
    return Script(
        path=path,
        text=blank + text[mark.end() : end],
        transaction=options.get("transaction", "true") != "false",
    )


def advice(parts: Sequence[Part]) -> str:
    """There is nothing to know."""
    return ""


def files(folder: Path, message: Message, parts: Sequence[Part]) -> Files:
    """Return a file for each part: dbmate runs a file in one transaction, or in none."""
    there = [int(m.group(1)) for p in folder.glob("*.sql") if (m := _FILE.match(p.name))]
    stamps = (int((message.now + timedelta(seconds=n)).strftime(_STAMP)) for n in range(len(parts)))
    after = max(there, default=0)
    found = []
    for number, (stamp, part) in enumerate(zip(stamps, parts, strict=True), 1):
        after = max(stamp, after + 1)
        slug = message.slug if len(parts) == 1 else f"{message.slug}_{number}"
        found.append((folder / f"{after}_{slug}.sql", _text(message, part, number, len(parts))))
    return found


def _text(message: Message, part: Part, number: int, count: int) -> str:
    lead = head(message)
    if count > 1:
        lead.append(f"Part {number} of {count}: each is a transaction, or cannot run in one.")
    up = f"-- migrate:up{_option(in_transaction(part.up))}\n\n{in_one(part.up)}"
    if part.down is None:
        down = f"-- migrate:down\n\n{refusal(part.no_return)}"
    else:
        down = f"-- migrate:down{_option(in_transaction(part.down))}\n\n{in_one(part.down)}"
    return f"{noted(lead)}\n\n{up}\n\n{down}".rstrip() + "\n"


def _option(transaction: bool) -> str:
    return "" if transaction else " transaction:false"
