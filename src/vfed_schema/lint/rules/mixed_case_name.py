"""Names that have to be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..names import own_names
from ..rule import Found, Rule

# Postgres takes every letter that is none of ASCII, and changes the case of none of them.
_PLAIN = re.compile(r"[a-z_\x80-\U0010ffff][a-z0-9_$\x80-\U0010ffff]*\Z")


def check(facts: Facts) -> Iterator[Found]:
    for ref, called in own_names(facts):
        if not _PLAIN.match(called):
            yield Found(ref, f"`{called}` has to be quoted wherever it is named")


RULE = Rule(
    name="mixed-case-name",
    group="Names",
    level=Level.warning,
    summary="a name holds capitals, blanks or marks",
    why="Postgres reads `orderId` as `orderid` unless it is quoted: what works in one tool is"
    " unknown to the next.",
    instead="Use small letters, digits and `_`; `renamed_from` keeps the rows.",
    fix="None: whoever uses the name has to follow.",
    check=check,
)
