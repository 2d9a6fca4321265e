"""Which document can be had in which format: a line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .limits import GITHUB

if TYPE_CHECKING:
    from ..finding import Finding
    from ..migration import Migration
    from .drift import Drift


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a document can be asked for, beside its format."""

    colour: bool = False
    width: int | None = None  # of a terminal
    summary: bool = False  # a line an object
    allow: frozenset[str] = frozenset()  # hazards that are meant
    target: str = ""  # the source whose lines are named
    id: str = ""  # of a comment that is to be found again
    limit: int = GITHUB  # characters of a comment
    name: str = "vfed-schema"  # of a suite of tests


def _text(migration: Migration, style: Style) -> str:
    from .terminal import report, summed

    if style.summary:
        return summed(migration, colour=style.colour)
    return report(migration, colour=style.colour, width=style.width)


def _sql(migration: Migration, style: Style) -> str:
    from .report import notes_of, summary
    from .script import script

    return script(migration.plan.steps, [summary(migration), *notes_of(migration)])


def _json(migration: Migration, style: Style) -> str:
    from .machine import text

    return text(migration)


def _markdown(migration: Migration, style: Style) -> str:
    from .markdown import comment

    return comment(migration, id_=style.id or "diff", limit=style.limit)


def _mermaid(migration: Migration, style: Style) -> str:
    from .mermaid import mermaid

    return mermaid(migration)


def _html(migration: Migration, style: Style) -> str:
    from .pages.changes import migration_page

    return migration_page(migration)


def _migrations_findings(format_: str) -> Callable[[Migration, Style], str]:
    def told(migration: Migration, style: Style) -> str:
        from .findings import of_migration
        from .places import places

        found = of_migration(migration, places(style.target), style.allow)
        return render(found, format_, style)

    return told


MIGRATIONS: Mapping[str, Callable[[Migration, Style], str]] = {
    "text": _text,
    "sql": _sql,
    "json": _json,
    "markdown": _markdown,
    "mermaid": _mermaid,
    "html": _html,
    **{name: _migrations_findings(name) for name in ("github", "gitlab", "sarif")},
}


def _drift_text(drift: Drift, style: Style) -> str:
    from .drift import drift_summed, drift_text

    if style.summary:
        return drift_summed(drift, colour=style.colour)
    return drift_text(drift, colour=style.colour)


def _drift_json(drift: Drift, style: Style) -> str:
    from .drift import drift_json

    return drift_json(drift)


def _drift_markdown(drift: Drift, style: Style) -> str:
    from .markdown import drift_comment

    return drift_comment(drift, id_=style.id or "drift", limit=style.limit)


def _drift_junit(drift: Drift, style: Style) -> str:
    from .drift import by_case, cases
    from .junit import junit
    from .places import places

    found = by_case(drift, places(style.target))
    return junit(found, cases(drift), name=f"{drift.origin} is as {drift.target} says")


def _drift_findings(format_: str) -> Callable[[Drift, Style], str]:
    def told(drift: Drift, style: Style) -> str:
        from .findings import of_drift
        from .places import places

        models = drift.before, drift.after
        found = of_drift(drift.changes, drift.strange, models, places(style.target), drift.verdicts)
        return render(found, format_, style)

    return told


DRIFTS: Mapping[str, Callable[[Drift, Style], str]] = {
    "text": _drift_text,
    "json": _drift_json,
    "markdown": _drift_markdown,
    "junit": _drift_junit,
    **{name: _drift_findings(name) for name in ("github", "gitlab", "sarif")},
}


def _plain(findings: Sequence[Finding], style: Style) -> str:
    from .plain import plain

    return plain(findings, colour=style.colour)


def _data(findings: Sequence[Finding], style: Style) -> str:
    from .plain import data

    return data(findings)


def _table(findings: Sequence[Finding], style: Style) -> str:
    from .markdown import finding_comment

    return finding_comment(findings, id_=style.id or "findings", limit=style.limit)


def _github(findings: Sequence[Finding], style: Style) -> str:
    from .github import github

    return github(findings)


def _gitlab(findings: Sequence[Finding], style: Style) -> str:
    from .gitlab import gitlab

    return gitlab(findings)


def _sarif(findings: Sequence[Finding], style: Style) -> str:
    from .sarif import sarif

    return sarif(findings)


def _junit(findings: Sequence[Finding], style: Style) -> str:
    from .junit import junit

    return junit(findings, name=style.name)


FINDINGS: Mapping[str, Callable[[Sequence[Finding], Style], str]] = {
    "text": _plain,
    "json": _data,
    "markdown": _table,
    "github": _github,
    "gitlab": _gitlab,
    "sarif": _sarif,
    "junit": _junit,
}


def render(findings: Sequence[Finding], format_: str, style: Style | None = None) -> str:
    """Return findings in one of the formats of FINDINGS. Raises KeyError where it is none."""
    return FINDINGS[format_](findings, style or Style())
