"""What the pages show is what happens: their commands are run, page by page."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.docs.page import DOCS, ROOT, Command, fences, mended, parts, run
from vfed_schema.scratch import Server

READER = "ada"  # who reads: may create databases, and is no superuser
# Pages whose commands stand in blocks that are not run yet. The list may only become shorter.
NOT_RUN = {
    "README.md",
    "docs/how-to/ci.md",
    "docs/how-to/drift.md",
    "docs/how-to/editor.md",
    "docs/how-to/frameworks.md",
    "docs/how-to/many-databases.md",
    "docs/how-to/partitions.md",
    "docs/how-to/pictures.md",
    "docs/how-to/queries.md",
    "docs/how-to/shell.md",
    "docs/lint.md",
    "docs/output.md",
    "docs/settings.md",
}
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
RUN = [p for p in PAGES if any(isinstance(part, Command) for part in parts(p.read_text()))]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture
def reader(server: Server, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of somebody with an empty folder and a server that may hold databases.

    Skips where the server is not the one whose answers the pages show.
    """
    if server.bindir is None or server.major != 18:
        pytest.skip("the pages show what PostgreSQL 18 answers")
    with server.database() as database, database.connect_admin() as conn:
        conn.execute(f"create role {READER} login createdb".encode())
        try:
            yield _env(server, tmp_path)
        finally:
            of = "select datname from pg_database where pg_get_userbyid(datdba) = %s"
            for (name,) in conn.execute(of, [READER]).fetchall():
                conn.execute(f'drop database "{name}" with (force)'.encode())
            conn.execute(f"drop role {READER}".encode())


def _env(server: Server, home: Path) -> dict[str, str]:
    strange = ("PG", "VFED_", "DATABASE_URL", "GIT_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
    own = (Path(sys.executable).parent, server.bindir, os.environ["PATH"])
    if chosen := os.environ.get("VFED_CACHE_DIR"):
        kept["VFED_CACHE_DIR"] = chosen
    return {
        **kept,
        "PATH": os.pathsep.join(map(str, own)),
        "PGHOST": server.admin["host"],
        "PGPORT": server.admin["port"],
        "PGUSER": READER,
        "VFED_SCRATCH_PROVIDER": "embedded",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
        "GIT_CONFIG_GLOBAL": str(home / "no-such-file"),
        **{f"GIT_{who}_NAME": "Ada" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "ada@example.org" for who in ("AUTHOR", "COMMITTER")},
    }


@pytest.mark.parametrize("path", [p for p in RUN if _name(p) not in NOT_RUN], ids=_name)
def test_what_a_page_shows_is_what_happens(
    path: Path, reader: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every command of a page ends as it says and prints what stands below it."""
    text = path.read_text()
    if "git init" in text and shutil.which("git") is None:
        pytest.skip("the page wants git, and there is none")
    home = tmp_path / "page"
    home.mkdir()
    ran = run(text, home, reader)
    if request.config.getoption("--golden"):
        path.write_text(mended(text, ran))
    told = [
        f"{_name(path)}: `{one.command.text}` ended with {one.code}\n"
        + "".join(
            unified_diff(
                one.command.printed.splitlines(keepends=True),
                one.out.splitlines(keepends=True),
                "the page",
                "what it printed",
            )
        )
        for one in ran
        if not one.as_told
    ]

    assert [] == told, "\n".join(told)


def _unseen(path: Path) -> list[str]:
    """Return the lines with a command of ours that stand where no test runs them."""
    text = path.read_text()
    shown = [fence for fence in fences(text) if fence.language not in ("console", "sh")]
    lines = [line for fence in shown for line in fence.body.splitlines() if not fence.title]
    bare = text
    for fence in fences(text):
        bare = bare.replace(fence.body, "")
    lines += [line for line in bare.splitlines() if line.startswith("    ")]
    return [line for line in lines if line.strip().removeprefix("$ ").startswith("vfed-schema ")]


def test_every_command_is_run_or_owned_up_to() -> None:
    """A page that shows commands in other blocks is on the list, and no other page is."""
    found = {_name(path) for path in PAGES if _unseen(path)}

    assert found == NOT_RUN, "write them as `console` blocks, or own up to them in NOT_RUN"
