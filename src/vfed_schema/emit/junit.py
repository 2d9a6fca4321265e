"""Findings as JUnit's XML: a test for each thing looked at, failed where something was found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as Xml

from ..finding import Finding, Level

# What no XML document may hold, however it is written.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(findings: Iterable[Finding], checked: Iterable[str] = (), *, name: str) -> str:
    """Return the document of one suite.

    `checked` names all that was looked at; notes fail nothing.
    """
    by_subject: dict[str, list[Finding]] = {subject: [] for subject in checked}
    for finding in findings:
        by_subject.setdefault(finding.subject, []).append(finding)
    failed = sum(1 for found in by_subject.values() if _worst(found))
    suites = Xml.Element("testsuites")
    counts = {"tests": str(len(by_subject)), "failures": str(failed), "errors": "0"}
    suite = Xml.SubElement(suites, "testsuite", {"name": clean(name), **counts})
    for subject, found in by_subject.items():
        _case(suite, subject, found, name)
    Xml.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(suites, encoding="unicode")}\n'


def _case(suite: Xml.Element, subject: str, findings: list[Finding], name: str) -> None:
    case = Xml.SubElement(suite, "testcase", {"name": clean(subject), "classname": clean(name)})
    bad = _worst(findings)
    if bad:
        said = {"type": bad[0].rule, "message": clean(bad[0].message)}
        failure = Xml.SubElement(case, "failure", said)
        failure.text = "\n".join(_line(finding) for finding in findings)


def _worst(findings: list[Finding]) -> list[Finding]:
    """Return what fails a test, errors first."""
    order = [Level.error, Level.warning]
    return sorted((f for f in findings if f.level in order), key=lambda f: order.index(f.level))


def _line(finding: Finding) -> str:
    place = f"{finding.mark}: " if finding.mark else ""
    help_ = f"; {finding.help}" if finding.help else ""
    return clean(f"{place}{finding.level}: {finding.rule}: {finding.message}{help_}")


def clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)
