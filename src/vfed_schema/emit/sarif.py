"""Findings as SARIF 2.1.0, which code scanning of GitHub, GitLab and editors reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from ..finding import Finding
from .fingerprint import fingerprints
from .places import from_root

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif(findings: Iterable[Finding]) -> str:
    """Return the log of one run, ending in a newline."""
    found = tuple(findings)
    rules = _rules(found)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {"name": "vfed-schema", "version": version("vfed-schema"), "rules": rules}
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, numbers[f.rule], print_) for f, print_ in fingerprints(found)],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rules(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return each rule once, as its first finding explains it."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.rule, finding)
    return [_rule(first[name]) for name in sorted(first)]


def _rule(finding: Finding) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": finding.rule,
        "shortDescription": {"text": finding.rule.replace("-", " ")},
        "defaultConfiguration": {"level": finding.level.value},
    }
    if finding.help:
        told["help"] = {"text": finding.help}
    if finding.url:
        told["helpUri"] = finding.url
    return told


def _result(finding: Finding, rule: int, fingerprint: str) -> dict[str, Any]:
    place: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": finding.subject, "kind": "object"}]
    }
    if mark := finding.mark:
        place["physicalLocation"] = {
            "artifactLocation": {"uri": quote(from_root(mark.file)), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": mark.line, "startColumn": mark.column},
        }
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": finding.level.value,
        "message": {"text": _no_link(f"{finding.subject}: {finding.message}")},
        "locations": [place],
        "partialFingerprints": {"vfedSchema/v1": fingerprint},
    }


def _no_link(text: str) -> str:
    """Return a text in which no viewer sees a link: `[text](place)` is one in a message."""
    return text.replace("](", "] (")
