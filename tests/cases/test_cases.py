"""Every fault that was reported of other tools, put to ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg.errors import FeatureNotSupported

from tests.scenarios.test_scenarios import GOLDEN, TOO_NEW
from tests.witness import dump, psql
from vfed_schema.diff import unmanaged
from vfed_schema.emit.script import script
from vfed_schema.errors import PlanError, Refusal
from vfed_schema.migration import Migration, Wishes, refuse_unallowed
from vfed_schema.prepare import compare, prepare
from vfed_schema.scratch import Database, Server
from vfed_schema.sources import Given, Workshop, given

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "reports.yaml").read_text())
WAITING: dict[str, str] = yaml.safe_load((HERE / "waiting.yaml").read_text()) or {}

pytestmark = pytest.mark.sweep


class Wrong(AssertionError):
    """The tool gave another answer than the right one."""


def prepared(origin: Given, target: Given, shop: Workshop, *allow: str) -> Migration:
    wishes = Wishes(allow=frozenset(allow))
    migration = prepare(origin, target, shop, wishes, lambda text: None)
    refuse_unallowed(migration.plan.hazards, wishes.allow)
    if strange := unmanaged(origin.model) + unmanaged(target.model):
        raise Wrong(f"not managed: {', '.join(str(o) for o in strange)}")
    return migration


def judge(case: dict[str, Any], server: Server, shop: Workshop) -> None:
    """Raise if the tool's answer to a case is not the right one."""
    with server.database() as old, server.database() as new:
        for database, sql in ((old, case["old_sql"]), (new, case["new_sql"])):
            with database.connect_admin() as conn:
                try:
                    conn.execute(sql)
                except TOO_NEW as error:
                    if server.major == GOLDEN and not isinstance(error, FeatureNotSupported):
                        raise
                    pytest.skip(f"the server has it not: {error.diag.message_primary}")
        with given(new.admin_conninfo, shop) as target:
            with given(old.admin_conninfo, shop) as origin:
                migration = answered(case, origin, target, shop)
            if migration:
                walk(case, migration, old, new)
                with given(old.admin_conninfo, shop) as arrived:
                    if left := compare(arrived, target)[1]:
                        raise Wrong(f"a second diff: {left}")


def answered(
    case: dict[str, Any], origin: Given, target: Given, shop: Workshop
) -> Migration | None:
    """Return the migration that a case is answered with, or None where none is to be walked."""
    if "or warn" in case["expected"]:
        hazards = prepared(origin, target, shop).plan.hazards
        if not any(hazard.code == "may-fail" for hazard in hazards):
            raise Wrong("neither refused nor warned of")
    elif "refuse" in case["expected"]:
        with pytest.raises(PlanError):
            prepared(origin, target, shop)
        if "allow" not in case["expected"]:
            return None
    try:
        migration = prepared(origin, target, shop, "all")
    except Refusal:
        if case["expected"].startswith("refuse"):
            return None
        raise
    if case["expected"].startswith("no diff"):
        if not migration.same:
            raise Wrong(f"a difference: {migration.plan.changes}")
        return None
    if not migration.proven:
        raise Wrong(f"not proven: {migration.unproven}")
    return migration


def walk(case: dict[str, Any], migration: Migration, old: Database, new: Database) -> None:
    """Run a migration by psql. Raises Wrong where it leads elsewhere than the case wants."""
    psql(old, script(migration.plan.steps))
    # Privileges that what is wanted does not state are nobody's business.
    options = ["-x"] if "compared only where the model states" in case["expected"] else []
    if dump(old, *options) != dump(new, *options):
        raise Wrong("pg_dump tells another schema")


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["id"] not in WAITING], ids=lambda case: case["id"]
)
def test_right_answer(case: dict[str, Any], server: Server, shop: Workshop) -> None:
    """What was reported of another tool does not happen here."""
    judge(case, server, shop)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["id"] in WAITING], ids=lambda case: case["id"]
)
def test_waits_for_a_reason(case: dict[str, Any], server: Server, shop: Workshop) -> None:
    """A case that waits has a reason, and fails: when it passes it must leave the list."""
    assert WAITING[case["id"]]

    with pytest.raises((PlanError, AssertionError)):
        judge(case, server, shop)


def test_waiting_cases_exist() -> None:
    """Nobody waits who is not there."""
    assert set(WAITING) <= {c["id"] for c in CASES}
