"""The reference is what the code says."""

from __future__ import annotations

import pytest
from tools.reference import costs, environment
from tools.reference.pages import PAGES, page

from tests.docs.page import DOCS
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
    assert set(environment.MEANS) == environment.read()


def test_every_hazard_is_told() -> None:
    """Each code has its meaning, and no meaning is of a code that there is not."""
    assert set(costs.MEANS) == set(CODES)
