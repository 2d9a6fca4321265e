"""COVERAGE.md is what is so."""

from __future__ import annotations

import re
from pathlib import Path

from vfed_schema.kinds import KINDS

TEXT = (Path(__file__).parents[1] / "COVERAGE.md").read_text()


def test_every_kind_is_told() -> None:
    """The kinds that are managed are those of the table, no more and no fewer."""
    table = TEXT.split("## Managed")[1].split("## Reported")[0]
    told = {word for line in table.splitlines() for word in re.findall(r"`(\w+)`", line[:140])}

    assert {k.kind for k in KINDS if k.managed} == told
