"""Functions that say that they are immutable, and are not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...finding import Level
from ...kinds.check import Check
from ...kinds.column import Column
from ...kinds.index import Index
from ...kinds.routine import Function
from ...sql import bare
from ..facts import Facts
from ..rule import Found, Rule

_UNSTABLE = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|random|current_setting"
    r"|gen_random_uuid|nextval|currval|to_regclass)\s*\("
    r"|\b(current_timestamp|current_date|localtimestamp|current_user|session_user)\b"
    r"|\bfrom\s+(?!(?:unnest|generate_series|jsonb?_\w+|regexp_\w+|string_to_table)\s*\()(?=[\w\"])"
    r"|\b(insert\s+into|update\s+\w|delete\s+from)\b",
    re.IGNORECASE,
)
_NO_READING = re.compile(r"\b(extract|trim|substring|overlay)\s*\([^()]*\)", re.IGNORECASE)
_TEXT = re.compile(r"'(?:[^']|'')*'|--[^\n]*")


def check(facts: Facts) -> Iterator[Found]:
    for function in facts.own(Function):
        if function.volatility != "immutable":
            continue
        body = _NO_READING.sub("", _TEXT.sub("", bare(function.told())))
        found = _UNSTABLE.search(re.sub(r"\bdistinct\s+from\b", "", body, flags=re.IGNORECASE))
        if found:
            said = " ".join(found.group(0).split()).rstrip("(").strip()
            message = f"is IMMUTABLE, and its body says `{said}`{_users(facts, function)}"
            yield Found(function.ref, message, "volatility")


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
