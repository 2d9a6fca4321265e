"""The reference is what the code says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from tools.reference import costs, environment
from tools.reference.pages import PAGES, page

import vfed_schema
import vfed_schema.cli
from tests.docs.page import DOCS
from vfed_schema.cli.app import DIFFERS, ERROR, SAME, app
from vfed_schema.cli.pipes import UNHEARD
from vfed_schema.errors import VfedSchemaError
from vfed_schema.step import CODES

FOLDER = DOCS / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    """The committed page is what would be made now; `make reference` writes it anew."""
    assert page(name) == (FOLDER / f"{name}.md").read_text(), "run `make reference`"


def test_nothing_else_is_in_the_folder() -> None:
    """A page that is made no more is gone."""
    assert set(PAGES) == {path.stem for path in FOLDER.iterdir()}


def test_every_variable_that_is_read_is_told() -> None:
    """No environment variable is read that the reference does not name, and the other way round."""
    assert {*environment.MEANS, *environment.OF_RUNNERS} == environment.read()


def test_every_way_to_end_is_told() -> None:
    """Whatever number the command line hands to the system has its line."""
    source = Path(vfed_schema.__file__).parent / "cli"
    said = {
        int(number)
        for path in source.rglob("*.py")
        for number in re.findall(r"(?:exit|Exit|_drop)\((\d+)\)", path.read_text())
    }
    errors: list[type[VfedSchemaError]] = [VfedSchemaError, *costs.below(VfedSchemaError)]
    of_errors = {each.exit_code for each in errors}

    assert said | of_errors | {SAME, DIFFERS, ERROR, UNHEARD} == set(costs.ENDS)


def test_every_command_and_option_is_told() -> None:
    """As a shell would be offered them, hidden ones apart: no group, no alias is left out."""
    text = page("command-line")
    root: Any = typer.main.get_command(app)
    waiting = [("", root)]
    missing = []
    while waiting:
        name, command = waiting.pop()
        inner = getattr(command, "commands", {})
        waiting += [(f"{name} {word}".strip(), each) for word, each in inner.items()]
        if inner or command.hidden:
            continue
        section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        told = section[1] if section else ""
        names = [o for p in command.params for o in (*p.opts, *p.secondary_opts) if o[:1] == "-"]
        missing += [f"{name} {option}" for option in names if not re.search(rf"{option}\b", told)]
        missing += [] if section and f"(#{name.replace(' ', '-')})" in text else [name]

    assert [] == missing
    assert ["--version"] == [o for p in root.params for o in p.opts if f"{o}`" in text]
    assert {"--version"} == {o for p in root.params if not p.hidden for o in p.opts}


def test_every_hazard_is_told() -> None:
    """Each code has its meaning, and no meaning is of a code that there is not."""
    assert set(costs.MEANS) == set(CODES)
