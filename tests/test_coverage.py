"""COVERAGE.md is what is so."""

from __future__ import annotations

import re
from pathlib import Path

from vfed_schema.kinds import KINDS

TEXT = (Path(__file__).parents[1] / "COVERAGE.md").read_text()


def test_every_kind_is_told() -> None:
    """The kinds that are managed are those of the table, no more and no fewer."""
    table = TEXT.split("## Managed")[1].split("## Reported")[0]
    named = [line.rpartition("|")[0].rpartition("|")[0] for line in table.splitlines()]
    told = {word for line in named for word in re.findall(r"`(\w+)`", line)}

    assert {k.kind for k in KINDS if k.managed} == told
