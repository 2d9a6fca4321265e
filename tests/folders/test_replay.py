"""Migrations that people wrote by hand, each in its tool's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders.project import NO_ALEMBIC, Project
from vfed_schema.diff import diff, overlay
from vfed_schema.errors import SourceError
from vfed_schema.folders.alembic import revisions
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.table import Table
from vfed_schema.model import About, Model
from vfed_schema.sources import Workshop

MODEL = "tables: {t: {columns: {a: int, b: text}}}\n"


def test_psql_runs_what_only_psql_reads(tmp_path: Path, shop: Workshop) -> None:
    """Variables, conditions, scripts that others include, and rows for COPY."""
    project = Project(tmp_path, shop, "psql")
    project.put("more/b.sql", "ALTER TABLE t ADD COLUMN b :kind;\n")
    project.put(
        "0002_b.up.sql", "\\set kind text\n\\if true\n\\ir more/b.sql\n\\else\nWRONG;\n\\endif\n"
    )
    project.put("0002_b.down.sql", "ALTER TABLE t DROP COLUMN b;\n")
    project.put("0001_t.up.sql", "CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n\\.\n")
    project.put("0001_t.down.sql", "DROP TABLE t;\n")
    project.model.write_text(MODEL)
    checked = project.check()

    assert checked.good
    assert 2 == len(checked.backs)


def test_what_psql_finds_wrong_has_its_place(tmp_path: Path, shop: Workshop) -> None:
    """Whichever of us runs the script."""
    project = Project(tmp_path, shop, "psql")
    project.model.write_text(MODEL)
    project.put("1_t.up.sql", "CREATE TABLE t (a int);\n\\set b c\nCREATE TABLE u (a :b);\n")
    with pytest.raises(SourceError, match=r'1_t.up.sql:3:1: type "c" does not exist'):
        project.check()
    project.put("1_t.up.sql", "CREATE TABLE t (a int);\nCREATE TABLE u (a c);\n")
    with pytest.raises(SourceError, match=r'1_t.up.sql:2:19: type "c" does not exist'):
        project.check()


def test_transactions_are_the_tools(tmp_path: Path, shop: Workshop) -> None:
    """What runs in none fails where the tool would put it into one."""
    text = "CREATE TABLE t (a int, b text);\n"
    index = "CREATE INDEX CONCURRENTLY i ON t (a);\n"
    dbmate = Project(tmp_path / "dbmate", shop, "dbmate")
    dbmate.put("1_t.sql", f"-- migrate:up\n{text}\n-- migrate:down\nDROP TABLE t;\n")
    dbmate.put("2_i.sql", f"-- migrate:up\n{index}")
    dbmate.model.write_text(MODEL)
    with pytest.raises(SourceError, match=r"2_i.sql:2:1: CREATE INDEX CONCURRENTLY cannot run"):
        dbmate.check()
    dbmate.put("2_i.sql", f"-- migrate:up transaction:false\n{index}")
    extra = dbmate.check()

    assert ["public.i"] == [".".join(c.ref.path) for c in extra.changes if c.after is None]
    assert not extra.good


def test_flyway_orders_fills_in_and_begins_at_a_baseline(
    tmp_path: Path, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Versions are numbers, folders are looked into, and what is repeated comes last."""
    project = Project(tmp_path, shop, "flyway")
    project.put("V1__wrong.sql", "WRONG;")
    project.put("B2__base.sql", "CREATE TABLE t (a int);")
    project.put("V2__wrong.sql", "WRONG;")
    project.put("deep/V10__b.sql", "ALTER TABLE ${flyway:defaultSchema}.t ADD COLUMN b ${kind};")
    project.put("V9_1__c.sql", "ALTER TABLE t ADD COLUMN c int;")
    project.put("R__again.sql", "ALTER TABLE t DROP COLUMN c;")
    project.model.write_text(MODEL)
    with pytest.raises(SourceError, match=r"`\$\{kind\}` has no value: set \$FLYWAY_PLACEHOLDERS"):
        project.check()
    monkeypatch.setenv("FLYWAY_PLACEHOLDERS_KIND", "text")

    assert project.check().good


def test_sqitch_goes_by_its_plan(tmp_path: Path, shop: Workshop) -> None:
    """Not by names; what was worked anew is called after the tag between."""
    project = Project(tmp_path, shop, "sqitch")
    line = "2026-01-01T00:00:00Z a <a@b>"
    plan = f"\nz {line} # first\n@v1 {line}\n\na [z] {line}\nz [z@v1] {line} # anew\n"
    project.put("sqitch.plan", f"%syntax-version=1.0.0\n%project=x\n{plan}")
    project.put("deploy/z@v1.sql", "BEGIN;\nCREATE TABLE t (a int);\nCOMMIT;\n")
    project.put("deploy/a.sql", "ALTER TABLE t ADD COLUMN b int;\n")
    project.put("deploy/z.sql", "ALTER TABLE t ALTER b TYPE text;\n")
    project.put("revert/z.sql", "ALTER TABLE t ALTER b TYPE int USING b::int;\n")
    project.model.write_text(MODEL)
    checked = project.check()

    assert ["z", "a"] == [back.entry.name for back in checked.backs]
    assert "there is no file for it" == checked.backs[-1].refused
    assert checked.good


@pytest.mark.skipif(NO_ALEMBIC != "", reason=NO_ALEMBIC)
def test_alembic_runs_python(tmp_path: Path, shop: Workshop) -> None:
    """By itself, on the scratch database and no other: env.py is not run."""
    project = Project(tmp_path, shop, "alembic")
    head = "from alembic import op\nimport sqlalchemy as sa\n"
    project.put(
        "versions/zz.py",
        f"{head}revision = 'one'\ndown_revision = None\n"
        "def upgrade():\n    op.create_table('t', sa.Column('a', sa.Integer))\n"
        "    print('hello')\n"
        "def downgrade():\n    op.drop_table('t')\n",
    )
    project.put(
        "versions/aa.py",
        f"{head}revision: str = 'two'\ndown_revision: str | None = 'one'\n"
        "def upgrade():\n    op.add_column('t', sa.Column('b', sa.Text))\n"
        "    assert op.get_bind().execute(sa.text('select count(*) from t')).scalar() == 0\n"
        "def downgrade():\n    pass\n",
    )
    project.model.write_text(MODEL)
    checked = project.check()
    project.put(
        "versions/bb.py",
        f"{head}revision = 'three'\ndown_revision = 'two'\n"
        "def upgrade():\n    op.execute('WRONG')\n",
    )
    with pytest.raises(SourceError, match=r'versions/bb.py:6:1: syntax error at or near "WRONG"'):
        project.check()

    assert [] == list(checked.changes)
    assert ["two"] == [back.entry.name for back in checked.backs if back.changes]
    assert not checked.good


@pytest.mark.skipif(NO_ALEMBIC != "", reason=NO_ALEMBIC)
def test_no_revision_of_alembic_is_passed_over(tmp_path: Path, shop: Workshop) -> None:
    """However it says who it is; a file that does not say it so that it can be read is an error."""
    project = Project(tmp_path, shop, "alembic")
    project.model.write_text("tables: {}\n")
    body = "def upgrade():\n    pass\ndef downgrade():\n    pass\n"
    project.put("versions/__init__.py", "")
    project.put("versions/a.py", f"revision, down_revision = '1', None\n{body}")
    project.put("versions/b.py", f"[down_revision, revision] = '1', '2'\n{body}")
    names = [revision.id for revision in revisions(project.folder)]
    wrong = {
        "if True:\n    revision = '3'\n": r"`.*versions/c.py` says no `revision` that can be read",
        "revision, down_revision = made()\n": r"versions/c.py:1:1: `revision` is no plain text",
    }
    for text, said in wrong.items():
        project.put("versions/c.py", text + body)
        with pytest.raises(SourceError, match=said):
            project.check()

    assert ["1", "2"] == names


def test_what_a_folder_cannot_have_is_said_with_its_place(tmp_path: Path, shop: Workshop) -> None:
    """One error each."""
    cases = {
        "psql": ({"1_a.sql": "", "01_b.sql": ""}, "has the same number"),
        "dbmate": ({"1_a.sql": "SELECT 1;"}, r"1_a.sql:1:1: there is no `-- migrate:up`"),
        "flyway": ({"V1__a.sql": "", "V1.0__b.sql": ""}, "has the same version"),
        "sqitch": ({"sqitch.plan": "%project=x\n\na 2026 x <y>\n"}, r"sqitch.plan:3:1: `a` has no"),
        "alembic": ({"versions/a.py": "revision = 'a'\ndown_revision = 'b'"}, "built on `b`"),
    }
    for tool, (files, said) in cases.items():
        project = Project(tmp_path / tool, shop, tool)
        project.model.write_text(MODEL)
        for name, text in files.items():
            project.put(name, text)
        with pytest.raises(SourceError, match=said):
            project.check()


def test_what_a_tool_remembers_is_dropped_by_nobody(shop: Workshop) -> None:
    """Unless the model names it: not even where a schema is claimed whole, or all is compared."""
    kept = Table(path=("public", "flyway_schema_history"))
    extra = Table(path=("public", "extra"))
    live = Model(
        [kept, extra, Column(path=("public", "flyway_schema_history", "a"), type="integer")]
    )
    for about in (None, About(exclusive=("public",))):
        goal = overlay(live, Model([], about=about))

        assert [extra.ref] == [change.ref for change in diff(live, goal)]
