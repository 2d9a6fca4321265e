"""Changes, hazards and drift as findings: each with its place in the model's files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..diff import Change
from ..errors import Mark
from ..finding import Finding, Level
from ..migration import Migration
from ..model import Model
from ..ref import Ref
from ..step import Hazard, Step
from ..verdict import State as Whose
from ..verdict import Verdict
from .cost import told
from .places import Places
from .report import differences, plural, value
from .whose import also, lead
from .words import marked, near, pieces, similar

LONGEST = 200  # characters of a value, in one line
BRIEF, AROUND = 30, 40  # so little is told whole; so much is told about what differs

_LEVELS = {
    "data-loss": Level.error,
    "may-fail": Level.warning,
    "rewrite": Level.warning,
    "scan": Level.warning,
    "revoke": Level.warning,
}
_HELP = {
    "data-loss": "say `--allow data-loss` if that is meant",
    "may-fail": "look for such rows before, and mend them",
    "rewrite": "choose a quiet hour, or a way in several releases",
    "scan": "choose a quiet hour",
    "revoke": "see who needs it still",
}


def of_migration(
    migration: Migration, places: Places, allow: frozenset[str] = frozenset()
) -> list[Finding]:
    """Return what a migration costs and what it changes, the worst first.

    What is lost is an error unless that is allowed.
    """
    models = migration.after, migration.before
    found = [
        _hazard(hazard, step, said, places.of(step.refs[0], *models) if step.refs else None, allow)
        for hazard, step, said in told(migration, each=True)
    ]
    found += _changed(migration.plan.changes, models, places, _meant)
    for was, now in migration.plan.renamed:
        mark = places.of(now, *models)
        said = f"to be renamed from {was}" if was != now else "parts of it are to be renamed"
        found.append(_note("rename", said, now, mark))
    for ref in sorted(migration.plan.remade):
        said = "to be dropped and made again, unchanged"
        found.append(_note("remake", said, ref, places.of(ref, *models)))
    found += (_unmanaged(told, Level.warning) for told in migration.one_sided)
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def of_drift(
    changes: Sequence[Change],
    strange: Iterable[str],
    models: tuple[Model, Model],
    places: Places,
    verdicts: Mapping[Ref, Verdict] | None = None,
) -> list[Finding]:
    """Return what is not as it should be, an error each; `models` are what is there and wanted.

    What is to come, and what is known, is a note.
    """
    judged = verdicts or {}
    found = list(_changed(changes, models, places, lambda c: _strayed(c, judged.get(c.ref))))
    return [*found, *(_unmanaged(told, Level.error) for told in strange)]


def outermost(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes without those that a home's coming or going brings along."""
    changes = tuple(changes)
    one_way = {(c.ref, c.after is None) for c in changes if not (c.before and c.after)}
    for change in changes:
        obj = change.after or change.before
        home = obj.parent if obj else None
        if (home, change.after is None) not in one_way or (change.before and change.after):
            yield change


def _hazard(
    hazard: Hazard, step: Step, said: str, mark: Mark | None, allow: frozenset[str]
) -> Finding:
    level = _LEVELS.get(hazard.code, Level.note)
    if level is Level.error and allow & {hazard.code, "all"}:
        level = Level.warning
    return Finding(
        rule=hazard.code,
        level=level,
        message=" ".join(said.split()),
        subject=str(step.refs[0]) if step.refs else ".".join(step.table),
        mark=mark,
        help=_HELP.get(hazard.code, ""),
    )


def _meant(change: Change) -> tuple[str, Level, str]:
    if change.before is None:
        return "create", Level.note, "to be made"
    if change.after is None:
        return "drop", Level.note, "to be dropped"
    return "change", Level.note, "to be changed"


def _strayed(change: Change, verdict: Verdict | None) -> tuple[str, Level, str]:
    rule, said = "drift-changed", "not as the model says"
    if change.before is None:
        rule, said = "drift-missing", "not there"
    elif change.after is None:
        rule, said = "drift-extra", "there, and not in the model"
    told = "; ".join([f"{lead(verdict)}{said}", *also(verdict)])
    if verdict and verdict.state is not Whose.drift:
        return f"drift-{verdict.state}", Level.note, told
    return rule, Level.error, told


def _changed(
    changes: Sequence[Change],
    models: tuple[Model, Model],
    places: Places,
    say: Callable[[Change], tuple[str, Level, str]],
) -> Iterator[Finding]:
    inside = _inside(changes)
    for change in outermost(changes):
        rule, level, said = say(change)
        if change.before and change.after:
            parts = [f"{field} {between(a, b)}" for field, a, b in differences(change)]
        else:
            parts = [f"{n} {plural(kind, n)}" for kind, n in sorted(inside[change.ref].items())]
        message = f"{said}: {'; '.join(parts)}" if parts else said
        mark = places.change(change, *models)
        yield Finding(rule=rule, level=level, message=message, subject=str(change.ref), mark=mark)


def _inside(changes: Iterable[Change]) -> dict[Ref, Counter[str]]:
    """Return what comes or goes along with each object, by kind."""
    found: dict[Ref, Counter[str]] = defaultdict(Counter)
    for change in changes:
        obj = change.after or change.before
        if obj and obj.parent and not (change.before and change.after):
            found[obj.parent][change.ref.kind] += 1
    return found


def between(was: object, now: object) -> str:
    """Return from what to what, in one line: of long texts that are alike, what differs."""
    before, after = value(was), value(now)
    found = pieces(before, after)
    if max(len(before), len(after)) <= BRIEF or not similar(found):
        return f"{cut(before)} → {cut(after)}"
    return cut(marked(near(found, AROUND)), LONGEST * 2)


def cut(of: object, longest: int = LONGEST) -> str:
    """Return a value in one line, no longer than that."""
    text = value(of)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _note(rule: str, said: str, ref: Ref, mark: Mark | None) -> Finding:
    return Finding(rule=rule, level=Level.note, message=said, subject=str(ref), mark=mark)


def _unmanaged(told: str, level: Level) -> Finding:
    where, _, what = told.partition(": ")
    return Finding(rule="not-managed", level=level, message=told, subject=what or where)
