"""Fixes are small edits of a person's file: what stands around them stays as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from vfed_schema.artifacts import amend
from vfed_schema.lint.mending import mended
from vfed_schema.lint.rule import Add, Fix, Remove
from vfed_schema.ref import Ref
from vfed_schema.source import read

A = Ref("table", ("public", "a"))
INDEX = Add(A, "indexes", "a_n_idx", "[n]")
KEYED = replace(INDEX, near=(Ref("foreign_key", ("public", "a", "a_n_fkey")), "columns"))
SECOND = Add(A, "indexes", "a_m_idx", "[m]")
GONE = Remove(Ref("index", ("public", "a_old")))
VALID = Remove(Ref("check", ("public", "a", "a_low")), "not_valid")
SILENT = Remove(Ref("silence", ("table", "public", "a", "long-name")), "reason")

Cases = dict[str, tuple[str, list[Fix], dict[str, str]]]

ADDED: Cases = {
    "at the end of a section": (
        """
        tables:
          a:
            columns: {n: int, m: int}   # two

            # what is looked up
            indexes:
              a_m: [m]     # by m

            # the end
          b:
            columns: {id: int}
        """,
        [INDEX],
        {"              a_m: [m]     # by m": "              a_m: [m]     # by m\n"
         "              a_n_idx: [n]"},
    ),
    "in a section that is not there": (
        """
        tables:
          a:
            columns:
              n: int   # no more
              m: int
            comment: |
              of two

              lines

          # the next one
          b: {columns: {id: int}}
        """,
        [INDEX, SECOND],
        {"              lines": "              lines\n            indexes:\n"
         "              a_n_idx: [n]\n              a_m_idx: [m]"},
    ),
    "in braces": (
        """
        tables:
          a: {columns: {n: int, m: int}}   # short
        """,
        [INDEX, SECOND],
        {"m: int}}": "m: int}, indexes: {a_n_idx: [n], a_m_idx: [m]}}"},
    ),
    "in a section in braces": (
        """
        tables:
          a:
            columns: {n: int, m: int}
            indexes: {a_m: [m]}
        """,
        [INDEX],
        {"{a_m: [m]}": "{a_m: [m], a_n_idx: [n]}"},
    ),
    "in a list": (
        """
        tables:
          a:
            columns: {n: int, m: int}
            indexes:
            - [m]
            - keys: [m DESC]
              where: m > 0
            comment: two
        """,
        [INDEX],
        {"              where: m > 0": "              where: m > 0\n            - [n]"},
    ),
    "at the end of a file without a last line": (
        "tables:\n  a:\n    columns: {n: int, m: int}\n    indexes:\n      a_m: [m]",
        [INDEX],
        {"      a_m: [m]": "      a_m: [m]\n      a_n_idx: [n]\n"},
    ),
}  # fmt: skip

REMOVED: Cases = {
    "a line": (
        """
        tables:
          a:
            columns: {n: int}
            indexes:
              # the new one
              a_new: [n]   # kept
              a_old: [n]   # goes
              # the end
              a_more: ["(n + 1)"]
        """,
        [GONE],
        {"              a_old: [n]   # goes\n": ""},
    ),
    "several lines, and the section that would be empty": (
        """
        tables:
          a:
            columns: {n: int}
            indexes:
              a_old:
                keys: [n]
                where: |
                  n > 0
            comment: one
        """,
        [GONE],
        {
            "            indexes:\n              a_old:\n                keys: [n]\n"
            "                where: |\n                  n > 0\n": ""
        },
    ),
    "the first in braces": (
        """
        tables:
          a: {columns: {n: int}, indexes: {a_old: [n], a_new: [n]}}
        """,
        [GONE],
        {"a_old: [n], ": ""},
    ),
    "the last in braces": (
        """
        tables:
          a: {columns: {n: int}, indexes: {a_new: [n], a_old: {keys: [n], where: n > 0}}}
        """,
        [GONE],
        {", a_old: {keys: [n], where: n > 0}": ""},
    ),
    "a key, whatever its line": (
        """
        tables:
          a:
            columns: {n: int}
            checks:
              a_low: {expression: n > 0, not_valid: true}   # for now
        """,
        [VALID],
        {", not_valid: true": ""},
    ),
    "a silence, and its mapping": (
        """
        tables:
          a:
            lint: {long-name: it is not}
            columns: {n: int}
        """,
        [SILENT],
        {"            lint: {long-name: it is not}\n": ""},
    ),
    "a silence beside another": (
        """
        tables:
          a:
            lint:
              long-name: it is not
              unlogged-table: it is
            columns: {n: int}
        """,
        [SILENT],
        {"              long-name: it is not\n": ""},
    ),
}

ANCHORED: Cases = {
    "behind an anchor that nobody names": (
        """
        tables:
          a: &a
            columns: {n: int, m: int}
            indexes: &i
              a_m: [n, m]
        """,
        [INDEX],
        {"              a_m: [n, m]\n": "              a_m: [n, m]\n              a_n_idx: [n]\n"},
    ),
    "behind an anchored list": (
        """
        tables:
          a:
            columns: {n: int, m: int}
            indexes: &i
            - &j [m]
        """,
        [INDEX],
        {"            - &j [m]\n": "            - &j [m]\n            - [n]\n"},
    ),
    "behind an alias": (
        """
        tables:
          b: {columns: &c {n: int, m: int}}
          a:
            indexes: {a_m: [m]}
            columns: *c   # the same
          c: {columns: *c}
        """,
        [INDEX],
        {"{a_m: [m]}": "{a_m: [m], a_n_idx: [n]}"},
    ),
    "after an alias": (
        """
        tables:
          b: {columns: &c {n: int, m: int}}
          a:
            columns: *c   # the same
        """,
        [INDEX],
        {"*c   # the same\n": "*c   # the same\n    indexes:\n      a_n_idx: [n]\n"},
    ),
    "behind what an alias says of a column": (
        """
        tables:
          b: {columns: {id: {type: int, primary_key: true}, n: &n {type: int, references: b(id)}}}
          a:
            columns: {n: *n}
        """,
        [KEYED],
        {"{n: *n}\n": "{n: *n}\n            indexes:\n              a_n_idx: [n]\n"},
    ),
    "an alias goes, and what it names stays": (
        """
        tables:
          a:
            columns: {n: int}
            indexes: {a_new: &k [n], a_old: *k}
        """,
        [GONE],
        {", a_old: *k": ""},
    ),
}

CASES = {**ADDED, **REMOVED, **ANCHORED}


@pytest.mark.parametrize("case", CASES)
def test_an_edit_changes_its_place_and_nothing_else(case: str, tmp_path: Path) -> None:
    """The text after is the text before with one piece replaced; the file reads, and says it."""
    before, fixes, change = CASES[case]
    ((old, new),) = change.items()
    text, old, new = dedent(before).lstrip("\n"), _dedented(old), _dedented(new)
    file = tmp_path / "tables.yaml"
    file.write_text(text)
    done = mended(read(file), fixes)

    assert {} == done.refused
    assert 1 == text.count(old)
    assert [file] == list(done.edits)
    amend(file, done.edits[file])
    assert text.replace(old, new) == file.read_text()
    _check(file, fixes)


def _dedented(part: str) -> str:
    """Return a piece as it stands in the text that is written flush left."""
    return "\n".join(line.removeprefix("        ") for line in part.split("\n"))


def _check(file: Path, fixes: list[Fix]) -> None:
    model = read(file).model
    for fix in fixes:
        if isinstance(fix, Add):
            assert Ref("index", ("public", fix.key)) in model
        elif fix.field == "not_valid":
            assert not getattr(model[fix.ref], str(fix.field))
        else:
            assert fix.ref not in model


def test_what_is_said_with_something_else_is_left_alone(tmp_path: Path) -> None:
    """A foreign key that a column says cannot be taken out without the column."""
    file = tmp_path / "tables.yaml"
    file.write_text("tables:\n  a: {columns: {id: {type: int, references: a(id)}}}\n")
    key = Ref("foreign_key", ("public", "a", "a_id_fkey"))
    done = mended(read(file), [Remove(key)])

    assert ({}, ()) == (done.edits, done.done)
    assert "together with something else" in done.refused[Remove(key)]


def test_of_one_place_one_thing_is_taken_out_at_a_time(tmp_path: Path) -> None:
    """Two that go from one mapping would leave half a comma behind."""
    file = tmp_path / "tables.yaml"
    file.write_text("tables:\n  a: {columns: {n: int}, indexes: {a_old: [n], a_new: [n]}}\n")
    done = mended(read(file), [GONE, Remove(Ref("index", ("public", "a_new")))])

    assert (GONE,) == done.done
    assert {} == done.refused


ALIASES: dict[str, tuple[str, Fix, str]] = {
    "a body that an alias says": ("a: *t", INDEX, "`*t` says it, and others with it"),
    "a section that an alias says": (
        "a: {columns: {n: int}, indexes: *i}", INDEX, "an alias says the section",
    ),
    "a section that is merged in": (
        "a: {<<: *t, comment: one}", INDEX, "would take the place of what is merged in",
    ),
    "what an alias names": (
        "a: {columns: {n: int}, indexes: {a_old: &k [n], a_new: *k}}", GONE, "an alias names",
    ),
    "what hides what is merged in": (
        "a: {<<: *t, indexes: {a_old: [n]}}", GONE, "(`<<`) would be seen instead",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ALIASES)
def test_what_aliases_say_elsewhere_is_left_alone(case: str, tmp_path: Path) -> None:
    """An edit that would change another object too, or take away what it needs, is refused."""
    said, fix, why = ALIASES[case]
    file = tmp_path / "tables.yaml"
    file.write_text(
        "tables:\n  t: &t\n    columns: {n: int}\n"
        f"    indexes: &i [{{keys: [n], where: n > 0}}]\n  {said}\n"
    )
    done = mended(read(file), [fix])

    assert ({}, ()) == (done.edits, done.done)
    assert why in done.refused[fix]
