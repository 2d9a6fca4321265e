"""Functions that say that they are immutable, and are not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ...kinds.check import Check
from ...kinds.column import Column
from ...kinds.index import Index
from ...kinds.routine import Function
from ..facts import Facts
from ..reading import commands, read_from, unstable, word
from ..rule import Found, Rule

_READ = ("sql", "plpgsql")  # languages that are SQL
_WRITES = re.compile(
    r"\b(?:insert\s+into|(?<!for )update\s+\w+|delete\s+from|merge\s+into|truncate\s+\w+)",
    re.IGNORECASE,
)


def check(facts: Facts) -> Iterator[Found]:
    loose = {
        word(f.path[-1].partition("(")[0].strip('"'))
        for f in facts.all(Function)
        if f.volatility != "immutable"
    }
    for function in facts.own(Function):
        read = function.volatility == "immutable" and function.language in _READ
        if read and (said := _said(function.told(), loose)):
            message = f"is IMMUTABLE, and its body says `{said}`{_users(facts, function)}"
            yield Found(function.ref, message, "volatility")


def _said(body: str, loose: set[str]) -> str:
    """Return what in a body depends on more than the arguments, or nothing."""
    if called := unstable(body):
        return called
    if found := _WRITES.search(commands(body)):
        return " ".join(found[0].split())
    # What is read from is a table, or a function that is not immutable either.
    for home in read_from(body):
        if home[-1] != "(" or home[:-1].rpartition(".")[2] in loose:
            return f"from {home.rstrip('(')}"
    return ""


def _users(facts: Facts, function: Function) -> str:
    users = sorted(facts.model.users(function.ref))
    kept = [u for u in users if isinstance(facts.model.get(u), Index | Check | Column)]
    return f"; {kept[0]} keeps what it said once" if kept else ""


RULE = Rule(
    name="false-immutable",
    group="Routines",
    level=Level.warning,
    summary="a function is declared immutable and reads a table, a setting or the clock",
    why="Postgres believes the word: the answer of one call is kept in plans, in indexes and in"
    " generated columns. When the truth changes, an index finds rows no more that are there.",
    instead="Say `volatility: stable`; what an index needs has to depend on its arguments alone.",
    fix="None: an index may stand on it.",
    check=check,
)
