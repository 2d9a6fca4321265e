"""A name for each finding that stays the same as long as it is about the same thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from ..finding import Finding


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Yield findings, each with its fingerprint: of the rule and the object, not of the line.

    What a message estimates may change from one day to the next. Of several that are alike, each
    has its own.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = finding.rule, finding.subject
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        yield finding, sha256(text.encode()).hexdigest()[:32]
