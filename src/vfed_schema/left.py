"""What we left behind: a print of each object as it was when we were last at work on it.

What is as we left it and not as the model says, the model has moved on from; what is not, somebody
else has changed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .diff import Change, line
from .lock import print_of
from .model import Model
from .ref import Ref
from .sql import LEDGER_SCHEMA

if TYPE_CHECKING:
    from psycopg import Connection

_TABLE = f"""
    create table if not exists {LEDGER_SCHEMA}.objects (
        object text primary key,
        home text not null,
        print text not null
    );
    comment on table {LEDGER_SCHEMA}.objects is 'How vfed-schema left what it has worked on';
"""


@dataclass(frozen=True, slots=True)
class Left:
    """Prints by object, each beginning with the major in whose spelling it was taken."""

    prints: Mapping[Ref, str]
    major: int

    def unchanged(self, change: Change) -> bool:
        """True if nobody has touched what a change begins with since we left it."""
        was = self.prints.get(change.ref)
        if change.before is None:
            return was is None
        return was == _print(change.before, self.major)

    @property
    def comparable(self) -> bool:
        """False if the server was another major when we left: it spelled things otherwise."""
        return all(said.startswith(f"{self.major}:") for said in self.prints.values())


def prepare(conn: Connection[Any]) -> None:
    """Make the table, where the schema of the ledger is there."""
    conn.execute(_TABLE)


def read(conn: Connection[Any], major: int) -> Left | None:
    """Return how we left what we have worked on; None where nobody has written that down."""
    if not _there(conn):
        return None
    rows = conn.execute(f"select object, print from {LEDGER_SCHEMA}.objects")
    return Left({_read(text): said for text, said in rows}, major)


def of(conn: Connection[Any], refs: Iterable[Ref]) -> dict[str, str | None]:
    """Return what is written down of some objects, as `restore` takes it."""
    told = [_told(ref) for ref in refs]
    rows = conn.execute(
        f"select object, home || chr(10) || print from {LEDGER_SCHEMA}.objects"
        " where object = any(%s)",
        [told],
    )
    return {**dict.fromkeys(told), **dict(rows.fetchall())}


def restore(conn: Connection[Any], said: Mapping[str, str | None]) -> None:
    """Write down again what `of` returned."""
    if not _there(conn):
        return
    _forget(conn, list(said))
    _insert(conn, [(text, *known.split("\n")) for text, known in said.items() if known])


def write(
    conn: Connection[Any], live: Model, touched: Collection[Ref], covers: Collection[Ref] = ()
) -> None:
    """Write down how we leave what was touched, and what lives in what a model covers.

    All else stays as it was written down: what happens there is the business of another model.
    """
    if not _there(conn):
        return
    major = conn.info.server_version // 10000
    meant = {ref for ref in touched if ref in live}
    if covers:
        ours = set(covers)
        meant |= {ref for ref in live if ours.intersection(line(ref, live))}
    _forget(conn, [_told(ref) for ref in {*touched, *meant}], [_told(ref) for ref in covers])
    _insert(conn, _rows(live, meant, major))


def _rows(live: Model, refs: Iterable[Ref], major: int) -> Iterator[tuple[str, str, str]]:
    for ref in refs:
        obj = live[ref]
        if obj.stored and obj.managed:
            yield _told(ref), _told(live.top(ref)), _print(obj, major)


def _print(obj: Any, major: int) -> str:
    return f"{major}:{print_of(obj)}"


def _forget(conn: Connection[Any], refs: list[str], homes: Iterable[str] = ()) -> None:
    conn.execute(
        f"delete from {LEDGER_SCHEMA}.objects where object = any(%s) or home = any(%s)",
        [refs, list(homes)],
    )


def _insert(conn: Connection[Any], rows: Iterable[tuple[str, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    conn.execute(
        f"insert into {LEDGER_SCHEMA}.objects (object, home, print)"
        " select * from unnest(%s::text[], %s::text[], %s::text[])",
        columns,
    )


def _there(conn: Connection[Any]) -> bool:
    found = conn.execute("select to_regclass(%s)", [f"{LEDGER_SCHEMA}.objects"]).fetchone()
    return bool(found and found[0])


def _told(ref: Ref) -> str:
    return json.dumps([ref.kind, *ref.path], ensure_ascii=False)


def _read(text: str) -> Ref:
    kind, *path = json.loads(text)
    return Ref(kind, tuple(path))
