"""SQL as rules read it: without what is only said in it, and taken apart at its ANDs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..sql import bare, closing, outside, unquoted

_SAID = re.compile(
    r"""[eE]?'(?:[^']|'')*' | \$(\w*)\$.*?\$\1\$ | "(?:[^"]|"")+" """, re.DOTALL | re.VERBOSE
)
_COLUMN = r'("(?:[^"]|"")+"|[^\W\d][\w$]*)'
_SURE = re.compile(
    rf"{_COLUMN}\s+(?:IS NOT NULL|IS (?:TRUE|FALSE)|(?:=|<>|[<>]=?)\s.+)\Z", re.DOTALL
)
_NOT_NULL = re.compile(rf"{_COLUMN} IS NOT NULL\Z")
# What Postgres has of its own that says something else another time, or to somebody else.
_CALLS = (
    r"now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random"
    r"|random_normal|current_setting|gen_random_uuid|uuidv4|uuidv7|uuid_generate_v[14]\w*"
    r"|nextval|currval|lastval|to_regclass|txid_current\w*|pg_current_xact_id\w*|pg_backend_pid"
    r"|age(?=\s*\((?:[^(),]|\([^()]*\))*\))"  # of one moment: since today
)
_WORDS = (
    r"current_timestamp|current_date|current_time|localtimestamp|localtime|current_user"
    r"|current_role|session_user|current_schema|current_catalog|system_user"
)
UNSTABLE = re.compile(rf"\b(?:({_CALLS})\s*\(|({_WORDS})\b)", re.IGNORECASE)
_WITH = re.compile(r"\b(\w+) (?:\( [^()]* \) )?as +\(")
_TOKEN = re.compile(r"\w+|\S")
# Within the brackets of these, FROM is no clause.
_NO_CLAUSE = frozenset({"extract", "trim", "substring", "overlay"})


def commands(sql: str) -> str:
    """Return SQL without comments, with each literal and each quoted name as `''` and `""`."""
    return _SAID.sub(lambda found: '""' if found[0][0] == '"' else "''", bare(sql))


def unstable(sql: str) -> str:
    """Return the first call in SQL that asks the clock, a setting or the like, or nothing."""
    found = UNSTABLE.search(commands(sql))
    if not found:
        return ""
    return found[2] or f"{found[1]}()"


def read_from(sql: str) -> Iterator[str]:
    """Yield what follows each FROM and JOIN of a query, in small letters: a name, or a function's.

    What the query calls so itself, in WITH, is left out.
    """
    words = _TOKEN.findall(commands(sql).lower())
    plain = " ".join(words).replace("not materialized", "").replace("materialized", "")
    own = {found[1] for found in _WITH.finditer(plain)}
    homes: list[str] = [""]
    last = ""
    for number, word in enumerate(words):
        if word == "(":
            homes.append(last)
        elif word == ")" and len(homes) > 1:
            homes.pop()
        elif word == "select":
            homes[-1] = ""
        elif _clause(word, last, homes[-1]):
            rest = [w for w in words[number + 1 : number + 4] if w not in ("lateral", "only")]
            if rest[:1] and (rest[0].isidentifier() or rest[0] == '"') and rest[0] not in own:
                called = "".join(rest) if rest[1:2] == ["."] else rest[0]
                yield f"{called}(" if rest[1:2] == ["("] else called
        last = word


def _clause(word: str, last: str, home: str) -> bool:
    return word == "join" or (word == "from" and last != "distinct" and home not in _NO_CLAUSE)


def terms(condition: str) -> Iterator[str]:
    """Yield what a condition joins by AND, each without brackets around it.

    >>> list(terms("((a > 0) AND (b IS NOT NULL))"))
    ['a > 0', 'b IS NOT NULL']
    """
    said = condition.strip()
    while said.startswith("(") and closing(said, 0) == len(said) - 1:
        said = said[1:-1].strip()
    spots = [i for i in outside(said) if said[i : i + 5] == " AND "]
    if not spots:
        yield said
        return
    for start, end in zip([-5, *spots], [*spots, len(said)], strict=True):
        yield from terms(said[start + 5 : end])


def sure(condition: str) -> frozenset[str]:
    """Return the columns that are not null wherever a condition is true.

    >>> sorted(sure("((a > 0) AND (b IS NOT NULL) AND ((c = 1) OR (d = 2)))"))
    ['a', 'b']
    """
    found = (_SURE.match(term) for term in terms(condition) if not _either(term))
    return frozenset(unquoted(match[1]) for match in found if match)


def only_not_null(condition: str) -> frozenset[str]:
    """Return the columns that a condition asks to be not null, where it asks for nothing else."""
    found = [_NOT_NULL.match(term) for term in terms(condition)]
    return frozenset(unquoted(m[1]) for m in found if m) if all(found) else frozenset()


def _either(term: str) -> bool:
    return any(term[i : i + 4] == " OR " for i in outside(term))
