"""A new migration: from where a folder leads to what the model says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..canonical import Bench
from ..diff import diff
from ..emit.report import notes_of, summary
from ..errors import PlanError, SourceError, in_words
from ..migration import Migration, Wishes, refuse_unallowed
from ..model import Model
from ..plan import way_back
from ..plan.groups import groups
from ..prepare import prepare
from ..sources import Given, Workshop
from ..sql import how_many
from ..step import Step
from .check import differing, goal_of, origin_of
from .entry import Entry, Files, Message, Part, Tool
from .replay import Stand, stand
from .wording import together

if TYPE_CHECKING:
    from ..scratch import Server

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a new migration is asked for."""

    folder: Path
    tool: Tool
    message: str
    now: datetime
    base: Path | None
    wishes: Wishes


def new(
    order: Order, target: Given, shop: Workshop, progress: Say
) -> tuple[Migration, tuple[Path, ...]]:
    """Write what brings the folder to the model; return the migration and the files.

    No file is written where nothing differs. Raises SourceError where a migration of the folder
    fails, Refusal where data would go that nobody allowed, and PlanError where what was written
    does not lead there and back.
    """
    server = shop.server(target.major)
    entries = order.tool.read(order.folder) if order.folder.is_dir() else ()
    with _stand(order, target, server, shop) as place:
        progress(f"replaying {how_many(len(entries), 'migration')}")
        state = place.replay(entries, lambda entry: None)[-1]
        origin = origin_of(order.folder, place, state, target, server.major)
    migration = prepare(origin, goal_of(target, shop.note), shop, order.wishes, progress)
    if not migration.plan.steps:
        return migration, ()
    refuse_unallowed(migration.plan.hazards, order.wishes.allow)
    parts = _parts(order, entries, migration, target, server, shop)
    head = (summary(migration), *notes_of(migration))
    message = Message(text=order.message, head=head, now=order.now)
    written = _written(order.tool.files(order.folder, message, parts))
    try:
        if order.wishes.verify is not False:
            progress("replaying what was written, there and back")
            _verify(order, entries, target, server, shop)
    except BaseException:
        _taken_back(written)
        raise
    if advice := order.tool.advice(parts):
        shop.note(advice)
    return migration, tuple(path for path, _ in written)


def _stand(
    order: Order, target: Given, server: Server, shop: Workshop
) -> AbstractContextManager[Stand]:
    return stand(order.tool, order.folder, order.base, target.model, server, shop.note)


def _parts(
    order: Order,
    entries: tuple[Entry, ...],
    migration: Migration,
    target: Given,
    server: Server,
    shop: Workshop,
) -> tuple[Part, ...]:
    """Return what goes into each file: all of it, or where a file is one transaction, less."""
    steps, back = migration.plan.steps, migration.back
    if not order.tool.WHOLE or (together(steps) and (back is None or together(back.steps))):
        down = back.steps if back else None
        return (Part(up=steps, down=down, no_return=migration.no_return),)
    with _stand(order, target, server, shop) as place:
        place.replay(entries, lambda entry: None)
        place.db.trust()
        return tuple(_split(steps, place.db, migration.major))


def _split(steps: Iterable[Step], db: Bench, major: int) -> Iterable[Part]:
    """Yield a part for each transaction, with what takes that one back."""
    before = db.read()
    for group in groups(steps):
        for step in group.steps:
            _take(step, db)
        after = db.read()
        back, why = way_back(after, before, major, online=False)
        if back and not together(back.steps):
            back, why = None, "it takes several transactions, and a file has one"
        yield Part(up=group.steps, down=back.steps if back else None, no_return=why)
        before = after


def _take(step: Step, db: Bench) -> None:
    import psycopg

    try:
        db.take(step)
    except psycopg.Error as error:
        raise PlanError(f"the plan fails in scratch: {in_words(error)}\n{step.sql}") from None


Written = list[tuple[Path, str | None]]


def _written(files: Files) -> Written:
    """Write files; return each with what it held before. Raises SourceError."""
    written: Written = []
    for path, text in files:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append((path, path.read_text("utf-8") if path.is_file() else None))
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            _taken_back(written)
            reason = (error.strerror or "no").lower()
            raise SourceError(f"cannot write `{path}`: {reason}") from None
    return written


def _taken_back(written: Written) -> None:
    for path, was in written:
        if was is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(was, encoding="utf-8", newline="\n")


def _verify(
    order: Order, old: tuple[Entry, ...], target: Given, server: Server, shop: Workshop
) -> None:
    """Replay the folder as it is now. Raises PlanError where it does not lead to the model."""
    entries = order.tool.read(order.folder)
    known = {entry.path for entry in old}
    fresh = [entry for entry in entries if entry.path not in known]
    if list(entries[: len(old)]) != list(old):
        raise SourceError(
            f"`{order.folder}`: what was written would not come last: {fresh[0].path.name}"
        )
    with _stand(order, target, server, shop) as place:
        start = place.replay(old, lambda entry: None)[-1]
        states = [start, *place.replay(fresh, lambda entry: None, every=True)[1:]]
        origin = origin_of(order.folder, place, states[-1], target, server.major)
        if wrong := differing(origin, target, shop):
            raise _astray("what was written", wrong[0].ref)
        _back(place, entries, fresh, states)


def _back(
    place: Stand, entries: tuple[Entry, ...], fresh: list[Entry], states: list[Model]
) -> None:
    from ..errors import Refusal

    for number, entry in reversed(list(enumerate(fresh))):
        at = entries.index(entry)
        try:
            place.runner.down(entry, entries[at - 1] if at else None)
        except Refusal:
            return
        if wrong := diff(place.state(), states[number]):
            raise _astray(f"the way back of {entry.name}", wrong[0].ref)


def _astray(what: str, ref: object) -> PlanError:
    return PlanError(
        f"{what} does not arrive where it should, which is a fault of the tool: {ref}; nothing"
        " was written"
    )
