"""Findings as lines for people and editors, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from ..finding import Finding, Level
from ..shown import visible
from .fingerprint import fingerprints
from .machine import FORMAT
from .paint import Paint

_STYLES = {Level.error: "!", Level.warning: "-", Level.note: "+"}


def plain(findings: Sequence[Finding], *, colour: bool = False) -> str:
    """Return `file:line:column: level: what it is about: message [rule]` a line, and a count."""
    paint = Paint(colour)
    lines = [line for finding in findings for line in _lines(finding, paint)]
    return "\n".join([*lines, counted(findings)]) + "\n"


def _lines(finding: Finding, paint: Paint) -> Iterator[str]:
    place = f"{finding.mark}: " if finding.mark else ""
    said = f"{finding.subject}: {finding.message}"
    level = paint(_STYLES[finding.level], finding.level.value)
    yield f"{place}{level}: {visible(said)} [{finding.rule}]"
    if finding.help:
        yield f"  {finding.help}"


def counted(findings: Sequence[Finding]) -> str:
    """Return how many there are of each level, in words."""
    counts = Counter(finding.level for finding in findings)
    told = [f"{counts[lv]} {lv}{'s' * (counts[lv] != 1)}" for lv in Level if counts[lv]]
    return ", ".join(told) or "nothing found"


def data(findings: Sequence[Finding]) -> str:
    """Return the same as JSON, ending in a newline."""
    told = [_told(finding, print_) for finding, print_ in fingerprints(findings)]
    return json.dumps({"format": FORMAT, "findings": told}, indent=2, ensure_ascii=False) + "\n"


def _told(finding: Finding, fingerprint: str) -> dict[str, object]:
    mark = finding.mark
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "subject": finding.subject,
        "message": finding.message,
        "help": finding.help,
        "url": finding.url,
        "file": mark.file if mark else None,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
        "fingerprint": fingerprint,
    }
