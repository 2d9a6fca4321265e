"""What compares a document with the one that a person has looked at."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Any:
    """What compares a text with a file: `pytest tests/emit --golden` writes them."""
    return partial(_golden, write=pytestconfig.getoption("--golden"))


def _golden(name: str, text: str, *, write: bool) -> None:
    file = GOLDEN / name
    said = text.replace(version("vfed-schema"), "VERSION")
    if write:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(said)

    assert file.read_text() == said
