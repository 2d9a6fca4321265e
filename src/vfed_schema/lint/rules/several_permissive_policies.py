"""Several policies where one would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...finding import Level
from ...kinds.policy import Policy
from ..facts import Facts
from ..rule import Found, Rule

_COMMANDS = ("select", "insert", "update", "delete")


def check(facts: Facts) -> Iterator[Found]:
    for home in {policy.path[:-1]: None for policy in facts.own(Policy)}:
        by_use: dict[tuple[str, str], list[Policy]] = defaultdict(list)
        for policy in facts.of(home, Policy):
            for command in _COMMANDS if policy.permissive else ():
                if policy.command in (command, "all"):
                    for role in policy.roles or ("PUBLIC",):
                        by_use[role, command].append(policy)
        for (role, command), policies in by_use.items():
            if role != "PUBLIC":  # what is for PUBLIC is for every role
                policies += by_use.get(("PUBLIC", command), ())
        yield from _told(home, by_use)


def _told(home: tuple[str, ...], by_use: dict[tuple[str, str], list[Policy]]) -> Iterator[Found]:
    told = set()
    for (role, command), policies in by_use.items():
        names = tuple(sorted(policy.path[-1] for policy in policies))
        if len(names) > 1 and names not in told:
            told.add(names)
            listed = ", ".join(f"`{n}`" for n in names)
            last = max(policies, key=lambda policy: policy.path)
            yield Found(last.ref, f"{role} has several policies for {command}: {listed}")


RULE = Rule(
    name="several-permissive-policies",
    group="Access",
    level=Level.note,
    summary="a role has several permissive policies for the same command on a table",
    why="All of them are asked of every row until one says yes, and none of them can take away what"
    " another gives: read one by one, they say more than holds.",
    instead="Make one of them with OR, or make those that are to narrow it `permissive: false`.",
    check=check,
)
