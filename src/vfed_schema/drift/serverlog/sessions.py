"""What sessions ran: not what failed, and not what they took back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ...sql import bare, statements
from .lines import BEGIN, CHANGES, COMMIT, ROLLBACK, Entry, telling


@dataclass(frozen=True, slots=True)
class Run:
    """A statement that was run, and what the log says with it."""

    statement: str
    entry: Entry


@dataclass(slots=True)
class _Session:
    text: str = ""  # what it was told last, which may yet fail
    latest: list[Run] = field(default_factory=list)
    open: list[Run] | None = None  # what a transaction that it began has run


# `statement: …`, `execute name: …`, `duration: 1.5 ms  statement: …`, in whatever language.
_SAID = re.compile(r"(?:[^:\n]{1,60}: [\d.,]+ [^\s:]+  )?[^:\n]{1,120}?: (?P<statement>.+)\Z", re.S)
_WORD = re.compile(r"[^\W\d_]+")
LONGEST = 100_000  # characters of what is sent at once: what is behind that is not looked at


def runs(said: Iterable[Entry]) -> Iterator[Run]:
    """Yield what changes a schema and has come to stay, in the order in which that was known."""
    sessions: dict[str, _Session] = {}
    for entry in said:
        session = sessions.setdefault(entry.session or f"{entry.at} {entry.user}", _Session())
        if entry.failed:
            session.open = None
        if entry.ended and entry.ended.strip() == session.text:
            session.latest, session.open = [], None
            continue
        found = _SAID.match(entry.message)
        if found is None or not telling(found["statement"]):
            continue
        yield from session.latest
        session.latest, session.text = [], found["statement"].strip()
        for statement in _pieces(session.text):
            _take(session, Run(statement, entry))
    for session in sessions.values():
        yield from session.latest


def _pieces(text: str) -> Iterator[str]:
    """Yield the statements of a text that may change a schema or end a transaction."""
    text = text[:LONGEST]
    whole = [text] if ";" not in text[:-1] else [statement for _, statement in statements(text)]
    for statement in whole:
        if telling(statement):
            yield statement.rstrip("; \t\r\n")


def _take(session: _Session, run: Run) -> None:
    word = _WORD.match(bare(run.statement[:2_000]))
    verb = word[0].lower() if word else ""
    if verb in CHANGES:
        (session.latest if session.open is None else session.open).append(run)
    elif verb in BEGIN:
        session.open = []
    elif verb in COMMIT and session.open is not None:
        session.latest, session.open = session.latest + session.open, None
    elif verb in ROLLBACK and not re.search(r"\bto\b", run.statement, re.IGNORECASE):
        session.open = None
