"""Findings as GitLab's code quality report."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..finding import Finding, Level
from .fingerprint import fingerprints
from .places import from_root

_SEVERITY = {Level.error: "critical", Level.warning: "major", Level.note: "info"}


def gitlab(findings: Iterable[Finding]) -> str:
    """Return the report, ending in a newline."""
    told = [_issue(finding, print_) for finding, print_ in fingerprints(findings)]
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _issue(finding: Finding, fingerprint: str) -> dict[str, object]:
    place = finding.mark
    said = f"{finding.subject}: {finding.message}"
    return {
        "description": f"{said}; {finding.help}" if finding.help else said,
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[finding.level],
        # A place has to be said; what is in no file is said to be of the repository.
        "location": {
            "path": from_root(place.file) if place else ".",
            "lines": {"begin": place.line if place else 1},
        },
    }
