"""SQL as rules read it: without what is only said in it, and taken apart at its ANDs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..sql import closing, outside, pieces, unquoted

_DOLLAR = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_COLUMN = r'("(?:[^"]|"")+"|[^\W\d][\w$]*)'
_SURE = re.compile(
    rf"{_COLUMN}\s+(?:IS NOT NULL|IS (?:TRUE|FALSE)|(?:=|<>|[<>]=?)\s.+)\Z", re.DOTALL
)
_NOT_NULL = re.compile(rf"{_COLUMN} IS NOT NULL\Z")
# What Postgres has of its own that says something else another time, or to somebody else.
_CALLS = (
    r"now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random"
    r"|random_normal|current_setting|uuidv4|uuidv7"
    r"|nextval|currval|lastval|to_regclass|txid_current\w*|pg_current_xact_id\w*|pg_backend_pid"
    r"|age(?=\s*\((?:[^(),]|\([^()]*\))*\))"  # of one moment: since today
)
_OF_ANY_SCHEMA = r"gen_random_uuid|uuid_generate_v[14]\w*"  # extensions bring them
_WORDS = (
    r"current_timestamp|current_date|current_time|localtimestamp|localtime|current_user"
    r"|current_role|session_user|current_schema|current_catalog|system_user"
)
# What stands in a schema of its own, or is a field of a row, is somebody else.
UNSTABLE = re.compile(
    rf"""(?<!["\w.])(?:pg_catalog\s*\.\s*)?(?:({_CALLS})\s*\(|({_OF_ANY_SCHEMA})\s*\(|({_WORDS})\b)"""
    rf"""|(?<=\.)({_OF_ANY_SCHEMA})\s*\(""",
    re.IGNORECASE,
)
_WITH = re.compile(r'("\w*"|\b\w+) (?:\( [^()]* \) )?as +\(')
_TOKEN = re.compile(r'"\w*"|\w+|\S')
# Within the brackets of these, FROM is no clause.
_NO_CLAUSE = frozenset({"extract", "trim", "substring", "overlay"})
# What ends the list that follows FROM.
_ENDS = frozenset(
    {"select", "where", "group", "having", "order", "limit", "offset", "fetch", "for", "union"}
    | {"intersect", "except", "returning", "window", "set", "values", "then", "loop", ";"}
)


def commands(sql: str) -> str:
    """Return SQL without comments, with each literal as `''`, each quoted name as a quoted word."""
    return "".join(map(_plain, pieces(sql)))


def _plain(piece: str) -> str:
    if piece.startswith(("--", "/*")):
        return " "
    if piece[0] == '"':
        return f'"{word(unquoted(piece))}"'
    return "''" if piece[0] == "'" or _DOLLAR.match(piece) else piece


def literals(sql: str) -> Iterator[str]:
    """Yield what stands in each literal: it may be SQL that is put together and run."""
    for piece in pieces(sql):
        if piece[0] == "'":
            yield piece[1:-1].replace("''", "'")
        elif tag := _DOLLAR.match(piece):
            yield piece.removeprefix(tag[0]).removesuffix(tag[0])


def word(called: str) -> str:
    """Return a name as `read_from` tells it."""
    return re.sub(r"\W", "_", called).lower()


def unstable(sql: str) -> str:
    """Return the first call in SQL that asks the clock, a setting or the like, or nothing."""
    found = UNSTABLE.search(commands(sql))
    if not found:
        return ""
    return found[3] or f"{found[1] or found[2] or found[4]}()"


def read_from(sql: str, also: Collection[str] = ()) -> Iterator[str]:
    """Yield what a query reads from, in small letters: names, and a function's with its bracket.

    `also` are words that a name follows too, such as INTO. What the query calls so itself, in WITH,
    is left out.
    """
    words = _TOKEN.findall(commands(sql).lower())
    plain = " ".join(words).replace("not materialized", "").replace("materialized", "")
    own = {found[1] for found in _WITH.finditer(plain)}
    reader = _Reader(also)
    for number, said in enumerate(words):
        if reader.names(said):
            called = _dotted(words[number : number + 6])
            if called.rstrip("(") not in own:
                yield called.replace('"', "")


class _Reader:
    """Goes through the words of a query, and knows where a relation is named."""

    def __init__(self, also: Collection[str]) -> None:
        self.also = also
        self.homes = [""]  # the word before each open bracket
        self.lists = [False]  # true within the list that follows FROM
        self.due = False
        self.last = ""

    def names(self, said: str) -> bool:
        """Take a word; return True if it begins the name of what is read from."""
        due, self.due = self.due, False
        before, self.last = self.last, said
        if said == "(":
            self.homes.append(before)
            self.lists.append(False)
            self.due = due and before != "using"
        elif said == ")" and len(self.homes) > 1:
            self.homes.pop()
            self.lists.pop()
        elif said in _ENDS:
            self.lists[-1] = False
            self.homes[-1] = "" if said == "select" else self.homes[-1]
        elif said == "from" and before != "distinct" and self.homes[-1] not in _NO_CLAUSE:
            self.lists[-1] = self.due = True
        elif said in ("join", *self.also) or (said == "," and self.lists[-1]):
            self.due = True
        elif due and said in ("lateral", "only"):
            self.due = due
        else:
            return due and (said.isidentifier() or said[0] == '"')
        return False


def _dotted(words: list[str]) -> str:
    """Return the name that words begin with, and the bracket behind it."""
    size = 1
    while words[size : size + 1] == ["."] and size + 1 < len(words):
        size += 2
    return "".join(words[:size]) + ("(" if words[size : size + 1] == ["("] else "")


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
