"""A project of sqitch: `sqitch.plan`, and `deploy/`, `revert/` and `verify/` for each change."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which

from ..errors import Mark, SourceError
from ..ref import Ref
from ..source import text_of
from ..sql import text
from .entry import MARK, Entry, Files, Message, Part, Script
from .wording import head, noted, refusal, whole

NAME = "sqitch"
WHOLE = False
FRESH = True
PLAN = "sqitch.plan"
_CHANGE = re.compile(r"[+]?([^\s@#:%\[]+)")
# What pg_get_object_address calls those kinds of object that sqitch's verify looks for.
_ADDRESSES = {
    "TABLE": "table",
    "COLUMN": "table column",
    "CONSTRAINT": "table constraint",
    "INDEX": "index",
    "VIEW": "view",
    "MATERIALIZED VIEW": "materialized view",
    "SEQUENCE": "sequence",
    "SCHEMA": "schema",
    "TRIGGER": "trigger",
    "POLICY": "policy",
}


def is_here(folder: Path) -> bool:
    """True if sqitch's plan is there."""
    return (folder / PLAN).is_file()


def read(folder: Path) -> tuple[Entry, ...]:
    """Return the changes in the order of the plan. Raises SourceError."""
    plan = _plan(folder)
    lines = plan.splitlines()
    found = []
    for number, name in _changes(lines):
        file = _file(lines, number, name)
        path = folder / "deploy" / f"{file}.sql"
        if not path.is_file():
            mark = Mark(str(folder / PLAN), number + 1, 1)
            raise SourceError(f"`{name}` has no `{path}`", mark)
        back = folder / "revert" / f"{file}.sql"
        found.append(
            Entry(
                name=file,
                path=path,
                up=Script(path=path, text=text_of(path), psql=True),
                down=Script(path=back, text=text_of(back), psql=True) if back.is_file() else None,
                ours=MARK in text_of(path),
            )
        )
    return tuple(found)


def _plan(folder: Path) -> str:
    if not is_here(folder):
        raise SourceError(
            f"`{folder}` has no {PLAN}: `sqitch init NAME --engine pg --top-dir {folder}` makes one"
        )
    return text_of(folder / PLAN)


def _changes(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each change of a plan, with the number of its line from zero."""
    for number, line in enumerate(lines):
        said = line.strip()
        if said and said[0] not in "%@#-" and (match := _CHANGE.match(said)):
            yield number, match.group(1)


def _file(lines: list[str], number: int, name: str) -> str:
    """Return what the files of a change are called: one worked anew later bears the tag between."""
    tag = ""
    for line in lines[number + 1 :]:
        said = line.strip()
        if said.startswith("@") and not tag:
            tag = said.split()[0]
        match = _CHANGE.match(said) if said and said[0] not in "%@#-" else None
        if match and match.group(1) == name:
            return f"{name}{tag}"
    return name


def advice(parts: Sequence[Part]) -> str:
    """There is nothing to know."""
    return ""


def files(folder: Path, message: Message, parts: Sequence[Part]) -> Files:
    """Return one change for all parts together, and the plan with its line."""
    plan = _plan(folder)
    there = {name for _, name in _changes(plan.splitlines())}
    numbers = (f"_{n}" if n > 1 else "" for n in range(1, len(there) + 2))
    name = next(name for n in numbers if (name := f"{message.slug}{n}") not in there)
    when = message.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    note = " ".join(message.text.split())
    line = f"{name} {when} {_planner()} # {note}"
    (part,) = parts
    back = refusal(part.no_return) if part.down is None else whole(part.down)
    lead = [f"Deploy {name} to pg", "", *head(message)]
    return [
        (folder / PLAN, f"{plan.rstrip()}\n{'' if there else chr(10)}{line}\n"),
        (folder / "deploy" / f"{name}.sql", f"{whole(part.up, lead)}\n"),
        (folder / "revert" / f"{name}.sql", f"{noted([f'Revert {name} from pg'])}\n\n{back}\n"),
        (folder / "verify" / f"{name}.sql", f"{_verify(name, part)}\n"),
    ]


def _verify(name: str, part: Part) -> str:
    """Return a script that fails unless what was made is there."""
    made = dict.fromkeys(ref for step in part.up for ref in step.refs)
    looks = [sql for ref in made if (sql := _look(ref))]
    body = "\n".join(looks) or "-- Nothing that this makes can be looked for by name."
    return f"{noted([f'Verify {name} on pg'])}\n\nBEGIN;\n\n{body}\n\nROLLBACK;"


def _look(ref: Ref) -> str:
    from ..kinds import BY_NAME

    kind = BY_NAME[ref.kind]
    address = _ADDRESSES.get(kind.word)
    if address is None or kind.facet:
        return ""
    path = ", ".join(text(part) for part in ref.path)
    return f"SELECT pg_get_object_address({text(address)}, ARRAY[{path}], ARRAY[]::text[]);"


def _planner() -> str:
    """Return who plans, as sqitch's plan has it: a name and an address."""
    name = os.environ.get("SQITCH_FULLNAME") or _git("user.name") or os.environ.get("USER")
    mail = os.environ.get("SQITCH_EMAIL") or _git("user.email") or "nobody@localhost"
    return f"{name or 'nobody'} <{mail}>"


def _git(key: str) -> str:
    git = which("git")
    if git is None:
        return ""
    done = subprocess.run([git, "config", key], capture_output=True, text=True, check=False)
    return done.stdout.strip()
