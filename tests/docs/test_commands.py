"""Commands that pages name, in prose too, are commands that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import vfed_schema.cli  # noqa: F401  every command is known once it is imported
from tests.docs.page import DOCS, ROOT
from vfed_schema.cli.app import app

PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
# In prose between backticks, in a block at the beginning of a line; said up to what comments on it.
_SAID = re.compile(
    r"(?:`|^\s*(?:\$ )?)vfed-schema (?=[a-z-])((?:(?! {2})[^`\n#>|;()])+)", re.MULTILINE
)


def _named(text: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each command that a text names, with its options."""
    for said in _SAID.findall(text):
        command, *rest = said.split()
        yield command, {word.partition("=")[0] for word in rest if re.match(r"--?\w", word)}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_and_option_that_is_named_is_there(path: Path) -> None:
    """No page names a command or an option that the command line does not know."""
    known: Any = typer.main.get_command(app)
    wrong = []
    for name, options in _named(path.read_text()):
        command = known if name.startswith("-") else known.commands.get(name)
        given = {option for p in command.params for option in p.opts} if command else set()
        unknown = options - given - {"--help"}
        if command is None and name != "COMMAND":
            wrong.append(name)
        elif command and unknown:
            wrong.append(f"{name} {' '.join(sorted(unknown))}")

    assert [] == wrong


def test_most_pages_name_some() -> None:
    """The search for commands finds them: in prose, in blocks, with options and without."""
    text = "`vfed-schema diff -f sql > x`\n    vfed-schema drift   --check it\n$ vfed-schema try\n"

    assert [("diff", {"-f"}), ("drift", set()), ("try", set())] == list(_named(text))
