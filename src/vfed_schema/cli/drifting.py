"""What `drift` does with one database, and with the file of what is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..calendar import now
from ..diff import Change, one_sided, unmanaged
from ..drift import Case, Known, ledger, read_known, verdicts
from ..drift.accept import accepted
from ..errors import SourceError
from ..prepare import (
    awaited,
    compare,
    judged_if_possible,
    on_same_ground,
    refuse_unmanaged,
)
from ..sources import Given, workshop
from ..verdict import State, Verdict
from .work import Say, for_file, notes, shown_in, sides

if TYPE_CHECKING:
    from ..drift.known import Entry
    from ..emit.formats import Style
    from .formats import Wanted
    from .memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Lenience:
    """Which differences are all right, and what is to be accepted now."""

    file: Path | None = None
    known: Known = field(default_factory=Known)
    pending_ok: bool = False
    reason: str | None = None
    until: date | None = None

    @property
    def accepts(self) -> bool:
        return self.reason is not None


def lenience(
    file: Path | None, accept: str | None, until: str | None, pending_ok: bool
) -> Lenience:
    """Read what is known, and what is to be accepted. Raises SourceError."""
    from ..drift.known import NEVER, day

    if file is None:
        if accept is not None or until is not None:
            raise SourceError("which file? `--accept` writes into the one that `--known` names")
        return Lenience(pending_ok=pending_ok)
    if (accept is None) != (until is None):
        raise SourceError("`--accept REASON` and `--until DAY` go together: `never` is a day too")
    if accept is not None and not accept.split():
        raise SourceError("an empty reason: say why it is accepted")
    last = None
    try:
        last = None if until in (None, NEVER) else day(str(until))
    except ValueError:
        raise SourceError(f"`--until {until}` is no day: say YYYY-MM-DD, or `never`") from None
    if last and last < now().date():
        raise SourceError(f"`--until {until}` is over")
    known = Known() if accept is not None and not file.exists() else read_known(file)
    return Lenience(file=file, known=known, pending_ok=pending_ok, reason=accept, until=last)


def drifted(
    model: Path,
    from_: str | None,
    to: str | None,
    formats: Sequence[Wanted],
    style: Style,
    strict: bool,
    mercy: Lenience,
    progress: Say,
    memory: Memory,
) -> bool:
    """Tell every object that is not as it should be; return True if one is not all right.

    Raises SourceError with `strict`, where an entry of what is known matches nothing.
    """
    from ..emit.drift import Drift
    from ..emit.formats import DRIFTS
    from ..emit.report import not_managed
    from .formats import deliver

    say, style = memory.say, shown_in(formats, style)
    with (
        workshop(notes(say)) as shop,
        sides(model, from_, to, shop, standing=memory.on) as (origin, target),
    ):
        if strict:
            refuse_unmanaged(origin.model, target.model)
        origin = on_same_ground(origin, target, shop)
        goal, changes = compare(origin, target)
        if changes:
            goal, changes = judged_if_possible(origin, target, goal, changes, shop, progress)
        due = awaited(origin.model, target.model) if origin.live else []
        case = _case(origin, target, goal, changes, due, mercy.known)
        if case.ledger and case.ledger.note:
            shop.note(case.ledger.note)
        found = verdicts(case)
        if mercy.accepts:
            accept(mercy, {None: found}, say)
            found = verdicts(_case(origin, target, goal, changes, due, mercy.known))
        strange = one_sided(origin.model, target.model)
        for told in not_managed(unmanaged(origin.model)):
            say(f"note: {told}")
        for told in strange:
            say(f"note: not managed, and {told}")
        if found:
            from ..renames import told as renames

            for told in renames(origin.model, target.model):
                say(f"note: {told}")
        drift = Drift(
            origin=origin.name,
            target=target.name,
            before=origin.model,
            after=goal,
            wanted=target.model,
            changes=[verdict.change for verdict in found],
            strange=strange,
            verdicts={verdict.change.ref: verdict for verdict in found},
        )
        answer = deliver(formats, lambda one: DRIFTS[one.format](drift, for_file(one, style)))
        if drift.same:
            memory.keep(origin, target, answer)
        tell_idle(mercy.known.idle(), strict, say)
        return bool(strange) or differs(found, pending_ok=mercy.pending_ok)


def _case(
    origin: Given,
    target: Given,
    goal: object,
    changes: Sequence[Change],
    due: Sequence[Change],
    known: Known,
) -> Case:
    from ..model import Model

    assert isinstance(goal, Model)
    differ = bool(changes or due)
    return Case(
        changes=changes,
        live=origin.model,
        goal=goal,
        digest=target.header.digest if target.header else "",
        ledger=ledger(origin.live, origin.major) if origin.live and differ else None,
        known=known,
        today=now().date(),
        due=due,
    )


def differs(found: Iterable[Verdict], *, pending_ok: bool) -> bool:
    """True for drift, and for what is to come unless that is all right."""
    bad = {State.drift} if pending_ok else {State.drift, State.pending}
    return any(verdict.state in bad for verdict in found)


def accept(mercy: Lenience, found: dict[str | None, list[Verdict]], say: Say) -> None:
    """Write the drift of databases into the file of what is known, and know it from now on."""
    from ..artifacts import amend
    from ..sql import how_many

    assert mercy.file
    assert mercy.reason is not None
    edit, count = accepted(mercy.file, found, " ".join(mercy.reason.split()), mercy.until)
    if count:
        amend(mercy.file, [edit])
        mercy.known.entries = read_known(mercy.file).entries
    wrote = f"wrote {how_many(count, 'entry')} into {mercy.file}"
    say(wrote if count else "no drift to accept")


def tell_idle(idle: Sequence[Entry], strict: bool, say: Say) -> None:
    """Tell of entries that match nothing. Raises SourceError where that is an error."""
    for number, entry in enumerate(idle, 1):
        what = f"{entry.object}, {entry.field}" if entry.field else entry.object
        told = f"`{what}` is known and not there: remove it"
        if strict and number == len(idle):
            raise SourceError(told, entry.mark)
        say(f"{'error' if strict else 'note'}: {entry.mark}: {told}")
