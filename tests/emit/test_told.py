"""What people are told: at terminals of any width and colour, in comments of any length."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from time import monotonic

import pytest

from vfed_schema.diff import Change, diff
from vfed_schema.emit.cost import counted, in_bytes
from vfed_schema.emit.fields import field_lines
from vfed_schema.emit.findings import between
from vfed_schema.emit.formats import MIGRATIONS, Style
from vfed_schema.emit.markdown import ALIKE, comment, marker
from vfed_schema.emit.mermaid import NODES, mermaid
from vfed_schema.emit.paint import Paint, wanted
from vfed_schema.emit.terminal import report, summed
from vfed_schema.errors import VfedSchemaError
from vfed_schema.kinds.check import Check
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.table import Table
from vfed_schema.kinds.view import View
from vfed_schema.migration import Migration
from vfed_schema.model import Model
from vfed_schema.plan import plan, way_back
from vfed_schema.record import replace
from vfed_schema.ref import Ref
from vfed_schema.shown import width as columns
from vfed_schema.step import Size

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def table(name: str, *columns: str) -> Iterator[Table | Column]:
    yield Table(path=("public", name))
    for column in columns:
        yield Column(path=("public", name, column), type="integer")


def migration(before: Model, after: Model) -> Migration:
    """Plan without a server, and call it proven by none."""
    forth = plan(before, after)
    back, no_return = way_back(after, before, 18)
    return Migration(
        origin="here", target="there", before=before, after=after, plan=forth, back=back,
        no_return=no_return, proven="", unproven="no server", left_out=(), unmanaged=(),
        one_sided=(), alike=(), version="", digest="", major=18, wanted=Model(),
    )  # fmt: skip


CONDITION = "(status = ANY (ARRAY['open'::text, 'paid'::text, 'sent'::text]))"
OTHER = CONDITION.replace("'paid'", "'settled'")


@pytest.fixture
def small() -> Migration:
    """A column that widens, a condition that changes, a column and a table that come."""
    check = Check(path=("public", "a", "a_check"), expression=CONDITION)
    before = Model([*table("a", "id", "n"), check])
    wide = Column(path=("public", "a", "n"), type="bigint")
    wide = Column(path=("public", "a", "n"), type="bigint")
    after = Model(
        [*table("a", "id", "more"), wide, replace(check, expression=OTHER), *table("b", "id")]
    )
    return migration(before, after)


def test_a_change_is_on_one_line_where_that_fits(small: Migration) -> None:
    """A field beside its object; without colour the words that differ are in signs."""
    lines = report(small).splitlines()

    assert "  ~ column n: type: integer → bigint" in lines
    assert "  + column more: integer" in lines
    assert "+ table public.b (1 column)" in lines
    assert (
        "      expression: (status = ANY (ARRAY['open'::text, [-'paid'-]{+'settled'+}::text,"
        " 'sent'::text]))" in lines
    )


def test_colour_shows_both_whole_and_repeats_what_signs_say(small: Migration) -> None:
    """On a wide terminal on one line, else on two; bold what comes, underlined what goes."""
    wide = report(small, colour=True, width=200)
    narrow = report(small, colour=True, width=80)

    assert f"expression: {CONDITION} → {OTHER}" in ANSI.sub("", wide)
    assert f"\n        - {CONDITION}\n        + {OTHER}\n" in ANSI.sub("", narrow)
    assert "\x1b[4;38;5;166m'paid'\x1b[0m" in wide
    assert "\x1b[1;38;5;33m'settled'\x1b[0m" in narrow
    assert "\x1b[31m" not in wide
    assert "\x1b[32m" not in wide


def test_a_narrow_terminal_is_kept_to(small: Migration) -> None:
    """Hazards are wrapped, words stay whole."""
    lines = report(small, width=60).split("hazards\n")[1].split("\n\n")[0].splitlines()

    assert max(map(len, lines)) <= 60
    assert len(report(small).splitlines()) < len(report(small, width=60).splitlines())


def test_a_summary_is_a_line_an_object_and_one_that_counts(small: Migration) -> None:
    """With the hazards of each by code."""
    assert [
        "~ table public.a: 1 added, 2 changed  ! table-lock, rewrite, may-fail",
        "+ table public.b (1 column)",
    ] == summed(small).splitlines()[:-1]
    assert summed(small).splitlines()[-1].startswith("3 to make, 2 to change, 0 to drop: ")


def test_what_it_costs_is_in_proportion(small: Migration) -> None:
    """A rewrite says who waits and how much there is to write, where that is known."""
    known = dataclasses.replace(small, sizes={("public", "a"): Size(41_200_000, 13_000_000_000)})
    never = dataclasses.replace(small, sizes={("public", "a"): Size(None, 0)})
    said = "nobody reads or writes it for as long as writing all of it and its indexes anew takes"

    assert f"{said} (about 41 million rows, 12 GB)" in report(known)
    assert "(of a size that was never estimated: ANALYZE)" in report(never)
    assert "about" not in report(small)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (999, "999"),
        (1_500, "1.5 thousand"),
        (999_999, "1.0 million"),
        (2 * 10**9, "2.0 billion"),
    ],
)
def test_numbers_as_people_say_them(number: int, said: str) -> None:
    """Rows by the thousand, million and billion."""
    assert said == counted(number)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 bytes"), (8192, "8 kB"), (1024**2 * 3, "3.0 MB"), (1024**4 * 12, "12 TB")],
)
def test_sizes_as_people_say_them(number: int, said: str) -> None:
    """Bytes to terabytes."""
    assert said == in_bytes(number)


def test_of_a_long_text_the_lines_that_differ_are_shown() -> None:
    """With two around each; not all of them, if there are very many."""
    query = "\n".join(f"line {n}" for n in range(200))
    was = View(path=("public", "v"), query=query)
    one = replace(was, query=query.replace("line 100\n", "line one hundred\n"))
    all_ = replace(was, query=query.replace("line", "row of"))

    assert [
        "query:",
        "    line 98",
        "    line 99",
        "  - line 100",
        "  + line one hundred",
        "    line 101",
        "    line 102",
    ] == texts(was, one)
    assert "  … and 340 lines more" == texts(was, all_)[-1]


def texts(was: View, now: View) -> list[str]:
    found = field_lines(Change(was.ref, was, now), Paint(False), 100)
    return [line.text for lines in found for line in lines]


def test_what_differs_in_spaces_alone_is_seen() -> None:
    """Text that looks alike is told as it is written."""
    was, now = (Check(path=("a", "b", "c"), expression=f"x = '{s}'") for s in ("a b", "a  b"))
    (lines,) = field_lines(Change(was.ref, was, now), Paint(False), 100)

    assert "expression: \"x = 'a b'\" → \"x = 'a  b'\"" == lines[0].text


@pytest.mark.parametrize(
    ("env", "terminal", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, True, False),
        ({"CLICOLOR": "0"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colour_is_as_the_environment_says(
    env: dict[str, str], terminal: bool, expected: bool
) -> None:
    """NO_COLOR has the last word, FORCE_COLOR and CLICOLOR_FORCE the one before."""
    assert expected == wanted(env, terminal)


def large(tables: int, columns: int) -> Migration:
    names = [f"column_{n}" for n in range(columns)]
    before = Model(obj for n in range(0, tables, 2) for obj in table(f"t{n}", *names))
    after = Model(obj for n in range(1, tables) for obj in table(f"t{n}", "id", *names[1:]))
    return migration(before, after)


@pytest.mark.parametrize("limit", [1_000, 5_000, 65_536, 1_000_000])
def test_a_comment_fits(limit: int) -> None:
    """Whatever is cut is said, in the order of what matters least; folds and fences are closed."""
    text = comment(large(300, 12), id_="x", limit=limit)
    left = text.rpartition("Left out, to fit in ")[2]

    assert len(text) <= limit
    assert text.startswith("<!-- vfed-schema: x -->\n### Schema: ")
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0
    assert (limit < 1_000_000) == ("all of the diagram" in left)
    assert (limit < 65_536) == ("all statements of the SQL" in left)
    assert (limit <= 5_000) == ("of the table" in left)
    assert (limit == 65_536) == ("-- CUT HERE" in text)


def test_a_large_diagram_is_cut_and_said() -> None:
    """Hosts draw 500 lines and 50,000 characters at most."""
    text = mermaid(large(300, 2))

    assert len(text) < 50_000
    assert text.count(" --> ") <= 4 * NODES
    assert 'more["and 240 more"]' in text


@pytest.mark.parametrize("name", ["", "a--b", "a-->b", "a\nb", "x" * 101, "a<b"])
def test_a_marker_cannot_be_broken_out_of(name: str) -> None:
    """The name of a comment is one that an HTML comment can hold."""
    with pytest.raises(VfedSchemaError, match="cannot name a comment"):
        marker(name)


@pytest.mark.parametrize("format_", MIGRATIONS)
def test_nothing_to_do_is_told_in_every_format(format_: str) -> None:
    """An empty plan is a document too."""
    model = Model(table("a", "id"))
    same = migration(model, model)

    assert [] == diff(model, model)
    assert isinstance(MIGRATIONS[format_](same, Style()), str)


def test_what_is_renamed_is_one_box_and_one_line() -> None:
    """A rename is neither a drop nor an add, in a diagram and in a comment."""
    after = Model([*table("b", "id"), *table("c", "id")])
    same = migration(after, after)
    renamed = (
        (Ref("table", ("public", "a")), Ref("table", ("public", "b"))),
        (Ref("column", ("public", "c", "old")), Ref("column", ("public", "c", "id"))),
        (Ref("enum", ("public", "e")), Ref("enum", ("public", "e"))),
    )
    plan = dataclasses.replace(
        same.plan, renamed=renamed, remade=frozenset({Ref("view", ("public", "v"))})
    )
    told = dataclasses.replace(same, plan=plan)
    drawn, text = mermaid(told), comment(told, id_="x", limit=65_536)

    assert [
        '  n0["(~) table public.b<br/>was table public.a"]:::changed',
        '  n1["(~) table public.c<br/>1 renamed"]:::changed',
        '  n2["(~) enum public.e<br/>parts renamed"]:::changed',
        '  n3["(~) view public.v<br/>made again"]:::changed',
    ] == [line for line in drawn.split("\n") if "[" in line]
    assert "| `~` | `enum public.e` | parts renamed |" in text
    assert "! table public.a: called table public.b from now on\n" in text
    assert not re.search("^[-+] ", text, re.MULTILINE)


def test_a_name_makes_no_line_of_a_diff() -> None:
    """What is in a name is on its own line of a comment, and seen there."""
    name = "a\n- table public.customers \u202e\u200b"
    text = comment(migration(Model(), Model(table(name, "id"))), id_="x", limit=65_536)

    assert "\n+ table public.a\\n- table public.customers \\u202e\\u200b\n" in text
    assert "\u202e" not in text.partition("CREATE TABLE")[0]


def test_wide_letters_take_two_columns() -> None:
    """What is wide is broken where the terminal ends, and a mark on a letter takes no room."""
    name = "日本語" * 7
    before = Model([*table(name, "id"), *table("b" * 42, "id")])
    goes = migration(before, Model(table("c", "id")))
    lines = report(goes, width=72).splitlines()

    assert [] == [line for line in lines[:-1] if columns(line) > 72]
    assert (6, 1) == (columns("日本語"), columns("e\u0301"))


LONG = "SELECT '" + "x" * 100_000 + "{}'::text"
MANY = "".join(f"  PERFORM {n} + {{}};\n" for n in range(20_000))


@pytest.mark.parametrize("body", [LONG, MANY, f"BEGIN\n{LONG}\nEND"])
def test_what_differs_of_a_huge_text_is_seen_soon(body: str) -> None:
    """Not all of it is printed, and not every line is held against every other one."""
    was, now = (View(path=("public", "v"), query=body.replace("{}", n)) for n in ("1", "2"))
    change = Change(now.ref, was, now)
    start = monotonic()
    lines = [line for lines in field_lines(change, Paint(False), 100) for line in lines]
    told = between(was.query, now.query)

    assert sum(len(line.text) for line in lines) < 5_000
    assert len(told) < 1_000
    assert all(sign in "".join(line.text for line in lines) for sign in "12")
    assert "1" in told.partition("2")[0]
    assert monotonic() - start < 10  # ten times what it takes; each with each takes minutes


def test_hazards_alike_leave_room_for_the_rest() -> None:
    """Of many of one kind some are told in full, and all are named."""
    before = Model([obj for n in range(300) for obj in table(f"t{n}", "id")])
    wide = (Column(path=("public", f"t{n}", "id"), type="bigint") for n in range(300))
    after = Model([*(o for o in before.values() if isinstance(o, Table)), *wide])
    text = comment(migration(before, after), id_="x", limit=65_536)

    assert ALIKE == text.count("- **rewrite**: rewrites ")
    assert f"- **rewrite**: likewise {300 - ALIKE} more: column public.t" in text
    assert {str(n) for n in range(300)} == set(re.findall(r"public\.t(\d+)", text))
    assert "<summary>SQL</summary>" in text


def test_what_is_small_stays_beside_what_does_not_fit() -> None:
    """One statement too long for a comment takes nothing along that would fit."""
    query = f"SELECT '{'x' * 70_000}'::text"
    views = (View(path=("public", "v"), query=f"{query} AS {name}") for name in "ab")
    text = comment(migration(*(Model([view]) for view in views)), id_="x", limit=65_536)

    assert "<summary>Every change</summary>" in text
    assert "<summary>Diagram</summary>" in text
    assert len(text) <= 65_536
    assert "statements of the SQL" in text.splitlines()[-1]


def test_what_is_not_managed_is_named_where_nothing_else_differs() -> None:
    """In the summary and the comment too, which say from what to what; no empty diagram."""
    model = Model(table("a", "id"))
    told = dataclasses.replace(
        migration(model, model), one_sided=("only in what is there: subscription s",)
    )
    text = comment(told, id_="x", limit=65_536)

    assert "not managed: only in what is there: subscription s\n" in summed(told)
    assert "From `here` to `there`." in text
    assert "| `only in what is there: subscription s` | not managed |" in text
    assert "mermaid" not in text
    assert 'none["no object that is managed differs"]' in mermaid(told)
