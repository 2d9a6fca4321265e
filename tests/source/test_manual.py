"""The examples of docs/model.md are read, and Postgres takes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.command import vfed
from vfed_schema.lock import load
from vfed_schema.ref import Ref
from vfed_schema.source import read

MANUAL = (Path(__file__).parents[2] / "docs" / "model.md").read_text()


def example(begins: str) -> str:
    """Return the YAML block of the manual that begins so."""
    blocks = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)
    return str(next(b for b in blocks if b.startswith(begins)))


def test_the_example_of_tables(tmp_path: Path) -> None:
    """Every key that the manual shows of tables is read as it says, and builds on a server."""
    home = tmp_path / "schema"
    home.mkdir()
    (home / "tables.yaml").write_text(example("tables:\n  customers"))
    model = read(home / "tables.yaml").model
    done = vfed("generate", cwd=tmp_path)

    assert done.code == 0, done.err
    assert Ref("unique", ("public", "orders", "orders_sku_key")) in model
    assert Ref("check", ("public", "orders", "orders_total_check")) in model
    assert Ref("check", ("public", "orders", "orders_valid_status")) in model
    assert Ref("foreign_key", ("public", "orders", "orders_customer_id_fkey")) in model
    assert Ref("policy", ("public", "orders", "orders_open_to_all")) in model
    assert "class Order:" in (tmp_path / "generated" / "models.py").read_text()


def test_the_examples_of_views_and_externals(tmp_path: Path) -> None:
    """Views with all their keys, and a table that somebody else owns."""
    text = example("tables:\n  customers").replace(
        "      id: {type: uuid, primary", "      name: text\n      id: {type: uuid, primary"
    )
    beliefs = "  beliefs:\n" + MANUAL.split("  beliefs:\n")[1].split("```")[0]
    views = example("views:").replace("    query: |", "    class: Named\n    query: |", 1)
    views = views.replace("    class: NamedOrder\n", "")
    file = tmp_path / "tables.yaml"
    file.write_text(
        f"{text}{beliefs}{views}{example('data:')}".replace("beliefs.visibility", "beliefs")
    )
    source = read(file)

    assert Ref("table", ("public", "beliefs")) in source.model.external
    assert Ref("comment", ("view.column", "public", "named", "id")) in source.model
    assert Ref("data", ("public", "existing_beliefs_are_local")) in source.model


@pytest.mark.parametrize(
    "begins",
    [
        "functions:",
        "collations:",
        "materialized_views:",
        "domains:",
        "tables:\n  events:",
        "tables:\n  acc",
        "default_privileges:",
        "text_search_dictionaries:",
        "extensions:\n  postgres_fdw",
        "composites:\n  pair",
    ],
)
def test_the_examples_of_other_kinds(begins: str, tmp_path: Path) -> None:
    """What is written is what Postgres makes of it, under the same references."""
    home = tmp_path / "schema"
    home.mkdir()
    (home / "tables.yaml").write_text(example(begins))
    model = read(home / "tables.yaml").model
    done = vfed("generate", cwd=tmp_path)
    lock, _ = load((tmp_path / "generated" / "catalog.jsonl").read_text())

    assert done.code == 0, done.err
    assert set(model) == set(lock) - {Ref("schema", ("public",))}


def test_a_class_has_what_its_table_inherits(tmp_path: Path) -> None:
    """A child's class has the columns of its parents; a partition is no class of its own."""
    home = tmp_path / "schema"
    home.mkdir()
    (home / "tables.yaml").write_text(example("tables:\n  events:"))
    vfed("generate", cwd=tmp_path)
    text = (tmp_path / "generated" / "models.py").read_text()

    archive = text.split("class Archive:")[1].split("class ")[0]
    assert archive.index("a: int | None") < archive.index("reason: str | None")
    assert "class Events2025" not in text
