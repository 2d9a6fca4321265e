"""A change of the federation model: something costly, something new, an expression, a drop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tests.witness import psql
from vfed_schema.emit.drift import Drift
from vfed_schema.migration import Migration, Wishes
from vfed_schema.prepare import compare, prepare
from vfed_schema.scratch import Server
from vfed_schema.sources import Workshop, given
from vfed_schema.step import Size

ROOT = Path(__file__).parents[2]
MODEL = "schema/tables.yaml"
EDITS = (
    ("attempts: {type: integer, default: 0", "attempts: {type: bigint, default: 0"),
    (
        "      last_error: {type: text, comment: Why that failed}\n",
        "      expires_at: {type: timestamptz, comment: Of no use after that}\n",
    ),
    (
        "values: [pending, processing, sent, failed, cancelled]",
        "values: [pending, processing, sent, failed, cancelled, expired]",
    ),
    ("      idx_federation_nodes_phase: [trust_phase]\n", ""),
    ("      WHERE fn.status = 'active'\n", "      WHERE fn.status IN ('active', 'suspended')\n"),
)
STRAYED = """
alter table sync_outbound_queue alter attempts set default 1, drop column last_error;
drop index idx_federation_nodes_phase;
create index by_hand on federation_nodes (name);
alter table sync_state drop constraint sync_state_valid_status;
alter table sync_state add constraint sync_state_valid_status
    check (status in ('idle', 'syncing', 'error'));
"""


class Told(NamedTuple):
    """What every format tells."""

    migration: Migration
    drift: Drift


@contextmanager
def changed(folder: Path, server: Server, shop: Workshop) -> Iterator[Told]:
    """Bring a database to the model, change the model, and plan; and let another one drift.

    Within, the folder is the current one. What differs from run to run is replaced.
    """
    for name in ("schema", "generated"):
        shutil.copytree(ROOT / name, folder / name)
    base = (folder / "schema" / "base.sql").read_text()
    built = base + (folder / "generated" / "schema.sql").read_text()
    with chdir(folder), server.database() as database, server.database() as strayed:
        psql(database, built)
        psql(strayed, built + STRAYED)
        drift = _drift(strayed.admin_conninfo, shop)
        edit(folder / MODEL)
        with given(database.admin_conninfo, shop) as origin, given(MODEL, shop) as target:
            wishes = Wishes(allow=frozenset({"data-loss"}))
            migration = prepare(origin, target, shop, wishes, lambda text: None)
        sizes = dict.fromkeys(migration.sizes, Size(41_200_000, 13_000_000_000))
        yield Told(replace(migration, origin="dbname=valence", sizes=sizes), drift)


def edit(file: Path) -> None:
    """Make the change in a copy of the model."""
    text = file.read_text()
    for was, now in EDITS:
        assert text.count(was) == 1, was
        text = text.replace(was, now)
    file.write_text(text)


def _drift(url: str, shop: Workshop) -> Drift:
    with given(url, shop) as origin, given(MODEL, shop) as target:
        goal, changes = compare(origin, target)
        return Drift(
            origin="dbname=valence",
            target=MODEL,
            before=origin.model,
            after=goal,
            wanted=target.model,
            changes=changes,
            strange=(),
        )
