"""Where quotes, comments and brackets of SQL end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from vfed_schema.sql import bare, closing, outside, split

PIECES = (
    *("'", "''", "\\", "\\'", "E'", "e", "_e'", '"', '""', "$$", "$a$", "$a", "$", "$1", "a$b"),
    *("(", ")", "[", "]", "--", "\n", "/*", "*/", "/", "*", "-", ",", ";", " ", "a", "é", "→", "1"),
)
SQL = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
NASTY = [
    r"(E'\'' || ')', a)",
    "($a$ ) $b$ ) $a$, (b))",
    "(/* /* ) */ ) */ x)",
    '("a)""(", b)',
    "(a$$b, c$$d)",
    "(n_e'\\', 'a')",
    "($$a$$$$)$$)",
    "($😀$)$😀$)",
    "(a -- )\n)",
    "('a'e'\\')",
]


def tokens(sql: str) -> Iterator[tuple[str, int, int]]:
    """Yield what SQL is made of, character by character, as Postgres's lexer takes it apart."""
    i = 0
    while i < len(sql):
        start, c = i, sql[i]
        if c in "eE" and sql[i + 1 : i + 2] == "'":
            i = string(sql, i + 1, escapes=True)
            yield "other", start, start + 1
            yield "quoted", start + 1, i
        elif c in "'\"":
            i = string(sql, i, escapes=False)
            yield "quoted", start, i
        elif name(c):
            while i < len(sql) and (name(sql[i]) or sql[i] == "$"):
                i += 1
            yield "other", start, i
        elif tag := re.compile(r"\$(([^\W\d]|[\x80-\U0010ffff])(\w|[\x80-\U0010ffff])*)?\$").match(
            sql, i
        ):
            end = sql.find(tag.group(), tag.end())
            i = len(sql) if end < 0 else end + len(tag.group())
            yield "quoted", start, i
        elif sql[i : i + 2] == "--":
            while i < len(sql) and sql[i] != "\n":
                i += 1
            yield "comment", start, i
        elif sql[i : i + 2] == "/*":
            i = comment(sql, i)
            yield "comment", start, i
        else:
            i += 1
            yield "other", start, i


def name(c: str) -> bool:
    return c.isalnum() or c == "_" or c >= "\x80"


def string(sql: str, i: int, *, escapes: bool) -> int:
    quote, i = sql[i], i + 1
    while i < len(sql):
        if (escapes and sql[i] == "\\") or sql[i : i + 2] == quote * 2:
            i += 2
        elif sql[i] == quote:
            return i + 1
        else:
            i += 1
    return len(sql)


def comment(sql: str, i: int) -> int:
    depth = 0
    while i < len(sql):
        step = {"/*": 1, "*/": -1}.get(sql[i : i + 2], 0)
        depth, i = depth + step, i + (2 if step else 1)
        if depth == 0:
            return i
    return len(sql)


def plain(sql: str) -> list[int]:
    return [i for what, start, end in tokens(sql) if what == "other" for i in range(start, end)]


def many(test: Callable[[str], None]) -> Callable[[], None]:
    """Show a test all that is nasty, and much that chance makes."""
    for sql in NASTY:
        test = example(sql)(test)
    return given(SQL)(test)


@many
def test_a_bracket_is_closed_where_it_is_in_no_quotes(sql: str) -> None:
    """Each bracket's other is the one a reader of every character finds."""
    spots = plain(sql)
    for n, start in enumerate(spots):
        if sql[start] == "(":
            depth, expected = 0, len(sql)
            for i in spots[n:]:
                depth += {"(": 1, ")": -1}.get(sql[i], 0)
                if depth == 0:
                    expected = i
                    break

            assert closing(sql, start) == expected


@many
def test_what_is_outside_is_in_no_quotes_and_no_brackets(sql: str) -> None:
    """A separator counts where a reader of every character is in no quotes and no brackets."""
    depth, expected = 0, []
    for i in plain(sql):
        depth -= sql[i] in ")]"
        if depth == 0 and sql[i] not in "([":
            expected.append(i)
        depth += sql[i] in "(["
    commas = [-1, *(i for i in expected if sql[i] == ","), len(sql)]
    parts = [sql[a + 1 : b].strip() for a, b in pairwise(commas)]

    assert list(outside(sql)) == expected
    assert split(sql) == (parts if sql.strip() else [])


@many
def test_what_is_bare_has_no_comments(sql: str) -> None:
    """All but the comments stays."""
    kept = "".join(sql[a:b] for what, a, b in tokens(sql) if what != "comment")

    assert bare(sql) == kept.strip()
