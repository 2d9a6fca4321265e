"""Messages that pages quote, and that no command of a page brings about, are what is said."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import vfed
from tests.docs.page import DOCS, fences
from vfed_schema.connection import connect
from vfed_schema.running import alone, patiently
from vfed_schema.scratch import Server

ALONE = "error: somebody else is applying a plan to this database: wait for them to finish\n"
IN_USE = "a table is in use: trying again (1 of 9)\n"


def test_no_other_message_is_quoted() -> None:
    """What pages show in blocks that are not run is provoked by a test below."""
    pages = (path.read_text() for path in DOCS.rglob("*.md"))
    shown = [fence for text in pages for fence in fences(text) if fence.language == "text"]

    assert {ALONE, IN_USE} == {fence.body for fence in shown if not fence.title}


def test_what_is_said_while_somebody_else_is_applying(server: Server, tmp_path: Path) -> None:
    """Another session has the lock."""
    (tmp_path / "goal.sql").write_text("create table t (a int);")
    with server.database() as there, connect(there.admin_conninfo) as other, alone(other):
        url = there.admin_conninfo
        done = vfed("apply", "--to", tmp_path / "goal.sql", "--from", url, "--yes")

    assert 3 == done.code
    assert done.err.endswith(ALONE)


def test_what_is_said_while_a_table_is_in_use(server: Server) -> None:
    """Once for each time that the lock was not had; then it is."""
    said: list[str] = []
    with server.database() as there, there.connect() as other, there.connect() as conn:
        other.execute("create table t (a int)")
        other.execute("begin; lock table t")
        conn.execute("set lock_timeout = '10ms'")

        def let_go(text: str) -> None:
            said.append(f"{text}\n")
            other.execute("rollback")

        def change() -> None:
            conn.execute("alter table t add b int")

        patiently(change, let_go)

    assert [IN_USE] == said
