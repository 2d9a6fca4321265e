"""What the pages show is what happens: their commands are run, page by page."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from difflib import unified_diff
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.cli import warm
from tests.docs.page import DOCS, ROOT, Command, fences, mended, parts, prose, run
from vfed_schema.scratch import Server, cache

READER = "ada"  # who reads: may create databases, and is no superuser
BEFORE = Path(__file__).parent / "before"  # what is to be there before a page begins
# Commands that are shown and not run, with the reason. The list may only become shorter.
NOT_RUN = {
    "make try": "it makes .venv; `.ci/run` and tests/cli run what it runs",
    "make test": "it makes .venv, and runs this very suite",
}
# What blocks may be of that nobody runs: whatever is a command is in `console` or `sh`.
SHOWN = {"yaml", "toml", "json", "python", "sql", "text"}
# A line that somebody would type.
_TYPED = re.compile(
    r"(?:\$ |(?:[A-Z_]+=\S+ )*(?:vfed-schema|make|psql|createdb|git|pip|python\d?|pytest|export) )"
)
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
RUN = [p for p in PAGES if any(isinstance(part, Command) for part in parts(p.read_text()))]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _lacking(path: Path) -> set[str]:
    """Return what a page needs that is not installed: programs, or modules of Python."""
    needs = {need for fence in fences(path.read_text()) for need in fence.needs}
    there = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return {n for n in needs if shutil.which(n, path=there) is None and find_spec(n) is None}


def _cases() -> Iterator[Any]:
    """Yield each page; and each once more, skipped, if some of it needs what is not installed."""
    for path in RUN:
        yield pytest.param(path, id=_name(path))
        for need in sorted(_lacking(path)):
            skip = pytest.mark.skip(reason=f"{need} is not installed: its blocks are left out")
            yield pytest.param(path, id=f"{_name(path)}-{need}", marks=skip)


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
    strange = ("PG", "VFED_", "DATABASE_URL", "GIT_", "PYTEST_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
    own = (Path(sys.executable).parent, server.bindir, os.environ["PATH"])
    return {
        **kept,
        "HOME": str(home),
        "VFED_CACHE_DIR": str(cache.folder()),
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


@pytest.mark.parametrize("path", list(_cases()))
def test_what_a_page_shows_is_what_happens(
    path: Path, reader: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every command of a page ends as it says and prints what stands below it."""
    text = path.read_text()
    if "git init" in text and shutil.which("git") is None:
        pytest.skip("the page wants git, and there is none")
    home = tmp_path / "page"
    home.mkdir()
    before = BEFORE / f"{path.stem}.sh"
    env = {**reader, "REPOSITORY": str(ROOT)}
    if warm.POSSIBLE and path.name != "README.md":  # which is for the program as it is
        env["PATH"] = os.pathsep.join((str(warm.folder(env)), env["PATH"]))
    ran = run(
        text,
        home,
        env,
        before=before.read_text() if before.exists() else "",
        lacking=_lacking(path),
    )
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
    """Return the lines that somebody would type and that stand where no test runs them."""
    text = path.read_text()
    shown = [fence for fence in fences(text) if fence.language in SHOWN and not fence.title]
    lines = [line for fence in shown for line in fence.body.splitlines()]
    lines += [line for line in prose(text).splitlines() if line.startswith("    ")]
    return [line.strip() for line in lines if _TYPED.match(line.strip())]


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_command_is_run_or_owned_up_to(path: Path) -> None:
    """What a page shows to be typed is in blocks that are run, or is told why not."""
    text = path.read_text()
    languages = {fence.language for fence in fences(text)}

    assert languages <= SHOWN | {"console", "sh"}, "a block says what it is of"
    assert path.name == "README.md" or not re.search(r"^ {4}", prose(text), re.MULTILINE)
    assert [] == [line for line in _unseen(path) if line not in NOT_RUN]


def test_what_is_not_run_is_shown() -> None:
    """The list of what is not run names nothing that no page shows."""
    assert set(NOT_RUN) == {line for path in PAGES for line in _unseen(path)}


def test_what_is_there_before_is_of_a_page() -> None:
    """No script prepares a page that there is not."""
    assert {path.stem for path in BEFORE.iterdir()} <= {path.stem for path in RUN}
