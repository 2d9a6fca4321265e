"""Commands that pages name, in prose too, are commands that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
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
    r"(?:`|^(?: {4,}|\$ ))vfed-schema (?=[a-z-])((?:(?! {2})[^`\n#>|;()])+)", re.MULTILINE
)


def _named(text: str) -> Iterator[tuple[list[str], set[str]]]:
    """Yield each command that a text names, as words, with its options."""
    for said in _SAID.findall(text):
        words = said.split()
        plain = list(takewhile(lambda word: re.fullmatch(r"[a-z-]+", word), words))
        yield plain, {word.partition("=")[0] for word in words if re.match(r"--?\w", word)}


ROOT_COMMAND: Any = typer.main.get_command(app)


def _found(words: list[str]) -> Any:
    """Return the command that is meant, in a group or not; None where there is none."""
    command = ROOT_COMMAND
    for word in words:
        if word.startswith("-") or not hasattr(command, "commands"):
            break
        command = command.commands.get(word)
    return command


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_and_option_that_is_named_is_there(path: Path) -> None:
    """No page names a command or an option that the command line does not know."""
    wrong = []
    for words, options in _named(path.read_text()):
        command = _found(words)
        if command is None:
            wrong.append(" ".join(words))
        elif not command.context_settings.get("ignore_unknown_options"):
            known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
            wrong += [f"{command.name} {option}" for option in sorted(options - known)]

    assert [] == wrong


def test_most_pages_name_some() -> None:
    """The search for commands finds them: in prose, in blocks, with options and without."""
    text = "`vfed-schema diff -f sql > x`\n    vfed-schema drift   --check it\n$ vfed-schema try\n"

    found = [(words[0], options) for words, options in _named(text)]

    assert [("diff", {"-f"}), ("drift", set()), ("try", set())] == found
