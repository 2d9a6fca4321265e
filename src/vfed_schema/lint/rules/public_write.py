"""Rights to write that everybody has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...finding import Level
from ...kinds.default_privileges import DefaultPrivileges
from ...kinds.grants import parted
from ...kinds.privileges import Privileges
from ..facts import Facts
from ..rule import Found, Rule

_WRITES = {
    "table": ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN", "ALL"),
    "view": ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "ALL"),
    "sequence": ("USAGE", "UPDATE", "ALL"),
    "schema": ("CREATE", "ALL"),
    "server": ("USAGE", "ALL"),
}


def check(facts: Facts) -> Iterator[Found]:
    for grants in chain[Privileges | DefaultPrivileges](
        facts.own(Privileges), facts.own(DefaultPrivileges)
    ):
        # The path of what is to come begins `tables of role`.
        writes = _WRITES.get(grants.path[0].partition(" of ")[0].removesuffix("s"), ())
        told = [parted(g) for g in grants.grants]
        to_all = [what for what, _, whom in told if whom.split(" WITH ")[0] == "PUBLIC"]
        if found := [what for what in to_all if what.split()[0] in writes]:
            some = "will have" if isinstance(grants, DefaultPrivileges) else "has"
            yield Found(grants.ref, f"everybody {some} {', '.join(found)}", "grants")


RULE = Rule(
    name="public-write",
    group="Access",
    level=Level.error,
    summary="PUBLIC may write to a table, view or sequence, or create in a schema",
    why="PUBLIC is every role there is and every one to come. Who may create in a schema that"
    " others search can put something in their way that they then call.",
    instead="Grant it to the roles that need it.",
    fix="None: somebody may be using it.",
    check=check,
)
