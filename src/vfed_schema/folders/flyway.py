"""Files of Flyway: `V1__name.sql`, `U1__name.sql` to undo it, `R__name.sql` to run at the end."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import Mark, SourceError
from ..source import text_of
from ..step import Step
from .entry import MARK, Entry, Files, Message, Part, Script
from .wording import head, in_one, in_transaction, noted, refusal

NAME = "flyway"
WHOLE = True
FRESH = True
Version = tuple[int, ...]
_FILE = re.compile(r"([VUB])(\d+(?:[._]\d+)*)__(.*)\.sql\Z")
_AGAIN = re.compile(r"R__(.*)\.sql\Z")
_HOLE = re.compile(r"\$\{([^}]*)\}")
_LONG = 10**9  # a version above it is a time stamp
# What Flyway runs by itself outside of a transaction, where nothing is said.
_OUTSIDE = re.compile(
    r"(create\s+(unique\s+)?index|drop\s+index|reindex\b.*)\s+concurrently\b|vacuum\b"
    r"|alter\s+type\s.*\badd\s+value\b|(create|drop)\s+(database|tablespace|subscription)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_here(folder: Path) -> bool:
    """True if there is a versioned script, in the folder or below it."""
    return any(_FILE.match(p.name) for p in folder.rglob("*.sql"))


def read(folder: Path) -> tuple[Entry, ...]:
    """Return the scripts by version, from the newest baseline on, then those run at every end.

    Raises SourceError where two have the same version, or one is not SQL.
    """
    found: dict[tuple[str, Version], Path] = {}
    again: list[Path] = []
    for path in sorted(folder.rglob("*")):
        if re.match(r"[VUR].*__.*\.(java|class|kt|py|ps1|sh)\Z", path.name):
            raise SourceError(f"`{path}` is not SQL, and is not run here")
        if _AGAIN.match(path.name):
            again.append(path)
        elif match := _FILE.match(path.name):
            key = match.group(1), _version(match.group(2))
            if key in found:
                raise SourceError(f"`{path}`: `{found[key].name}` has the same version")
            found[key] = path
    based = max((v for kind, v in found if kind == "B"), default=())
    entries = [_entry(path, found.get(("U", v))) for (k, v), path in _run(found, based)]
    return (*entries, *(_entry(path, None) for path in sorted(again, key=lambda p: p.name)))


def _run(
    found: dict[tuple[str, Version], Path], based: Version
) -> list[tuple[tuple[str, Version], Path]]:
    """Return what is run in an empty database: the newest baseline, and the versions after it."""
    wanted = [
        (key, path)
        for key, path in found.items()
        if (key[0] == "B" and key[1] == based) or (key[0] == "V" and key[1] > based)
    ]
    return sorted(wanted, key=lambda item: item[0][1])


def _version(said: str) -> Version:
    """Return a version to compare: 1 and 1.0 are the same."""
    parts = [int(part) for part in re.split(r"[._]", said)]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _entry(path: Path, back: Path | None) -> Entry:
    return Entry(
        name=path.stem,
        path=path,
        up=_script(path),
        down=_script(back) if back else None,
        ours=MARK in text_of(path),
    )


def _script(path: Path) -> Script:
    text, said = text_of(path), _settings(path)
    if said.get("placeholderreplacement", "true") == "true":
        text = _filled(path, text)
    if "executeintransaction" in said:
        inside = said["executeintransaction"] == "true"
    else:
        from ..sql import bare, statements

        inside = not any(_OUTSIDE.match(bare(sql)) for _, sql in statements(text))
    return Script(path=path, text=text, transaction=inside)


def _settings(path: Path) -> dict[str, str]:
    """Return what `V1__name.sql.conf` says of its script."""
    conf = path.with_name(f"{path.name}.conf")
    if not conf.is_file():
        return {}
    pairs = (line.partition("=") for line in text_of(conf).splitlines() if "=" in line)
    return {key.strip().lower(): value.strip().lower() for key, _, value in pairs}


def _filled(path: Path, text: str) -> str:
    """Return a script with the values of its placeholders, as Flyway takes them from outside."""
    known = {"flyway:defaultSchema": "public", "flyway:filename": path.name}

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        said = known.get(name, os.environ.get(f"FLYWAY_PLACEHOLDERS_{name.upper()}"))
        if said is None:
            raise SourceError(
                f"`{match.group()}` has no value: set $FLYWAY_PLACEHOLDERS_{name.upper()}",
                Mark.at(str(path), text, match.start()),
            )
        return said

    return _HOLE.sub(value, text)


def advice(parts: Sequence[Part]) -> str:
    """Say what the lock that Flyway holds does to what waits for all transactions to end."""
    scripts = [steps for part in parts for steps in (part.up, part.down or ())]
    return "" if all(in_transaction(steps) for steps in scripts) else _ADVICE


_ADVICE = (
    "Flyway has to run with flyway.postgresql.transactional.lock=false: CONCURRENTLY waits for"
    " every transaction to end, and without that one is Flyway's own lock"
)


def files(folder: Path, message: Message, parts: Sequence[Part]) -> Files:
    """Return a script for each part, the way back of each, and what Flyway has to know of them."""
    there = [m for p in folder.rglob("*.sql") if (m := _FILE.match(p.name))]
    last = max((_version(m.group(2))[0] for m in there), default=0)
    stamp = int(message.now.strftime("%Y%m%d%H%M%S"))
    version = max(stamp, last + 1) if last > _LONG else last + 1
    found: Files = []
    for number, part in enumerate(parts, 1):
        name = f"{version}__{message.slug}"
        if len(parts) > 1:
            name = f"{version}_{number}__{message.slug}"
        lines = head(message)
        lines += [] if in_transaction(part.up) else [f"{_ADVICE}."]
        lead = noted(lines)
        found += _script_of(folder / f"V{name}.sql", f"{lead}\n\n{in_one(part.up)}\n", part.up)
        back = refusal(part.no_return) if part.down is None else in_one(part.down)
        lead = noted([f"Undoes V{name}."])
        found += _script_of(folder / f"U{name}.sql", f"{lead}\n\n{back}\n", part.down or ())
    return found


def _script_of(path: Path, text: str, steps: Sequence[Step]) -> Files:
    said = []
    if not in_transaction(steps):
        said.append("executeInTransaction=false")
    if "${" in text:
        said.append("placeholderReplacement=false")
    conf = path.with_name(f"{path.name}.conf")
    return [(path, text), *([(conf, "\n".join(said) + "\n")] if said else [])]
