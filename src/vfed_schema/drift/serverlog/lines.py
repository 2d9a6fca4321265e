"""What a log says, in each of the three formats that a server writes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

MOST = 5_000  # messages to look at, the newest

CHANGES = frozenset({"create", "alter", "drop", "comment", "grant", "revoke"})
BEGIN = frozenset({"begin", "start"})
COMMIT = frozenset({"commit", "end", "prepare"})
ROLLBACK = frozenset({"rollback", "abort"})
_TELLING = re.compile(
    rf"\b(?:{'|'.join(sorted(CHANGES | BEGIN | COMMIT | ROLLBACK))}|connection authorized)\b",
    re.IGNORECASE,
)

_NOBODY = ("", "[unknown]", "[local]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message of a log. What the log does not tell is empty, and of the database None."""

    at: str  # local time without a zone, or seconds since 1970
    session: str = ""
    user: str = ""
    database: str | None = None
    application: str = ""
    client: str = ""
    message: str = ""
    ended: str = ""  # the statement that ended in an error
    failed: bool = False  # an error, whatever it is about: it ends a transaction


def telling(text: str) -> bool:
    """True if a text may change a schema, end a transaction, or say whose a session is."""
    return bool(_TELLING.search(text))


def entries(format_: str, text: str, prefix: str) -> Iterable[Entry]:
    """Return the newest messages of a log, the oldest first; what cannot be read is passed over."""
    if format_ == "stderr":
        found = _of_stderr(text, prefix)
    else:
        found = _of_json(text) if format_ == "jsonlog" else _of_csv(text)
    return deque(found, MOST)


def _of_json(text: str) -> Iterator[Entry]:
    for line in text.split("\n"):
        if not (telling(line) or '"statement":' in line):  # of an error
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict) and said.get("timestamp"):
            yield _entry({k: str(v) for k, v in said.items()})


# The columns of the manual, `Using CSV-Format Log Output`, by the names that JSON has for them.
_COLUMNS = tuple(
    """
    timestamp user dbname pid remote_host session_id line_num ps session_start vxid txid
    error_severity state_code message detail hint internal_query internal_position context
    statement cursor_position location application_name
    """.split()  # noqa: SIM905
)
_RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \S+?,", re.M)


def _of_csv(text: str) -> Iterator[Entry]:
    start = _RECORD.search(text)
    if start is None:
        return
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    for row in csv.reader(io.StringIO(text[start.start() :], newline="")):
        if len(row) >= len(_COLUMNS) and row[0]:
            said = dict(zip(_COLUMNS, row, strict=False))
            said["remote_host"] = said["remote_host"].rpartition(":")[0]
            yield _entry(said)


def _entry(said: Mapping[str, str]) -> Entry:
    """Return a message of a log that tells everything."""
    state = said.get("state_code", "")[:2]
    failed = state not in ("", "00", "01", "02")
    client = said.get("remote_host", "")
    return Entry(
        at=" ".join(said["timestamp"].split(" ")[:2]),
        session=said.get("session_id", ""),
        user=said.get("user", ""),
        database=said.get("dbname", ""),
        application=said.get("application_name", ""),
        client="" if client in _NOBODY else client,
        message=said.get("message", "") if state in ("", "00") else "",
        ended=said.get("statement", "") if failed else "",
        failed=failed,
    )


_ZONED = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
_ESCAPES = {
    "a": "(?P<application>[^\n]*?)",
    "u": "(?P<user>[^\n]*?)",
    "d": "(?P<database>[^\n]*?)",
    "r": "(?P<remote>[^\n]*?)",
    "h": "(?P<client>[^\n]*?)",
    "p": r"(?P<pid>\d+)",
    "t": rf"(?P<second>{_ZONED}) \S+",
    "m": rf"(?P<moment>{_ZONED}\.\d{{3}}) \S+",
    "n": r"(?P<epoch>\d+\.\d+)",
    "c": r"(?P<session>[0-9a-f]+\.[0-9a-f]+)",
    "e": "(?P<state>[0-9A-Z]{5})",
}
_ESCAPE = re.compile(r"%(-?\d+)?(.)|(\s+)|([^%\s]+)|(.)", re.S)
_SEVERITY = re.compile(r"[^\W\d_]+\d?\Z")
_FAR = 500  # characters: a prefix is not longer
_NO_STATEMENT = frozenset(
    """
    DEBUG DEBUG1 DEBUG2 DEBUG3 DEBUG4 DEBUG5 INFO NOTICE WARNING ERROR FATAL PANIC DETAIL HINT
    QUERY CONTEXT LOCATION STATEMENT BACKTRACE
    """.split()  # noqa: SIM905
)
_ERRORS = frozenset({"ERROR", "FATAL", "PANIC"})
_AUTHORIZED = re.compile(
    r"connection authorized: user=(.*?) database=(.*?)(?: application_name=(.*?))?"
    r"(?: (?:SSL|GSS|identity)\b.*)?\Z"
)


def pattern(prefix: str) -> str:
    """Return the pattern of a log_line_prefix; each thing it tells is a group, once."""
    out, optional, seen = "", 0, set()
    for padding, escape, space, plain, other in _ESCAPE.findall(prefix):
        if escape == "q":
            out, optional = f"{out}(?:", optional + 1
        elif escape == "%":
            out += "%"
        elif escape:
            told = _ESCAPES.get(escape, r"[^\n]*?") if escape not in seen else r"[^\n]*?"
            seen.add(escape)
            out += f" *{told} *" if padding else told
        else:
            out += re.escape(space or plain or other)
    return out + ")?" * optional


def _of_stderr(text: str, prefix: str) -> Iterator[Entry]:
    if not re.search(r"%(-?\d+)?[tmn]", prefix):
        return
    known: dict[str, Entry] = {}  # who a session is, where it has told when it began
    told = re.compile(pattern(prefix))
    worth = (said for said in _messages(text) if said[1] in _ERRORS or telling(said[2]))
    last = deque(worth, MOST)
    for head, severity, message in last:
        if (found := told.fullmatch(head)) is None:
            continue
        entry = _of_line({**found.groupdict(), "severity": severity, "message": message})
        if who := _AUTHORIZED.match(entry.message):
            known[entry.session] = Entry(
                at="", user=who[1], database=who[2], application=who[3] or ""
            )
        yield _completed(entry, known.get(entry.session) if entry.session else None)


def _messages(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield prefix, severity and message of each; lines that go on begin with a tab.

    A prefix is taken off before it is read: in a whole line there are too many ways to read names.
    """
    last: tuple[str, str] | None = None
    said: list[str] = []
    for line in text.split("\n"):
        if line.startswith("\t"):
            said.append(line[1:])
            continue
        if last:
            yield *last, "\n".join(said)
        last, said = None, []
        at = line.find(":  ", 0, _FAR)
        if at >= 0 and (severity := _SEVERITY.search(line, 0, at)):
            last, said = (line[: severity.start()], severity[0]), [line[at + 3 :]]
    if last:
        yield *last, "\n".join(said)


def _of_line(said: Mapping[str, str | None]) -> Entry:
    message = said["message"] or ""
    remote = (said.get("remote") or "").partition("(")[0]
    other = said["severity"] in _NO_STATEMENT or (said.get("state") or "00")[:2] != "00"
    told = {
        "user": said.get("user") or "",
        "client": said.get("client") or remote,
        "application": said.get("application") or "",
    }
    database = said.get("database")
    return Entry(
        at=said.get("moment") or said.get("second") or said.get("epoch") or "",
        session=said.get("session") or said.get("pid") or "",
        database=None if database in (None, *_NOBODY) else database,
        message="" if other else message,
        ended=message if said["severity"] != "LOG" else "",
        failed=said["severity"] in _ERRORS,
        **{key: "" if value in _NOBODY else value for key, value in told.items()},
    )


def _completed(entry: Entry, who: Entry | None) -> Entry:
    """Return a message with what its session told when it began, where the prefix does not."""
    if who is None:
        return entry
    return replace(
        entry,
        user=entry.user or who.user,
        database=who.database if entry.database is None else entry.database,
        application=entry.application or who.application,
    )
