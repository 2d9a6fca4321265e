"""Tables that nobody but the owner can read."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.policy import Policy
from ...kinds.table import Table
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for table in facts.own(Table):
        above = list(facts.split_from(table.path))[1:]
        if not table.row_security or any(path in facts.secured for path in above):
            continue  # a partition that is closed is read by way of what it is a part of
        if not any(policy.permissive for policy in facts.of(table.path, Policy)):
            message = "row security is on, and no policy lets anybody in"
            yield Found(table.ref, message, "row_security")


RULE = Rule(
    name="row-security-without-policy",
    group="Access",
    level=Level.warning,
    summary="a table has row security and no policy",
    why="Everybody but its owner sees an empty table and can write nothing, whatever has been"
    " granted: no error tells them.",
    instead="Add a policy; silence it where the table is for its owner alone.",
    check=check,
)
