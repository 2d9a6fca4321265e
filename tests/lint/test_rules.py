"""Every rule finds what its cases say, and nothing else in them; Postgres builds the cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.witness import psql
from vfed_schema.canonical import from_sql
from vfed_schema.lint import RULES, lint
from vfed_schema.lint.rule import Rule
from vfed_schema.scratch import Database, Server
from vfed_schema.sources import Workshop, given

CASES = Path(__file__).parent / "rules"
# Those that no script of SQL can show; tests of their own do.
APART = {"unfinished-index", "unused-silence"}


def told(file: Path, word: str) -> list[str]:
    return re.findall(rf"^-- {word}: (.+)$", file.read_text(), re.MULTILINE)


def test_every_rule_has_cases() -> None:
    """Each has a case in which it finds something, and one in which it does not."""
    files = {file.stem: file for file in CASES.glob("*.sql")}

    assert {rule.name for rule in RULES} - APART == set(files)
    assert all(told(file, "finds") and told(file, "leaves") for file in files.values())


@pytest.mark.parametrize("rule", [r for r in RULES if r.name not in APART], ids=lambda r: r.name)
def test_a_rule_finds_what_its_cases_say(rule: Rule, server: Server) -> None:
    """Exactly the objects that `finds` names; those that `leaves` names are there too."""
    file = CASES / f"{rule.name}.sql"
    if any(server.major < int(since) for since in told(file, "since")):
        pytest.skip(f"the cases need PostgreSQL {told(file, 'since')[0]}")
    model = from_sql(file, server, lambda text: None)
    there = {str(ref) for ref in model}
    left = told(file, "leaves")

    assert sorted(told(file, "finds")) == [f.subject for f in lint(model, [rule]).findings]
    assert set(left) <= there


def test_an_index_whose_building_failed_is_found(database: Database, shop: Workshop) -> None:
    """CREATE UNIQUE INDEX CONCURRENTLY over doubles leaves one behind that is not valid."""
    psql(database, "create table a (n int); insert into a values (1), (1); create index on a (n)")
    with pytest.raises(AssertionError, match="duplicated"):
        psql(database, "create unique index concurrently a_once on a (n)")
    with given(database.admin_conninfo, shop) as source:
        found = lint(source.model, [r for r in RULES if r.name == "unfinished-index"]).findings

    assert ["index public.a_once"] == [f.subject for f in found]
