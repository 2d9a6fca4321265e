"""From two sources to a proven plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .diff import Change, alike, diff, inside, missing, one_sided, overlay, unmanaged
from .errors import CatalogError, ScratchError, in_short
from .migration import Migration, Wishes
from .model import Model
from .plan import Plan, plan, way_back
from .renames import Rename, back_again, pending, renamed, with_renames
from .step import Size, in_use

if TYPE_CHECKING:
    from .scratch import Server
    from .sources import Given, Workshop

Progress = Callable[[str], None]


def refuse_unmanaged(*models: Model) -> None:
    """Raise CatalogError that names what no kind describes."""
    strange = sorted({str(obj) for model in models for obj in unmanaged(model)})
    if strange:
        told = "".join(f"\n  not managed: {what}" for what in strange)
        raise CatalogError(f"there is what is not managed, and --strict forbids it:{told}")


def compare(origin: Given, target: Given) -> tuple[Model, list[Change]]:
    """Return what `origin` is to become, and what differs in fields. Needs no scratch server.

    Raises CatalogError where `origin` lacks what the target relies on.
    """
    lacks = missing(origin.model, target.model)
    if lacks:
        told = "".join(f"\n  {what}" for what in lacks)
        raise CatalogError(f"{origin.name} lacks what the model relies on:{told}")
    goal = overlay(origin.model, target.model)
    return goal, diff(origin.model, goal)


UNASKED = "two locks were compared, with no server; --verify proves it"


def spelled_alike(origin: Given, target: Given) -> bool:
    """True where both sides were compiled by one major: equal is what is written the same."""
    return bool(origin.header and target.header and origin.major == target.major)


def on_same_ground(origin: Given, target: Given, shop: Workshop) -> Given:
    """Return a model with what its lock does not tell, for it is not its own.

    What others own is as the newer lock knows it. Where it leads to what is taken whole, it stands
    in a new database, and what others own there is as it is there. Raises ScratchError.
    """
    mine, theirs = origin.model, target.model
    if mine.about is None:
        return origin
    if theirs.about is not None and not (origin.header and target.header):
        return origin
    if theirs.about is None:
        known = {**_new(shop, target.major), **{ref: theirs[ref] for ref in inside(theirs, mine)}}
    else:
        known = {ref: theirs[ref] for ref in theirs.external if ref in theirs}
    known = {ref: obj for ref, obj in known.items() if ref not in mine or ref in mine.external}
    if all(mine.get(ref) == obj for ref, obj in known.items()):
        return origin
    model = Model(
        {**mine, **known}.values(),
        lambda: {*mine.edges, *(e for e in theirs.edges if e.user in known)},
        external=mine.external | set(known),
        about=mine.about,
    )
    return origin.became(model)


def _new(shop: Workshop, major: int) -> Model:
    """Return what a new database holds."""
    from .canonical import bench

    with bench(shop.server(major), shop.note) as db:
        return db.read()


def prepare(
    origin: Given, target: Given, shop: Workshop, wishes: Wishes, progress: Progress
) -> Migration:
    """Compare, plan, and prove the plan there and back.

    Raises PlanError or Refusal where there is no way that may be taken, CatalogError where the
    database lacks what the model relies on.
    """
    if wishes.strict:
        refuse_unmanaged(origin.model, target.model)
    origin = on_same_ground(origin, target, shop)
    here, renames = _renamed(origin, target, shop, progress)
    goal, changes = compare(here, target)
    unproven = "" if wishes.verify is not False else "proof was skipped"
    if wishes.verify is None and spelled_alike(origin, target) and not shop.servers:
        unproven = UNASKED
    if changes and not unproven:
        try:
            goal, changes = judged(here, target, goal, shop, progress)
        except ScratchError as error:
            unproven = in_short(error)
    if changes and wishes.verify is False and origin.major != target.major:
        unproven += f"; spelled by PostgreSQL {target.major} and {origin.major}, judged by neither"
    forth = Plan()
    if changes:
        online, allow = wishes.online, wishes.allow
        forth = plan(here.model, goal, major=origin.major, online=online, allow=allow)
    _need_roles(here, forth)
    sure = _Sure(unproven=unproven)
    if forth.changes and not unproven:
        sure = _proven(here, target, goal, forth, shop, wishes, progress)
    elif forth.changes:
        sure = _unproven(here, goal, wishes, unproven)
    steps = with_renames(sure.forth or forth, renames)
    return Migration(
        origin=origin.name,
        target=target.name,
        before=origin.model,
        after=goal,
        plan=steps,
        back=back_again(sure.back, renames) if sure.back or not forth.changes else None,
        no_return=sure.no_return,
        proven=sure.proven or (_by(shop.server(origin.major)) if renames else ""),
        unproven=sure.unproven,
        left_out=sure.left_out,
        unmanaged=tuple(unmanaged(origin.model)),
        one_sided=tuple(one_sided(origin.model, target.model)),
        wanted=target.model,
        alike=tuple(alike(forth.changes)),
        version=target.model.about.version if target.model.about else "",
        digest=target.header.digest if target.header else "",
        major=origin.major,
        sizes=_sizes(origin, steps),
    )


def _sizes(origin: Given, steps: Plan) -> dict[tuple[str, ...], Size]:
    """Return what the tables hold that a plan is hard on, where there is somebody to ask."""
    tables = in_use(steps.steps)
    if origin.live is None or not tables:
        return {}
    from .catalog import sizes

    return sizes(origin.live, tables)


def _renamed(
    origin: Given, target: Given, shop: Workshop, progress: Progress
) -> tuple[Given, tuple[Rename, ...]]:
    """Return what is there once what the target calls otherwise is renamed."""
    if all(obj.renamed_from is None and not obj.parts_renamed for obj in target.model.values()):
        return origin, ()
    renames = pending(origin.model, target.model)
    if not renames:
        return origin, ()
    progress("renaming on a copy of the schema")
    model = renamed(origin.model, renames, shop.server(origin.major), shop.note)
    return origin.became(model), renames


def _need_roles(origin: Given, forth: Plan) -> None:
    """Raise CatalogError where the database lacks a role that the plan will name."""
    named = {
        role: change.ref
        for change in forth.changes
        if change.after and change.after != change.before
        for role in change.after.named_roles()
    }
    if not named or origin.live is None:
        return
    query = "select rolname from pg_roles where rolname = any(%s)"
    there = {row[0] for row in origin.live.execute(query, [list(named)])}
    if lacks := sorted(set(named) - there):
        told = "".join(f"\n  {role}, for {named[role]}" for role in lacks)
        raise CatalogError(f"{origin.name} lacks roles: create them first{told}")


def _by(server: Server) -> str:
    return f"PostgreSQL {server.major}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sure:
    """How sure a plan is: by whom it was proven, or why by nobody."""

    forth: Plan | None = None  # in the order that worked
    back: Plan | None = None
    no_return: str = ""
    proven: str = ""
    unproven: str = ""
    left_out: tuple[str, ...] = ()


def _proven(
    origin: Given,
    target: Given,
    goal: Model,
    forth: Plan,
    shop: Workshop,
    wishes: Wishes,
    progress: Progress,
) -> _Sure:
    from .proof import prove

    progress("proving the plan on a copy of the schema")
    server = shop.server(origin.major)
    proof = prove(
        origin.model,
        goal,
        forth,
        server,
        shop.note,
        major=origin.major,
        online=wishes.online,
        spelled=origin.major == target.major == server.major,
    )
    return _Sure(
        forth=proof.forth,
        back=proof.back,
        no_return=proof.no_return,
        proven=proof.server,
        left_out=proof.left_out,
    )


def _unproven(origin: Given, goal: Model, wishes: Wishes, why: str) -> _Sure:
    back, no_return = way_back(goal, origin.model, origin.major, online=wishes.online)
    return _Sure(back=back, no_return=no_return, unproven=why)


def judged(
    origin: Given, target: Given, goal: Model, shop: Workshop, progress: Progress
) -> tuple[Model, list[Change]]:
    """Take away the differences of spelling: let one scratch server spell both sides.

    Raises ScratchError where no server can be had; none is asked where both sides were compiled.
    """
    if spelled_alike(origin, target):
        return goal, diff(origin.model, goal)
    from .proof import settle

    server = shop.server(origin.major)
    progress("judging differences on a scratch server")
    fixed = target.header is not None and target.header.major == server.major
    settled = settle(origin.model, goal, server, shop.note, judged=fixed)
    return settled, diff(origin.model, settled)


def judged_if_possible(
    origin: Given,
    target: Given,
    goal: Model,
    changes: list[Change],
    shop: Workshop,
    progress: Progress,
) -> tuple[Model, list[Change]]:
    """Do the same, or note that nobody could, and return what was given."""
    try:
        return judged(origin, target, goal, shop, progress)
    except ScratchError as error:
        shop.note(f"spelling was judged by nobody: {in_short(error)}")
        return goal, changes


def differences(
    origin: Given, target: Given, shop: Workshop, progress: Progress, *, strict: bool = False
) -> tuple[list[Change], list[str]]:
    """Return what differs in more than spelling, and what differs and is not managed.

    What the time of day asks for is among it, where a database does not have that. Raises
    CatalogError where something is not managed and that is forbidden.
    """
    if strict:
        refuse_unmanaged(origin.model, target.model)
    origin = on_same_ground(origin, target, shop)
    goal, changes = compare(origin, target)
    if changes:
        changes = judged_if_possible(origin, target, goal, changes, shop, progress)[1]
    changes += awaited(origin.model, target.model) if origin.live else []
    return changes, one_sided(origin.model, target.model)


def awaited(live: Model, wanted: Model) -> list[Change]:
    """Return what the time of day asks for and is not there."""
    from .calendar import now

    moment = now()
    due = [late for obj in wanted.values() if obj.timed for late in obj.awaited(live, moment)]
    return [Change(late.ref, None, late) for late in due]
