"""Messages that pages quote, and that no command of a page can bring about, are what is said."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import vfed
from tests.docs.page import DOCS, fences
from vfed_schema.connection import connect
from vfed_schema.running import alone
from vfed_schema.scratch import Server

PAGE = (DOCS / "how-to" / "troubleshooting.md").read_text()


def _quoted() -> list[str]:
    """Return what the page quotes in blocks that are not run."""
    return [fence.body for fence in fences(PAGE) if fence.language == "text"]


def test_what_is_said_while_somebody_else_is_applying(server: Server, tmp_path: Path) -> None:
    """The lock is had by another session; it is the one message that the page only quotes."""
    (tmp_path / "goal.sql").write_text("create table t (a int);")
    with server.database() as there, connect(there.admin_conninfo) as other, alone(other):
        done = vfed("apply", "--to", tmp_path / "goal.sql", "--from", there.admin_conninfo, "--yes")

    assert 3 == done.code
    assert _quoted() == [done.err.splitlines()[-1] + "\n"]
