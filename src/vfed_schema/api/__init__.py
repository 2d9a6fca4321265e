"""What Python programs may do: all that the command line does, with values instead of text.

Whatever goes wrong is a VfedSchemaError. Nobody is asked, and nothing is printed: what takes time
or went another way is told to `note`, or else to the logger `vfed_schema`. A scratch server is
started when one is needed, and stopped at the end of the call; a `workshop` keeps it for several.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diff import Change
from ..errors import (
    ApplyError,
    CatalogError,
    PlanError,
    Refusal,
    ScratchError,
    SourceError,
    VfedSchemaError,
)
from ..migration import Migration, refuse_unallowed
from ..model import Model
from ..objects import Object
from ..queries import Asked
from ..ref import Ref
from ..sources import Workshop
from ..sources import workshop as _workshop
from ..step import Hazard, Step, allowed
from .asking import Queries, queries_of
from .difference import Difference
from .opened import Database, Source, connected, named, opened

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "ApplyError",
    "Asked",
    "CatalogError",
    "Change",
    "Database",
    "Difference",
    "Hazard",
    "Migration",
    "Model",
    "Object",
    "PlanError",
    "Queries",
    "Ref",
    "Refusal",
    "ScratchError",
    "Source",
    "SourceError",
    "Step",
    "VfedSchemaError",
    "Workshop",
    "apply",
    "diff",
    "fill",
    "generate",
    "introspect",
    "keep_partitions",
    "plan",
    "queries",
    "read",
    "rollback",
    "to_json",
    "to_sql",
    "to_text",
    "to_yaml",
    "validate",
    "workshop",
]

Note = Callable[[str], None]


def _log(text: str) -> None:
    import logging

    logging.getLogger("vfed_schema").info(text)


@contextmanager
def workshop(note: Note | None = None) -> Iterator[Workshop]:
    """Keep scratch servers for as long as the context lasts: give it to calls as `shop`."""
    with _workshop(note or _log) as shop:
        yield shop


@contextmanager
def _in(shop: Workshop | None) -> Iterator[Workshop]:
    """Give the caller's workshop, or one for this call alone."""
    with ExitStack() as stack:
        yield shop or stack.enter_context(workshop())


def validate(model: str | os.PathLike[str]) -> Model:
    """Read a model file as it is written, with no server.

    Raises SourceError that names every mistake with file, line and column.
    """
    from ..source import read as read_file

    return read_file(Path(model)).model


def read(source: Source, *, shop: Workshop | None = None) -> Model:
    """Return any source in Postgres's own spelling.

    A model file whose lock is up to date takes no server; one without is built in scratch.
    Raises SourceError, CatalogError or ScratchError.
    """
    with _in(shop) as there, opened(source, there) as found:
        _ = found.model.edges  # read what stands on what while there is a connection
        return found.model


def introspect(database: Database) -> Model:
    """Return everything in a database. Raises CatalogError where it cannot be read."""
    from ..catalog import introspect as read_catalog

    with connected(database) as conn:
        return read_catalog(conn)


def diff(
    before: Source, after: Source, *, strict: bool = False, shop: Workshop | None = None
) -> Difference:
    """Compare what is there with what is wanted; spelling alone is no difference.

    Of partitions that the time of day asks for, those that are not there are missing. With
    `strict`, an object of a kind that is not managed is an error. Raises SourceError or
    CatalogError.
    """
    from ..diff import unmanaged
    from ..prepare import differences

    with _in(shop) as there, opened(before, there) as origin:
        with opened(after, there, origin.major) as target:
            changes, strange = differences(origin, target, there, there.note, strict=strict)
        return Difference(
            before=origin.name,
            after=target.name,
            changes=tuple(changes),
            one_sided=tuple(strange),
            unmanaged=tuple(str(obj) for obj in unmanaged(origin.model)),
        )


def plan(
    before: Source,
    after: Source,
    *,
    allow: Iterable[str] = (),
    verify: bool = True,
    online: bool = True,
    strict: bool = False,
    shop: Workshop | None = None,
) -> Migration:
    """Plan from what is there to what is wanted, and prove it on a scratch copy, there and back.

    `allow` names hazards that are meant; what a plan costs is in its `plan.hazards`, and `apply`
    refuses one that loses data. `online=False` is all or nothing, even where others have to wait.
    Raises PlanError where there is no way, Refusal where rows would be lost on it, SourceError or
    CatalogError.
    """
    from ..migration import Wishes
    from ..prepare import prepare

    wishes = Wishes(allow=allowed(allow), verify=verify, online=online, strict=strict)
    with _in(shop) as there, opened(before, there) as origin:
        with opened(after, there, origin.major) as target:
            found = prepare(origin, target, there, wishes, there.note)
        _ = found.before.edges, found.after.edges
        return found


def apply(
    database: Database,
    plan: Migration | Mapping[str, Any] | str | os.PathLike[str],
    *,
    allow: Iterable[str] = (),
    progress: Note | None = None,
) -> int:
    """Run a plan, write it down in the ledger, and return the number of steps run.

    The plan is what `plan` returned, the same as `to_json` told it, or a file of that. Raises
    Refusal where it loses data that nobody allows to be lost or the database is not the one that
    it was made for, and ApplyError, with what is done and what is not, where Postgres refuses.
    """
    from ..apply import apply as run
    from ..emit.machine import steps_read
    from ..step import hazards

    told = _told(plan)
    steps = steps_read(told["steps"])
    found = tuple(h for i, step in enumerate(steps, 1) for h in hazards(step, i))
    refuse_unallowed(found, allowed(allow))
    if not steps:
        return 0
    with connected(database) as conn:
        return run(conn, told, progress or _log)


def _told(plan: Migration | Mapping[str, Any] | str | os.PathLike[str]) -> dict[str, Any]:
    from ..emit.machine import plan_read
    from ..source import text_of

    if isinstance(plan, Migration):
        return to_json(plan)
    if isinstance(plan, Mapping):
        import json

        return plan_read(json.dumps(dict(plan)), "the plan")
    return plan_read(text_of(Path(plan)), os.fspath(plan))


def rollback(
    database: Database,
    *,
    entry: int | None = None,
    allow: Iterable[str] = (),
    progress: Note | None = None,
) -> int:
    """Take back the last plan of the ledger, or an earlier `entry`; return the number of steps run.

    Raises ApplyError where there is nothing to take back or Postgres refuses, and Refusal where
    there is no way back, it costs what nobody allows, or the database has changed since.
    """
    from ..apply import last, way_back
    from ..apply import rollback as run

    with connected(database) as conn:
        found = last(conn, entry)
        if found is None:
            raise ApplyError(f"nothing was applied to {named(database)} that could be taken back")
        way_back(found, allowed(allow))
        return run(conn, found, progress or _log)


def generate(
    model: str | os.PathLike[str],
    *,
    check: bool = False,
    models: str = "dataclasses",
    note: Note | None = None,
) -> list[Path]:
    """Write `generated/` beside a model; return the files that were not as they should be.

    `models` is the style of models.py: dataclasses, msgspec, pydantic, sqlalchemy. With `check`,
    nothing is written. Raises SourceError where the model or a file is at fault.
    """
    from ..artifacts import generate as write

    return [stale.path for stale in write(Path(model), check, note or _log, models)]


def fill(
    database: Database,
    model: Source | None = None,
    *,
    rows: int | None = None,
    skew: bool = True,
    fast: bool = False,
    shop: Workshop | None = None,
    progress: Note | None = None,
) -> dict[tuple[str, ...], int]:
    """Fill every table with rows that satisfy every constraint; return how many each has then.

    `model` says how values are spread, `rows` how many there are of each table, a thousand unless
    told. `fast` drops indexes and foreign keys meanwhile. Raises PlanError where a table cannot be
    filled, with what to say in the model.
    """
    from ..fill import fill as draw
    from ..fill import samples

    with _in(shop) as there:
        wanted = None if model is None else read(model, shop=there)
        said = samples(wanted) if wanted else {}
        with connected(database) as conn:
            how: dict[str, Any] = {"rows": rows, "skew": skew, "fast": fast}
            return draw(conn, said, progress or _log, written=wanted, **how)


def queries(
    model: str | os.PathLike[str],
    database: Database | None = None,
    *,
    rows: int | None = None,
    skew: bool = True,
    shop: Workshop | None = None,
    progress: Note | None = None,
) -> Queries:
    """Ask Postgres whether the queries of a model file use the indexes that they name, or why not.

    They are run in a scratch database that is filled: `rows` and `skew` are those of `fill`. Of a
    `database` that is given only the plans are asked, and it is only read. Raises SourceError where
    the model has no queries, PlanError where one cannot be asked.
    """
    if rows is not None and rows < 1:
        raise SourceError(f"`rows` counts rows: it cannot be {rows}")
    with _in(shop) as there:
        how: dict[str, Any] = {"rows": rows, "skew": skew}
        return queries_of(Path(model), database, how, there, progress or _log)


def keep_partitions(
    database: Database,
    model: Source,
    *,
    ahead: int = 3,
    keep: int | None = None,
    detach: bool = False,
    check: bool = False,
    at: datetime | None = None,
    shop: Workshop | None = None,
    progress: Note | None = None,
) -> int:
    """Make the partitions of the time to come, and drop those too old; return how much was done.

    `detach` lets old ones go as tables of their own, `check` only counts, `at` is now unless told.
    Raises PlanError where a table is not as it should be, Refusal where rows cannot be moved, and
    ApplyError where Postgres refuses.
    """
    from .. import calendar
    from ..partitions import Wish, keep_up

    wish = Wish(ahead=ahead, keep=keep, detach=detach, check=check, at=at or calendar.now())
    wanted = read(model, shop=shop)
    with connected(database) as conn:
        return keep_up(conn, wanted, wish, progress or _log)


def to_sql(migration: Migration) -> str:
    """Return a plan as a script for `psql -v ON_ERROR_STOP=1 -f`."""
    from ..emit.report import notes_of, summary
    from ..emit.script import script

    return script(migration.plan.steps, [summary(migration), *notes_of(migration)])


def to_text(migration: Migration) -> str:
    """Return a plan for people to read, as `vfed-schema diff` shows it."""
    from ..emit.terminal import report

    return report(migration, colour=False)


def to_json(migration: Migration) -> dict[str, Any]:
    """Return a plan as plain data: docs/json.md says what each key means."""
    from ..emit.machine import machine

    return machine(migration)


def to_yaml(source: Source, *, split: str = "one", shop: Workshop | None = None) -> dict[str, str]:
    """Return the model files that say what a source holds: text by path below their folder.

    `split` is `one`, `by-schema` or `by-table`. Raises SourceError or CatalogError.
    """
    from ..emit.model import SPLITS, files

    if split not in SPLITS:
        raise SourceError(f"no split is called `{split}`; known are {', '.join(SPLITS)}")
    return {str(path): text for path, text in files(read(source, shop=shop), split)}
