"""`migration new` and `migration check`, whichever tool runs the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import vfed
from tests.folders.project import NO_ALEMBIC, START, Project
from vfed_schema.errors import Refusal, SourceError
from vfed_schema.folders import TOOLS, Message, Part, tool_of
from vfed_schema.sources import Workshop
from vfed_schema.step import Step

# What one tool or the other would take for its own: parameters, placeholders, quotes.
ODD = "a :b ${c} \\:d \\\\:e % %s {f} ''' it's \"\"\" $$ x::int; -- migrate:down"
ONE = """
tables:
  orders:
    columns: {id: {type: int, primary_key: true}, state: {type: text, not_null: true}}
"""
TWO = """
tables:
  orders:
    comment: %s
    columns:
      id: {type: int, primary_key: true}
      state: {type: text, not_null: true, check: "state <> 'gone'"}
      note: text
    indexes: {orders_state: {keys: [state]}}
functions:
  odd():
    {returns: text, language: sql, body: "SELECT 'a :b ${c} \\\\:d %% $$'::text"}
"""

each_tool = pytest.mark.parametrize(
    "tool",
    [
        pytest.param(
            t, marks=pytest.mark.skipif(t == "alembic" and NO_ALEMBIC != "", reason=NO_ALEMBIC)
        )
        for t in TOOLS
    ],
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@each_tool
def test_a_folder_grows_with_the_model(tmp_path: Path, shop: Workshop, tool: str) -> None:
    """From nothing to a first state, from there to the next, and back; then there is no more."""
    project = Project(tmp_path, shop, tool)
    project.model.write_text(ONE)
    first = project.new("Orders!")
    project.model.write_text(TWO % quoted(ODD))
    behind = project.check()
    second = project.new("Notes, and more")
    there = project.files()
    checked = project.check()

    assert first
    assert not behind.good
    assert len(second) > len(first) if TOOLS[tool].WHOLE else len(second) >= 1
    assert checked.good, checked
    assert checked.count == len([b for b in checked.backs if not b.refused])
    assert [] == project.new("nothing")
    assert there == project.files()
    assert tool == tool_of(project.folder, None).NAME


@pytest.mark.parametrize(
    ("tool", "names"),
    [
        ("psql", ["0001_make_t.up.sql", "0001_make_t.down.sql"]),
        ("dbmate", ["20260131130000_make_t.sql"]),
        ("flyway", ["V1__make_t.sql", "U1__make_t.sql"]),
        (
            "sqitch",
            ["sqitch.plan", "deploy/make_t.sql", "revert/make_t.sql", "verify/make_t.sql"],
        ),
    ],
)
def test_files_are_called_as_the_tool_calls_them(
    tmp_path: Path, shop: Workshop, tool: str, names: list[str]
) -> None:
    """By number, by time, or by name alone."""
    project = Project(tmp_path, shop, tool)
    project.model.write_text("tables: {t: {columns: {a: int}}}\n")

    assert names == project.new("Make T")


def test_numbers_go_on_as_they_are(tmp_path: Path, shop: Workshop) -> None:
    """As wide as before, and after what is there."""
    project = Project(tmp_path, shop, "psql")
    project.put("007_t.sql", "CREATE TABLE t (a int);")
    project.model.write_text("tables: {t: {columns: {a: int, b: int}}}\n")
    flyway = Project(tmp_path / "flyway", shop, "flyway")
    flyway.put("V20250101000000__t.sql", "CREATE TABLE t (a int);")
    flyway.model.write_text("tables: {t: {columns: {a: int, b: int}}}\n")

    assert ["008_b.up.sql", "008_b.down.sql"] == project.new("b")
    assert ["V20260131130000__b.sql", "U20260131130000__b.sql"] == flyway.new("b")


@each_tool
def test_where_nothing_leads_back_the_down_says_so(
    tmp_path: Path, shop: Workshop, tool: str
) -> None:
    """It fails as the tool expects, and check tells why."""
    project = Project(tmp_path, shop, tool)
    project.model.write_text("tables: {t: {columns: {a: int}}}\n")
    step = Step(sql="CREATE TABLE public.t (a integer)")
    part = Part(up=(step,), down=None, no_return="it's 100 %\nlost")
    message = Message(text="one way", head=(), now=START)
    for path, text in TOOLS[tool].files(project.folder, message, [part]):
        project.put(path.relative_to(project.folder).as_posix(), text)
    checked = project.check()

    assert checked.good
    assert ["there is no way back: it's 100 % lost"] == [b.refused for b in checked.backs]


def test_data_is_not_lost_unasked(tmp_path: Path, shop: Workshop) -> None:
    """What the model gives up goes, if that is allowed; what others made stays."""
    project = Project(tmp_path, shop, "psql")
    project.put("0001_theirs.up.sql", "CREATE TABLE theirs (a int);")
    project.model.write_text("tables: {t: {columns: {a: int}}, u: {columns: {a: int}}}\n")
    project.new("t and u")
    project.model.write_text("tables: {t: {columns: {a: int}}}\n")
    before = project.files()
    with pytest.raises(Refusal, match="table public.u and all its rows"):
        project.new("no u")
    unchanged = project.files()
    project.new("no u", allow=frozenset({"data-loss"}))
    checked = project.check()

    assert before == unchanged
    assert "DROP TABLE public.u;" in project.files()["0003_no_u.up.sql"]
    assert checked.good
    assert ["public.theirs"] == [".".join(ref.path) for ref in checked.left]


@pytest.mark.parametrize("tool", ["dbmate", "alembic"])
def test_renaming_keeps_the_rows(tmp_path: Path, shop: Workshop, tool: str) -> None:
    """In a folder as in a database."""
    if tool == "alembic" and NO_ALEMBIC:
        pytest.skip(NO_ALEMBIC)
    project = Project(tmp_path, shop, tool)
    project.model.write_text("tables: {t: {columns: {a: int}}}\n")
    project.new("t")
    project.model.write_text("tables: {t: {columns: {b: {type: int, renamed_from: a}}}}\n")
    project.new("b")

    assert "RENAME COLUMN a TO b" in "".join(project.files().values())
    assert project.check().good


def test_a_base_is_there_before_the_folder(tmp_path: Path, shop: Workshop) -> None:
    """And where the model names none, what it relies on is stood in for."""
    for name, base in (("said", "base: base.sql\n"), ("none", "")):
        project = Project(tmp_path / name, shop, "dbmate")
        (tmp_path / name / "base.sql").write_text("CREATE TABLE users (id int PRIMARY KEY);")
        project.model.write_text(
            f"{base}tables:\n  users:\n    external: true\n"
            "    relies_on: {columns: {id: integer}, primary_key: [id]}\n"
            "  t: {columns: {a: {type: int, references: users(id)}}}\n"
        )
        project.new("t")

        assert project.check().good
        assert "CREATE TABLE public.users" not in "".join(project.files().values())


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    """Exit codes 0 and 2; the tool has to be said once."""
    (tmp_path / "schema").mkdir()
    model = tmp_path / "schema" / "tables.yaml"
    model.write_text("tables: {t: {columns: {a: int}}}\n")
    unknown = vfed("migration", "new", "first", cwd=tmp_path)
    first = vfed("migration", "new", "first", "--tool", "psql", cwd=tmp_path)
    same = vfed("migration", "check", cwd=tmp_path)
    model.write_text("tables: {t: {columns: {a: int, b: int}}}\n")
    other = vfed("migration", "check", cwd=tmp_path)

    assert (1, 0, 0, 2) == (unknown.code, first.code, same.code, other.code), first.err + same.err
    assert "say --tool, one of alembic, flyway, dbmate, sqitch, psql" in unknown.err
    assert "wrote migrations/0001_first.up.sql\n" in first.out
    assert "1 of 1 lead back to where they began" in same.out
    assert "missing column public.t.b\n" in other.out


def test_a_folder_of_two_tools_is_asked_about(tmp_path: Path) -> None:
    """And a tool nobody knows is an error."""
    (tmp_path / "V1__a.sql").write_text("SELECT 1;")
    (tmp_path / "2_b.sql").write_text("-- migrate:up\nSELECT 1;")
    with pytest.raises(SourceError, match="files of flyway and dbmate: say which"):
        tool_of(tmp_path, None)
    with pytest.raises(SourceError, match="no tool is called `goose`"):
        tool_of(tmp_path, "goose")
