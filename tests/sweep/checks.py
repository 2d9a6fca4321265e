"""What has to hold for a database of somebody's."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.witness import dump, psql
from vfed_schema.canonical import compiled, sound
from vfed_schema.catalog import introspect
from vfed_schema.diff import diff, overlay
from vfed_schema.emit.model import files
from vfed_schema.emit.script import script
from vfed_schema.errors import Refusal
from vfed_schema.model import Model
from vfed_schema.plan import Plan, plan
from vfed_schema.scratch import Database, Server
from vfed_schema.source import read


def model_of(database: Database) -> Model:
    with database.connect_admin() as conn:
        return introspect(conn)


def there_and_back(server: Server, full: Database) -> Iterator[str]:
    """Yield what is wrong with a migration from nothing to a database, and back."""
    goal = model_of(full)
    with server.database() as made, server.database() as empty:
        for wanted in (full, empty):
            psql(made, script(_plan(server, made, wanted).steps))
            yield from _dumps(made, wanted, "there" if wanted is full else "back")
            if wanted is full:
                yield from _left(goal, model_of(made), "made otherwise")


def imported(server: Server, full: Database) -> Iterator[str]:
    """Yield what is wrong with what is imported and built again."""
    live = model_of(full)
    model = sound(live, server, lambda text: None)
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files(model, "by-table"):
            (Path(folder) / path).parent.mkdir(exist_ok=True)
            (Path(folder) / path).write_text(text)
        model = compiled(read(Path(folder) / "tables.yaml"), server, lambda text: None)
    with server.database() as built:
        empty = model_of(built)
        steps = plan(empty, overlay(empty, model), major=server.major, online=False).steps
        psql(built, script(steps))
        yield from _left(live, model_of(built), "imported otherwise")
        yield from _dumps(built, full, "of what was imported")


def walked(
    server: Server, versions: list[str], load: Callable[[Database, str], None]
) -> Iterator[str]:
    """Yield what is wrong with migrating each version of a schema to the next, by our own plan."""
    with server.database() as theirs, server.database() as ours:
        for number, text in enumerate(versions):
            load(theirs, text)
            psql(ours, script(_plan(server, ours, theirs).steps))
            yield from _dumps(ours, theirs, f"at version {number}")
            if list(diff(model_of(ours), model_of(theirs))):
                yield f"differs at version {number}"


def _plan(server: Server, live: Database, wanted: Database) -> Plan:
    now, then = model_of(live), model_of(wanted)
    for allow in ({"data-loss"}, {"all"}):
        try:
            return plan(now, overlay(now, then), major=server.major, allow=frozenset(allow))
        except Refusal:
            continue
    raise AssertionError("refused, though all is allowed")


def _dumps(one: Database, other: Database, when: str) -> Iterator[str]:
    ours, theirs = Counter(dump(one)), Counter(dump(other))
    wrong = [*(ours - theirs).elements(), *(theirs - ours).elements()]
    if wrong:
        first = " ".join(min(wrong).split())[:80]
        yield f"pg_dump differs {when} in {len(wrong)} statements: {first}"


def _left(live: Model, made: Model, what: str) -> Iterator[str]:
    """Yield what differs: owners are not said, and what was left unfinished is finished."""
    wrong = [c for c in diff(live, made) if c.ref.kind != "owner"]
    wrong = [c for c in wrong if not (c.before and c.before.broken)]
    if wrong:
        yield f"{len(wrong)} objects {what}: {wrong[0].ref}"
