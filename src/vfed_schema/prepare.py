"""From two sources to a proven plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .diff import Change, diff, missing, overlay, unmanaged
from .errors import CatalogError, PlanError, ScratchError
from .migration import Migration
from .model import Model
from .plan import Plan, plan

if TYPE_CHECKING:
    from .sources import Given, Workshop

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user asks for."""

    allow: frozenset[str] = frozenset()
    verify: bool = True
    online: bool = True


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


def prepare(
    origin: Given, target: Given, shop: Workshop, wishes: Wishes, progress: Progress
) -> Migration:
    """Compare, plan, and prove the plan there and back.

    Raises PlanError or Refusal where there is no way that may be taken, CatalogError where the
    database lacks what the model relies on.
    """
    live = origin.model
    goal, changes = compare(origin, target)
    unproven = "" if wishes.verify else "proof was skipped"
    if changes and wishes.verify:
        try:
            goal, changes = judged(origin, target, goal, shop, progress)
        except ScratchError as error:
            unproven = f"no scratch server: {str(error).splitlines()[0]}"
    if changes and not wishes.verify and origin.major != target.major:
        unproven += f"; spelled by PostgreSQL {target.major} and {origin.major}, judged by neither"
    forth = plan(live, goal, major=origin.major, online=wishes.online, allow=wishes.allow)
    back: Plan | None = None
    no_return, proven = "", ""
    left_out: tuple[str, ...] = ()
    if forth.changes and not unproven:
        from .proof import prove

        progress("proving the plan on a copy of the schema")
        proof = prove(live, goal, forth, shop.server(origin.major), shop.note, online=wishes.online)
        back, no_return, proven, left_out = (
            proof.back,
            proof.no_return,
            proof.server,
            proof.left_out,
        )
    elif forth.changes:
        back, no_return = _unproven_back(goal, live, origin.major, wishes)
    return Migration(
        origin=origin.name,
        target=target.name,
        before=live,
        after=goal,
        plan=forth,
        back=back,
        no_return=no_return,
        proven=proven,
        unproven=unproven,
        left_out=left_out,
        unmanaged=tuple(unmanaged(live)),
        version=target.model.about.version if target.model.about else "",
        digest=target.header.digest if target.header else "",
        major=origin.major,
    )


def judged(
    origin: Given, target: Given, goal: Model, shop: Workshop, progress: Progress
) -> tuple[Model, list[Change]]:
    """Take away the differences of spelling: let one scratch server spell both sides.

    Raises ScratchError where no server can be had.
    """
    from .proof import settle

    server = shop.server(origin.major)
    progress("judging differences on a scratch server")
    fixed = target.header is not None and target.header.major == server.major
    settled = settle(origin.model, goal, server, shop.note, judged=fixed)
    return settled, diff(origin.model, settled)


def _unproven_back(goal: Model, live: Model, major: int, wishes: Wishes) -> tuple[Plan | None, str]:
    try:
        return plan(goal, live, major=major, online=wishes.online), ""
    except PlanError as error:
        return None, str(error)
