"""`vfed-schema docs` and `diff --format html` as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import vfed
from tests.pages.models import ROOT
from tests.pages.test_pages import data_of
from tests.witness import psql
from vfed_schema.scratch import Database, Server

LOCK = ROOT / "generated" / "catalog.jsonl"


def test_a_folder_gets_all_of_them(tmp_path: Path) -> None:
    """Written once; a second time there is nothing to do, and --check agrees."""
    first = vfed("docs", "--from", LOCK, "-o", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    again = vfed("docs", "--from", LOCK, "-o", tmp_path / "out")
    check = vfed("docs", "--from", LOCK, "-o", tmp_path / "out", "--check")

    assert (0, "") == (first.code, first.err)
    assert {"index.html", "README.md", "schema.svg", "schema.mmd", "objects.md"} <= names
    assert "public.beliefs.md" in names
    assert len(names) == len(first.out.splitlines())
    assert [(0, ""), (0, "")] == [(done.code, done.out) for done in (again, check)]


def test_check_names_what_is_out_of_date(tmp_path: Path) -> None:
    """It writes nothing. Pages of tables that are no more go when the others are written."""
    out = tmp_path / "out"
    vfed("docs", "--from", LOCK, "-o", out, "-f", "markdown")
    ours, theirs = out / "public.gone.md", out / "by_hand.md"
    ours.write_text((out / "public.beliefs.md").read_text())
    theirs.write_text("# mine\n")
    (out / "public.tensions.md").write_text("changed")
    check = vfed("docs", "--from", LOCK, "-o", out, "-f", "markdown", "--check")
    kept = ours.exists()
    done = vfed("docs", "--from", LOCK, "-o", out, "-f", "markdown")

    assert 2 == check.code
    assert [f"stale {out}/public.tensions.md", f"left over {ours}"] == check.out.splitlines()
    assert kept
    assert [f"wrote {out}/public.tensions.md", f"removed {ours}"] == done.out.splitlines()
    assert [False, True] == [ours.exists(), theirs.exists()]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.html", "<!doctype html>"),
        ("a.svg", "<svg "),
        ("a.mmd", "%% "),
        ("a.md", "<!-- Written by"),
    ],
)
def test_a_name_says_the_format(tmp_path: Path, name: str, begins: str) -> None:
    """One file of that format, under the title that is given."""
    done = vfed("docs", "--from", LOCK, "-o", tmp_path / name, "--title", "Ours & theirs")
    text = (tmp_path / name).read_text()

    assert f"wrote {tmp_path / name}\n" == done.out
    assert text.startswith(begins)
    assert name == "a.mmd" or "Ours &amp; theirs" in text


def test_what_contradicts_itself_is_refused(tmp_path: Path) -> None:
    """A file has one format, and the error says the way out."""
    done = vfed("docs", "--from", LOCK, "-o", tmp_path / "a.svg", "-f", "html")

    assert 1 == done.code
    assert f"error: `{tmp_path}/a.svg` would be svg, not html: give a folder for several\n" == (
        done.err
    )
    assert not list(tmp_path.iterdir())


def test_every_source_can_be_shown(tmp_path: Path, database: Database) -> None:
    """A database and a script, as they are; a model through its lock."""
    (tmp_path / "a.sql").write_text("create table from_script (id int primary key);")
    psql(database, "create table from_database (id int primary key);")
    for source, word in (
        (database.admin_conninfo, "from_database"),
        (tmp_path / "a.sql", "from_script"),
    ):
        done = vfed("docs", "--from", source, "-o", tmp_path / "a.html")

        assert 0 == done.code, done.err
        assert f'"id":"public.{word}"' in (tmp_path / "a.html").read_text()


def test_a_database_is_compared_in_a_page(tmp_path: Path, server: Server) -> None:
    """`diff --format html` exits as ever, and needs --allow where data would be lost."""
    (tmp_path / "a.sql").write_text("create table t (id int primary key, b text);")
    (tmp_path / "b.sql").write_text("create table t (id int primary key, c int default 3);")
    sides = ("diff", "--from", tmp_path / "a.sql", "--to", tmp_path / "b.sql", "--format", "html")
    refused = vfed(*sides)
    done = vfed(*sides, "--allow", "data-loss")
    data = data_of(done.out)
    table = data["entries"][data["migration"]["entries"][0]]

    assert [3, 2] == [refused.code, done.code]
    assert "public.t" == table["id"]
    assert {"id": None, "b": "gone", "c": "added"} == {
        column["name"]: column.get("state") for column in table["columns"]
    }
    assert "proven there and back" in data["migration"]["summary"]
    assert "ADD COLUMN c integer" in data["migration"]["sql"]
    assert "ADD COLUMN b text" in data["migration"]["back"]
    assert any("data-loss" in code for code, _ in data["migration"]["hazards"])


@pytest.mark.parametrize("command", ["drift", "queries"])
def test_where_there_is_no_page_it_is_said(command: str) -> None:
    """Nothing else is printed in its place."""
    done = vfed(command, "--format", "html")

    assert (1, "") == (done.code, done.out)
    assert f"`{command}` has no format `html`" in done.err


def test_the_picture_in_our_docs_is_current() -> None:
    """`make generate` draws it anew."""
    done = vfed("docs", "-o", "docs/schema.svg", "--title", "Valence", "--check", cwd=ROOT)

    assert (0, "") == (done.code, done.out)
