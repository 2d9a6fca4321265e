"""Which statement made a difference, as far as `watch` has written it down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..diff import Change
from ..objects import about
from ..ref import Ref
from ..sql import WATCH_SCHEMA
from ..verdict import Trace

if TYPE_CHECKING:
    from psycopg import Connection

MOST = 5_000  # statements to look through

_READ = f"""
    select at, by || case when acting <> by then ' as ' || acting else '' end,
           application, coalesce(client, ''), tag, statement, objects
    from {WATCH_SCHEMA}.log
    where at > coalesce(%s, '-infinity'::timestamptz)
    order by id desc limit {MOST}
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that changed the schema, and the objects that it changed, by identity."""

    trace: Trace
    objects: frozenset[str]

    def names(self, ref: Ref) -> bool:
        return _spelled(ref) in self.objects

    def says(self, word: str) -> bool:
        """True if the statement holds a word, in whatever case."""
        return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.trace.statement, re.I))

    @property
    def whole(self) -> bool:
        """True if it can have been about all of an object, though it names no part of it.

        It made or dropped the object, or another that it called did the work.
        """
        verb = self.trace.tag.partition(" ")[0]
        return verb in ("CREATE", "DROP") or not self.says(verb)


def statements(conn: Connection[Any], since: datetime | None) -> list[Statement]:
    """Return what was run since, the newest first: nothing where nobody watches, or may read it."""
    import psycopg

    try:
        found = conn.execute("select to_regclass(%s)", [f"{WATCH_SCHEMA}.log"]).fetchone()
        if not (found and found[0]):
            return []
        rows = conn.execute(_READ, [since]).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        return []
    told = [f.name for f in fields(Trace)]
    return [
        Statement(Trace(**dict(zip(told, row, strict=False))), frozenset(map(_plain, row[-1])))
        for row in rows
    ]


def trace(change: Change, homes: Sequence[Ref], watched: Sequence[Statement]) -> Trace | None:
    """Return the newest statement that was about an object, or about what it lives in.

    Of those about its home, one has to say its name or be about all of it. What is granted has no
    identity in the log, nor has the old name of what is renamed: these are found by name.
    """
    ref, *around = _meant(change.ref, homes)
    name = ref.path[-1].partition("(")[0].strip('"')
    obj = change.before or change.after
    home = [s for s in watched if any(s.names(other) for other in around)]
    granted = [s for s in watched if obj and obj.facet and not s.objects and s.says(name)]
    for found in (
        [s for s in watched if s.names(ref)],
        [s for s in home if s.says(name)],
        granted,
        [s for s in watched if s.says(name) and s.says("rename")],
        [s for s in home if s.whole],
    ):
        if found:
            return found[0].trace
    return None


def _meant(ref: Ref, homes: Sequence[Ref]) -> tuple[Ref, ...]:
    """Return an object and its homes; of what is said of an object, that object first."""
    if len(ref.path) > 1 and "." in ref.path[0]:
        return (Ref("", ref.path[1:]), Ref("", ref.path[1:-1]), *homes[1:])
    if len(ref.path) > 1 and homes[1:] and homes[1] == about(ref.path)[0]:
        return (homes[1],)
    return tuple(homes)


def _spelled(ref: Ref) -> str:
    return _bare(".".join(ref.path))


def _plain(identity: str) -> str:
    """Return an identity as our references are spelled: `x on public.t` is `public.t.x`."""
    name, on, home = identity.rpartition(" on ")
    return _bare(f"{home}.{name}" if on else identity)


def _bare(text: str) -> str:
    return text.replace('"', "").replace(", ", ",")
