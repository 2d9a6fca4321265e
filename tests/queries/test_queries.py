"""`vfed-schema queries`: the index that a query names is used, or the reason why not is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import vfed
from tests.valence.test_valence import MODEL
from tests.witness import psql
from vfed_schema.scratch import Database

TABLES = """
tables:
  item:
    columns:
      id: {type: int, primary_key: true}
      name: {type: text, not_null: true}
      state: {type: text, not_null: true, values: [open, done], enforced_by: item_state}
      about: {type: jsonb, not_null: true}
      n: {type: int, not_null: true}
    indexes:
      item_name: [name]
      item_lower: [lower(name)]
      item_open: {keys: [n], where: "state = 'open'"}
      item_state_n: [state]
      item_about: {keys: [about jsonb_path_ops], method: gin}
      item_unused: ["(n + 1)"]
    sample:
      rows: 20000
      shares: {state: {done: 98, open: 2}}
queries:
"""


def model(tmp_path: Path, **queries: str) -> Path:
    file = tmp_path / "tables.yaml"
    file.write_text(TABLES + "".join(f"  {n}: {{{body}}}\n" for n, body in queries.items()))
    return file


def test_the_patterns_of_the_specification_use_their_indexes() -> None:
    """All six of section 10.1, and one for every other index: five indexes serve none.

    Those five stand beside a unique constraint on the same columns.
    """
    done = vfed("queries", "--model", MODEL, "--format", "json")
    said = json.loads(done.out)

    assert done.code == 0, done.err
    assert 32 == len(said["queries"])
    assert all(query["ok"] for query in said["queries"])
    assert [
        "public.idx_consensus_votes_resolution",
        "public.idx_federation_nodes_did",
        "public.idx_node_trust_node",
        "public.idx_sync_state_node",
        "public.idx_user_node_trust_node",
    ] == said["unused"]


def test_without_its_skew_a_pattern_fails_and_says_why() -> None:
    """Half of all beliefs are not worth an index: the plan, its cost, and the cost of the index."""
    done = vfed("queries", "--model", MODEL, "--no-skew", "--rows", "20000")

    assert done.code == 2, done.err
    assert "MISS  federated_beliefs_only" in done.out
    assert "does not take idx_beliefs_local: not selective enough (" in done.out
    assert "Seq Scan on beliefs (cost " in done.out
    assert "32 queries, 1 that misses an index" in done.out


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "sql: SELECT * FROM item WHERE state = 'done', uses: [item_state_n]",
            "not selective enough (19,",
        ),
        (
            "sql: SELECT * FROM item WHERE about ? 'n', uses: [item_about]",
            "wrong operator class: the query's operator is one of pg_catalog.jsonb_ops",
        ),
        (
            "sql: SELECT * FROM item WHERE upper(name) = 'X', uses: [item_lower]",
            "expression differs: nothing in the query is spelled as its key lower(name)",
        ),
        (
            "sql: SELECT * FROM item WHERE n = 5, uses: [item_open]",
            "its predicate (state = 'open'::text) is not implied by the query",
        ),
        (
            "sql: 'SELECT * FROM item WHERE n = 5 AND state = $1', arguments: [open],"
            " uses: [item_open]",
            "is not implied by the query for every argument: write the value into the query",
        ),
        (
            "sql: SELECT * FROM item WHERE id = 5, uses: [item_name]",
            "no condition or order of the query begins with its first key name",
        ),
        ("sql: SELECT * FROM item, uses: [item_of_old]", "there is no such index"),
    ],
)
def test_the_likely_reason_is_said(tmp_path: Path, query: str, said: str) -> None:
    """Found by trying: the index by force, without its predicate, of another operator class."""
    done = vfed("queries", "--model", model(tmp_path, q=query))

    assert done.code == 2, done.err
    assert said in done.out


def test_an_index_that_nothing_uses_is_noted(tmp_path: Path) -> None:
    """A note, and no failure; the one that is used is found as it is read."""
    query = "sql: 'SELECT * FROM item WHERE lower(name) = $1', arguments: [name 1]"
    done = vfed("queries", "--model", model(tmp_path, q=f"{query}, uses: [item_lower]"))

    assert done.code == 0, done.err
    assert "ok    q: item_lower, " in done.out
    assert "note  index public.item_unused serves no query of the model" in done.out
    assert "item_lower serves" not in done.out


def test_a_real_database_is_asked_and_not_written(database: Database, tmp_path: Path) -> None:
    """With its own statistics: an empty table is read as a whole, a full one by the index."""
    file = model(
        tmp_path,
        q="sql: 'SELECT * FROM item WHERE name = $1', arguments: [name 5], uses: [item_name]",
        writes="sql: 'DELETE FROM item WHERE name = $1', arguments: [name 5], uses: [item_name]",
    )
    url = database.admin_conninfo
    vfed("apply", "--from", url, "--model", file, "--yes")
    psql(database, "drop index item_open")
    filled = vfed("fill", url, "--model", file)
    full = vfed("queries", "--model", file, "--against", url, "--format", "json")
    psql(database, "drop index item_name")
    without = vfed("queries", "--model", file, "--against", url)
    with database.connect_admin() as conn:
        rows = conn.execute("select count(*) from item").fetchall()

    assert filled.code == 0, filled.err
    assert full.code == 0, full.err + full.out
    assert [None, None] == [q["custom"]["actual_rows"] for q in json.loads(full.out)["queries"]]
    assert without.code == 2
    assert 4 == without.out.count("there is no such index")
    assert [(20000,)] == rows


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sql: SELECT * FROM itm, uses: [item_name]", 'query q: relation "itm" does not exist'),
        (
            "sql: SELECT * FROM item WHERE n = $1, uses: [item_name]",
            "query q: it has 1 parameter, and 0 arguments",
        ),
        (
            "sql: SELECT * FROM item WHERE n = $1, uses: [item_name],"
            " arguments: [SELECT n FROM item WHERE n = -1]",
            "draws nothing: no such rows",
        ),
        ("sql: SELECT 1, index: item_name", "unknown key `index`"),
    ],
)
def test_what_cannot_be_asked_is_an_error(tmp_path: Path, query: str, said: str) -> None:
    """Said with the query's name, without a traceback."""
    done = vfed("queries", "--model", model(tmp_path, q=query))

    assert done.code in (1, 3)
    assert said in done.err
