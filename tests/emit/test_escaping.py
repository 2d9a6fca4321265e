"""Whatever is in a text, it stays text, in every format."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vfed_schema.emit.fitting import Part, fitted
from vfed_schema.emit.formats import render
from vfed_schema.emit.github import github
from vfed_schema.emit.junit import clean, junit
from vfed_schema.emit.markup import code, fence, row, words
from vfed_schema.emit.mermaid import _text
from vfed_schema.emit.paint import Paint
from vfed_schema.emit.words import marked, near, pieces, side, similar
from vfed_schema.errors import Mark
from vfed_schema.finding import Finding, Level
from vfed_schema.shown import visible

MARKDOWN = MarkdownIt("commonmark").enable("table")
# Much of what has a meaning somewhere, beside any text at all.
TEXT = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from("`|\\<>&*_[]()#~@!$%:,;\"' \n\r\tab1-+"), max_size=30),
)
SQL = st.lists(
    st.sampled_from(
        [
            "a",
            "b",
            "=",
            "'it''s'",
            "'x",
            "y'",
            '"q"',
            "(",
            ")",
            ",",
            "::",
            "text",
            "AND",
            "",
            "\n",
            ";",
        ]
    )
)


def inline(text: str) -> list[Token]:
    return [token for block in MARKDOWN.parse(text) for token in block.children or ()]


def shown(tokens: list[Token]) -> str:
    """Return what a reader sees, without tags."""
    return "".join(t.content for t in tokens if t.type not in ("html_inline",))


HIDDEN = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def seen(text: str) -> str:
    """Return a text in one line, with the number of each character that no page shows."""
    return re.sub(HIDDEN, lambda m: m[0].encode("unicode_escape").decode(), text).strip()


def logged(text: str) -> str:
    """Return a text as a log shows it, in as many lines."""
    return re.sub(f"(?![\r\n\t]){HIDDEN}", lambda m: m[0].encode("unicode_escape").decode(), text)


@given(TEXT, TEXT)
@settings(max_examples=400, deadline=None)
def test_a_cell_of_a_table_is_one_cell(one: str, two: str) -> None:
    """However many bars and backticks are in it, and it reads as it was."""
    table = "| | |\n|---|---|\n" + row(code(one) or "-", code(two) or "-")
    cells = [
        shown(tokens[n + 1].children or [])
        for tokens in [MARKDOWN.parse(table)]
        for n, token in enumerate(tokens)
        if token.type == "td_open"
    ]

    assert [seen(one) or "-", seen(two) or "-"] == [cell.strip() for cell in cells]


@given(TEXT)
@settings(max_examples=400, deadline=None)
def test_words_mean_nothing(text: str) -> None:
    """No emphasis, no link, no HTML comes of a message; and it reads as it was."""
    tokens = inline(f"- code: {words(text)}")
    kinds = {token.type for token in tokens}

    assert kinds <= {"text", "code_inline", "html_inline", "text_special"}
    assert {t.content for t in tokens if t.type == "html_inline"} <= {"<code>", "</code>"}
    assert f"code: {seen(' '.join(text.split()))}".rstrip() == shown(tokens).rstrip()


@given(TEXT, st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_a_block_of_code_ends_where_it_should(text: str, ticks: int) -> None:
    """Fences in SQL are part of it."""
    sql = f"SELECT 1\n{'`' * ticks}\n</details>\n{text}".replace("\r", "\n").replace("\x00", "")
    before, after = fence(sql, "sql")
    tokens = MARKDOWN.parse(f"<details>\n\n{before}{sql}{after}\n</details>\n")

    assert ["html_block", "fence", "html_block"] == [token.type for token in tokens]
    assert f"{sql}\n" == tokens[1].content


@given(TEXT, TEXT, st.sampled_from(Level))
@settings(max_examples=300, deadline=None)
def test_a_workflow_command_is_one_line_and_reads_back(one: str, two: str, level: Level) -> None:
    """As GitHub's runner takes it apart: properties by comma, the message behind the colons."""
    finding = Finding(
        rule=f"r{one}", level=level, message=two, subject=f"s{one}", mark=Mark("a,b:c.yaml", 2, 3)
    )
    line = github([finding]).removesuffix("\n")
    found = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line)

    assert "\n" not in line
    assert "\r" not in line
    assert found
    told = dict(pair.split("=", 1) for pair in found[2].split(","))
    assert {"file", "line", "col", "title"} == set(told)
    assert (logged(f"r{one}: s{one}"), "a,b:c.yaml") == (
        decoded(told["title"]),
        decoded(told["file"]),
    )
    assert logged(two) == decoded(found[3])


def decoded(text: str) -> str:
    for code_, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code_, sign)
    return text


@given(TEXT, TEXT)
@settings(max_examples=300, deadline=None)
def test_xml_is_well_formed_and_reads_back(one: str, two: str) -> None:
    """What XML cannot hold is replaced; all else is there."""
    finding = Finding(rule="r", level=Level.error, message=two, subject=one)
    root = ElementTree.fromstring(junit([finding], name="s").encode())
    case = root.find("testsuite/testcase")

    assert case is not None
    assert clean(one) == case.get("name")
    failure = case.find("failure")
    assert failure is not None
    assert clean(two) == failure.get("message")


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_a_label_of_a_diagram_has_no_signs(text: str) -> None:
    """Nothing ends a label before its end: signs are given by their numbers."""
    assert re.fullmatch(r"(?:[\w .…]|#\d+;)*", _text(text))


@given(SQL, SQL)
@settings(max_examples=400, deadline=None)
def test_words_that_differ_make_both_texts(one: list[str], two: list[str]) -> None:
    """The pieces of either side are that text, and signs are around what differs alone."""
    was, now = " ".join(one), " ".join(two)
    found = pieces(was, now)

    assert was == "".join(piece.text for piece in side(found, "-"))
    assert now == "".join(piece.text for piece in side(found, "+"))
    assert (was == now) == all(piece.sign == " " for piece in found)
    assert [p for p in found if p.sign != " "] == [p for p in near(found, 5) if p.sign != " "]
    if was == now:
        assert was == marked(found)
        assert similar(found)


@given(
    st.lists(st.lists(st.text(max_size=30), max_size=12), max_size=6),
    st.integers(1000, 3000),
)
@settings(max_examples=200, deadline=None)
def test_what_is_too_long_is_cut_and_said(items: list[list[str]], limit: int) -> None:
    """The first part in the order of cutting goes first; no text is longer than allowed."""
    parts = [
        Part(head="h", items=tuple(part * 20), foot="f", name=f"of part {n}", first=n)
        for n, part in enumerate(items, 1)
    ]
    whole = "".join(str(part) for part in parts)
    text = fitted(parts, limit)

    assert len(text) <= limit
    assert (text == whole) == (len(whole) <= limit)
    if len(whole) > limit:
        assert "Left out, to fit in" in text


def test_what_is_shown_hides_nothing() -> None:
    """Escapes, line ends and what turns the direction of writing are told by their numbers."""
    odd = "a\nb\x1b[31m\u202e\x85é🙂\tc"
    finding = Finding(rule="r", level=Level.note, message=odd, subject=f"table {odd}")
    paint = Paint(True)

    assert r"a\nb\x1b[31m\u202e\x85é🙂\tc" == visible(odd)
    assert "\x1b[1ma\\x1b[31m\n\x1b[0m" == paint.shown(paint("~", "a\x1b[31m\n"))
    assert "a\\x1b[1m" == Paint(False).shown("a\x1b[1m")
    assert 2 == len(render([finding], "text").splitlines())
    for format_ in ("text", "github", "markdown"):
        assert not {"\x1b", "\u202e", "\x85"} & {*render([finding], format_)}


def test_no_name_makes_a_link_in_sarif() -> None:
    """`[text](place)` in a message is a link; a type's brackets stay."""
    finding = Finding(
        rule="r", level=Level.note, message="integer[]", subject="table [a](http://b)"
    )

    assert "table [a] (http://b): integer[]" in render([finding], "sarif")
