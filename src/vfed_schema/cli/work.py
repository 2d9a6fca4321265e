"""What the commands do with a migration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..connection import is_url, usual_url
from ..errors import ApplyError, CatalogError, Refusal, SourceError, VfedSchemaError
from ..migration import Migration, Wishes, lost, refuse_unallowed
from ..source import text_of
from ..sources import LOCK_MAJOR, Given, Workshop, given, workshop
from ..step import steps_told

if TYPE_CHECKING:
    from ..emit.formats import Style
    from .formats import Wanted

Say = Callable[[str], None]


@contextmanager
def prepared(
    model: Path,
    from_: str | None,
    to: str | None,
    wishes: Wishes,
    progress: Say,
    say: Say,
    *,
    standing: bool = False,
) -> Iterator[tuple[Migration, Given, Given]]:
    """Read both sources, with the `standing` of a catalog, and plan from one to the other."""
    with (
        workshop(notes(say)) as shop,
        sides(model, from_, to, shop, standing=standing) as (origin, target),
    ):
        from ..prepare import awaited, prepare  # while a server is at its catalog

        migration = prepare(origin, target, shop, wishes, progress)
        if origin.live and (due := awaited(migration.after, target.model)):
            told = ", ".join(str(change.ref) for change in due)
            due_now = f"not there, and wanted at this time: {told}"
            say(f"note: {due_now}; `vfed-schema partitions` makes them")
        yield migration, origin, target


def notes(say: Say) -> Say:
    """Return what tells a note."""
    return lambda text: say(f"note: {text}")


@contextmanager
def sides(
    model: Path, from_: str | None, to: str | None, shop: Workshop, *, standing: bool = False
) -> Iterator[tuple[Given, Given]]:
    """Read what is there and what is wanted; of a catalog its `standing` as well."""
    url = from_ or usual_url()
    wanted = to or str(model)
    if not url:
        with given(wanted, shop, model=model) as target:
            yield _base(model, shop), target
        return
    with (
        given(url, shop, model=model, standing=standing) as origin,
        given(wanted, shop, origin.major, model=model) as target,
    ):
        if target.header:  # while a server is at its catalog, there is time for a lock
            known = target.model
            if origin.reading:
                origin.reading.known = known
        yield origin, target


def _base(model: Path, shop: Workshop) -> Given:
    """Return what the model's base alone makes: where nobody named a database."""
    from ..canonical import bench
    from ..source import read

    server = shop.server(LOCK_MAJOR)
    base = read(model).base
    shop.note(
        "no --from, and no database in the environment: comparing with the model's base, in scratch"
    )
    with bench(server, shop.note) as db:
        if base:
            db.script(base)
        return Given(name="the base", model=db.read(), major=server.major)


def shown(migration: Migration) -> str:
    """Return a migration as stdout can show it."""
    from ..emit.terminal import report
    from .terminal import colour, width

    return report(migration, colour=colour(), width=width())


def tell(migration: Migration, formats: Iterable[Wanted], style: Style, say: Say) -> str | None:
    """Write a migration in every format that is wanted; return what went to stdout, if one did.

    Raises Refusal, when the others are written, where SQL would lose data and nobody allowed that.
    """
    from ..emit.formats import MIGRATIONS
    from ..emit.report import summary
    from .formats import deliver

    style = shown_in(formats, style)
    allowed = not lost(migration.plan.hazards, style.allow)
    kept = [one for one in formats if one.format != "sql" or allowed]
    answer = deliver(kept, lambda one: MIGRATIONS[one.format](migration, for_file(one, style)))
    if len(kept) < len(tuple(formats)):
        refuse_unallowed(migration.plan.hazards, style.allow)
    if answer is None:
        say(summary(migration))
    return answer


def shown_in(formats: Iterable[Wanted], style: Style) -> Style:
    """Return a style with what stdout can show. Raises VfedSchemaError where it is for nothing."""
    from .terminal import colour, width

    if style.summary and all(one.format != "text" for one in formats):
        raise VfedSchemaError("`--summary` is for `--format text`")
    return replace(style, colour=colour(), width=width())


def for_file(one: Wanted, style: Style) -> Style:
    """Return a style as a file can show it, where a document is for one."""
    return replace(style, colour=False, width=None) if one.file else style


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
    from .terminal import show

    needs_url(from_)
    with prepared(model, from_, to, wishes, progress, say) as (migration, origin, _):
        show(shown(migration))
        if not migration.plan.steps:
            return
        refuse_unallowed(migration.plan.hazards, wishes.allow)
        ask(f"apply {steps_told(len(migration.plan.steps))} to {origin.name}?", yes)
        if origin.live is None:
            raise SourceError("only a database can be changed: give a URL with --from")
        _run(origin.live, machine(migration), say)


def apply_file(path: Path, from_: str | None, wishes: Wishes, yes: bool, say: Say) -> None:
    """Run a plan from a file."""
    from ..connection import connect, safe
    from ..emit.machine import plan_read, steps_read
    from ..step import hazards

    told = plan_read(text_of(path), str(path))
    steps = steps_read(told["steps"])
    found = tuple(h for i, step in enumerate(steps, 1) for h in hazards(step, i))
    refuse_unallowed(found, wishes.allow)
    with connect(needs_url(from_)) as conn:
        ask(f"apply {steps_told(len(steps))} to {safe(needs_url(from_))}?", yes)
        _run(conn, told, say)


def _run(conn: Any, told: dict[str, Any], say: Say) -> None:
    from ..apply import apply

    count = apply(conn, told, say)
    typer.echo(f"applied {steps_told(count)}")


def roll_back(
    from_: str | None, number: int | None, allow: frozenset[str], yes: bool, say: Say
) -> None:
    """Take back an entry of the ledger, the newest unless told."""
    from ..apply import last, rollback, way_back
    from ..connection import connect, major_of, safe

    url = needs_url(from_)
    with connect(url) as conn:
        major_of(conn)
        entry = last(conn, number)
        if entry is None:
            raise ApplyError(f"nothing was applied to {safe(url)} that could be taken back")
        steps = way_back(entry, allow)
        ask(f"take back {entry.version or 'the last plan'} in {steps_told(len(steps))}?", yes)
        count = rollback(conn, entry, say)
    typer.echo(f"rolled back {steps_told(count)}")


def needs_url(from_: str | None) -> str:
    """Return the URL of the database that is meant. Raises CatalogError where none is."""
    url = from_ or usual_url()
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
