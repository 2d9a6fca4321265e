"""Names near the end of what Postgres keeps."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...written import LIMIT
from ..facts import Facts
from ..names import own_names
from ..rule import Found, Rule

NEAR = LIMIT - 3


def check(facts: Facts) -> Iterator[Found]:
    for ref, called in own_names(facts):
        if (size := len(called.encode())) >= NEAR:
            cut = ": perhaps one that was cut" if size == LIMIT else ""
            yield Found(ref, f"its name has {size} bytes of the {LIMIT} that there can be{cut}")


RULE = Rule(
    name="long-name",
    group="Names",
    level=Level.note,
    summary=f"a name has {NEAR} bytes or more; Postgres cuts at {LIMIT}",
    why="Names that are made of it (keys, sequences, partitions) are cut, and two of them may"
    " become the same. One of exactly the limit may have been cut already: whoever looks for the"
    " whole name does not find it.",
    instead="Find a shorter one; `renamed_from` keeps the rows.",
    check=check,
)
