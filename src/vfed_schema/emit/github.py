"""Findings as workflow commands of GitHub: annotations on the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from ..finding import Finding, Level
from ..shown import visible_lines
from .places import from_root

_WORDS = {Level.error: "error", Level.warning: "warning", Level.note: "notice"}


def github(findings: Iterable[Finding]) -> str:
    """Return a command a line, the worst first: only the first ten of a level are shown there."""
    ordered = sorted(findings, key=lambda f: list(_WORDS).index(f.level))
    return "".join(f"{_command(finding)}\n" for finding in ordered)


def _command(finding: Finding) -> str:
    told = {"title": f"{finding.rule}: {finding.subject}"}
    if finding.mark:
        place = finding.mark
        told = {
            "file": from_root(place.file),
            "line": str(place.line),
            "col": str(place.column),
        } | told
    properties = ",".join(f"{key}={of_property(text)}" for key, text in told.items())
    message = f"{finding.message}; {finding.help}" if finding.help else finding.message
    return f"::{_WORDS[finding.level]} {properties}::{of_message(message)}"


def of_message(text: str) -> str:
    """Return a text as the part behind `::` has it."""
    shown = "\r".join(visible_lines(part) for part in text.split("\r"))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def of_property(text: str) -> str:
    """Return a text as a property has it."""
    return of_message(text).replace(":", "%3A").replace(",", "%2C")
