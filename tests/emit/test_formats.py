"""One change of the federation model in every format: `pytest tests/emit --golden` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.emit.valence import MODEL, Told, changed
from vfed_schema.emit.findings import of_migration
from vfed_schema.emit.formats import DRIFTS, FINDINGS, MIGRATIONS, Style, render
from vfed_schema.emit.places import places
from vfed_schema.scratch import Server
from vfed_schema.sources import workshop

STYLE = Style(target=MODEL, allow=frozenset({"data-loss"}))
ENDINGS = {"json": "json", "gitlab": "json", "sarif": "sarif", "junit": "xml", "markdown": "md"}

pytestmark = pytest.mark.usefixtures("_newest")


@pytest.fixture(scope="module")
def _newest(server: Server) -> None:
    if server.major != 18:
        pytest.skip("other majors spell and plan some things otherwise")


@pytest.fixture(scope="module")
def told(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with workshop(lambda text: None) as shop:
        shop.servers.update(dict.fromkeys((None, *range(13, 19)), server))
        with changed(tmp_path_factory.mktemp("valence"), server, shop) as told:
            yield told


@pytest.mark.parametrize("format_", [name for name in MIGRATIONS if name != "html"])
def test_a_change_in_every_format(format_: str, told: Told, golden: Any) -> None:
    """A rewrite, data that goes, a new column, an expression, a view: as the file beside says."""
    text = MIGRATIONS[format_](told.migration, STYLE)

    golden(f"diff-{format_}.{ENDINGS.get(format_, 'txt')}", text)


@pytest.mark.parametrize("format_", DRIFTS)
def test_drift_in_every_format(format_: str, told: Told, golden: Any) -> None:
    """Something missing, extra and changed: as the file beside says."""
    text = DRIFTS[format_](told.drift, STYLE)

    golden(f"drift-{format_}.{ENDINGS.get(format_, 'txt')}", text)


@pytest.mark.parametrize("format_", FINDINGS)
def test_findings_in_every_format(format_: str, told: Told, golden: Any) -> None:
    """What rules find is rendered by the same documents."""
    found = of_migration(told.migration, places(MODEL))

    golden(f"findings-{format_}.{ENDINGS.get(format_, 'txt')}", render(found, format_))
