"""What the commands do with a migration."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..diff import one_sided, unmanaged
from ..errors import ApplyError, CatalogError, Refusal, ScratchError, SourceError
from ..migration import Migration, refuse_unallowed
from ..prepare import Wishes, compare, on_same_ground, prepare, refuse_unmanaged
from ..source import text_of
from ..sources import LOCK_MAJOR, Given, Workshop, given, is_url, ready, workshop

if TYPE_CHECKING:
    from ..diff import Change
    from ..model import Model

Say = Callable[[str], None]


@contextmanager
def prepared(
    model: Path, from_: str | None, to: str | None, wishes: Wishes, progress: Say, say: Say
) -> Iterator[tuple[Migration, Given]]:
    """Read both sources and plan from the one to the other."""
    with workshop(notes(say)) as shop, sides(model, from_, to, shop) as (origin, target):
        migration = prepare(origin, target, shop, wishes, progress)
        if origin.live and (due := _awaited(migration.after, target.model)):
            told = ", ".join(str(change.ref) for change in due)
            say(f"note: not there, and wanted at this time: {told}; `vfed-schema partitions`")
        yield migration, origin


def notes(say: Say) -> Say:
    """Return what tells a note."""
    return lambda text: say(f"note: {text}")


@contextmanager
def sides(
    model: Path, from_: str | None, to: str | None, shop: Workshop
) -> Iterator[tuple[Given, Given]]:
    """Read what is there and what is wanted."""
    url = from_ or os.environ.get("DATABASE_URL")
    wanted = to or str(model)
    if not url:
        with given(wanted, shop, model=model) as target:
            yield _base(model, shop), target
        return
    with ThreadPoolExecutor(1) as reader:
        # While the server is at its catalog, there is time to read a lock.
        lock = reader.submit(ready, Path(wanted)) if is_url(url) else None
        with given(url, shop, model=model) as origin:
            if lock and (found := lock.result()):
                yield origin, found
                return
            with given(wanted, shop, origin.major, model=model) as target:
                yield origin, target


def _base(model: Path, shop: Workshop) -> Given:
    """Return what the model's base alone makes: where nobody named a database."""
    from ..canonical import bench
    from ..source import read

    server = shop.server(LOCK_MAJOR)
    base = read(model).base
    shop.note("no --from and no $DATABASE_URL: comparing with the model's base, in scratch")
    with bench(server, shop.note) as db:
        if base:
            db.script(base)
        return Given(name="the base", model=db.read(), major=server.major)


def shown(migration: Migration, format_: str, *, colour: bool = False) -> str:
    """Return a migration as text for people, as a script or as JSON."""
    if format_ == "json":
        from ..emit.machine import text

        return text(migration)
    if format_ == "sql":
        return _script(migration)
    from ..emit.report import report

    return report(migration, colour=colour)


def _script(migration: Migration) -> str:
    from ..emit.report import notes_of, summary
    from ..emit.script import script

    head = [summary(migration), *notes_of(migration)]
    return script(migration.plan.steps, head)


def apply_now(
    model: Path,
    from_: str | None,
    to: str | None,
    wishes: Wishes,
    yes: bool,
    progress: Say,
    say: Say,
) -> None:
    """Plan, show, ask, run."""
    from ..emit.machine import machine

    needs_url(from_)
    with prepared(model, from_, to, wishes, progress, say) as (migration, origin):
        typer.echo(shown(migration, "text", colour=sys.stdout.isatty()), nl=False)
        if not migration.plan.steps:
            return
        refuse_unallowed(migration.plan.hazards, wishes.allow)
        ask(f"apply {len(migration.plan.steps)} steps to {origin.name}?", yes)
        if origin.live is None:
            raise SourceError("only a database can be changed: give a URL with --from")
        _run(origin.live, machine(migration), say)


def apply_file(path: Path, from_: str | None, wishes: Wishes, yes: bool, say: Say) -> None:
    """Run a plan from a file."""
    from ..catalog import connect, safe
    from ..emit.machine import plan_read, steps_read
    from ..step import hazards

    told = plan_read(text_of(path), str(path))
    steps = steps_read(told["steps"])
    found = tuple(h for i, step in enumerate(steps, 1) for h in hazards(step, i))
    refuse_unallowed(found, wishes.allow)
    with connect(needs_url(from_)) as conn:
        ask(f"apply {len(steps)} steps to {safe(needs_url(from_))}?", yes)
        _run(conn, told, say)


def _run(conn: Any, told: dict[str, Any], say: Say) -> None:
    from ..apply import apply

    count = apply(conn, told, say)
    typer.echo(f"applied {count} steps")


def roll_back(
    from_: str | None, number: int | None, allow: frozenset[str], yes: bool, say: Say
) -> None:
    """Take back an entry of the ledger, the newest unless told."""
    from ..apply import last, rollback, way_back
    from ..catalog import connect, major_of, safe

    url = needs_url(from_)
    with connect(url) as conn:
        major_of(conn)
        entry = last(conn, number)
        if entry is None:
            raise ApplyError(f"nothing was applied to {safe(url)} that could be taken back")
        steps = way_back(entry, allow)
        ask(f"take back {entry.version or 'the last plan'} in {len(steps)} steps?", yes)
        count = rollback(conn, entry, say)
    typer.echo(f"rolled back {count} steps")


def drifted(
    model: Path,
    from_: str | None,
    to: str | None,
    format_: str,
    strict: bool,
    progress: Say,
    say: Say,
) -> bool:
    """Tell every object that is not as it should be; return True if there is one."""
    from ..emit.report import not_managed

    with workshop(notes(say)) as shop, sides(model, from_, to, shop) as (origin, target):
        if strict:
            refuse_unmanaged(origin.model, target.model)
        origin = on_same_ground(origin, target, shop)
        goal, changes = compare(origin, target)
        if changes:
            changes = _judged(origin, target, goal, changes, shop, progress)
        changes += _awaited(origin.model, target.model) if origin.live else []
        strange = one_sided(origin.model, target.model)
        for told in not_managed(unmanaged(origin.model)):
            say(f"note: {told}")
        for told in strange:
            say(f"note: not managed, and {told}")
        _tell_drift(changes, strange, format_, origin, target)
        return bool(changes or strange)


def _awaited(live: Model, wanted: Model) -> list[Change]:
    """Return what the time of day asks for and is not there."""
    from ..calendar import now
    from ..diff import Change

    moment = now()
    due = [late for obj in wanted.values() for late in obj.awaited(live, moment)]
    return [Change(late.ref, None, late) for late in due]


def _judged(
    origin: Given,
    target: Given,
    goal: Model,
    changes: list[Change],
    shop: Workshop,
    progress: Say,
) -> list[Change]:
    """Take away what differs in spelling alone, if there is a scratch server to judge."""
    from ..prepare import judged

    try:
        return judged(origin, target, goal, shop, progress)[1]
    except ScratchError as error:
        shop.note(f"spelling was judged by nobody: {str(error).splitlines()[0]}")
        return changes


def _tell_drift(
    changes: list[Change], strange: list[str], format_: str, origin: Given, target: Given
) -> None:
    from ..emit.drift import drift_json, drift_lines

    if format_ == "json":
        typer.echo(drift_json(changes, strange, origin.name, target.name), nl=False)
        return
    for line in drift_lines(changes):
        typer.echo(line)
    if not changes and not strange:
        typer.echo(f"{origin.name} is as {target.name} says")


def needs_url(from_: str | None) -> str:
    """Return the URL of the database that is meant. Raises CatalogError where none is."""
    url = from_ or os.environ.get("DATABASE_URL")
    if not url or not is_url(url):
        raise CatalogError("which database? give its URL with --from, or set $DATABASE_URL")
    return url


def ask(question: str, yes: bool) -> None:
    """Ask a person. Raises Refusal where the answer is no, or there is nobody."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refusal(f"{question} say `--yes` where nobody can be asked")
    if not typer.confirm(question, default=False, err=True):
        raise Refusal("nothing was changed")
