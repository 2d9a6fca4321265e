"""Promises about the shape of the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from vfed_schema.kinds import KINDS

ROOT = Path(__file__).parents[1] / "src" / "vfed_schema"
ENGINE = sorted(
    path
    for name in (
        "model.py", "objects.py", "step.py", "written.py", "literals.py", "diff.py", "lock.py",
        "catalog.py", "source", "canonical", "plan", "proof.py", "migration.py", "prepare.py",
        "sources.py", "apply.py",
    )
    for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
)  # fmt: skip

# Words that are a kind's name and mean something else where they stand.
ALSO = {
    "sources.py": {"schema"},  # the folder where a model is kept
}


@pytest.mark.parametrize("path", ENGINE, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_engine_names_no_kind(path: Path) -> None:
    """What a table is, is known in kinds/ alone: no kind's name, no kind's class in the engine."""
    tree = ast.parse(path.read_text())
    words = {kind.kind for kind in KINDS} - ALSO.get(path.name, set())
    classes = {kind.__name__ for kind in KINDS}
    keywords = {id(k.value) for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords}
    said = {
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in keywords
    }
    named = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}

    assert (set(), set()) == (said & words, named & classes)


def test_kinds_do_not_import_each_other() -> None:
    """A kind refers to another by Ref, never by class; what is no kind they may share."""
    homes = {kind.__module__.rpartition(".")[2] for kind in KINDS}
    for path in (ROOT / "kinds").glob("[a-z]*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                neighbours = {a.name for a in node.names} | {node.module}

                assert not neighbours & homes, f"{path.name} imports {neighbours & homes}"


def test_starting_imports_nothing_heavy() -> None:
    """--help must be quick: no driver, no parser, no YAML before a command needs it."""
    script = "import vfed_schema.cli, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert not {"psycopg", "sqlglot", "yaml", "vfed_schema.kinds"} & set(done.stdout.split())


def test_only_the_rooms_that_may_say_import_psycopg() -> None:
    """The driver is known where a server is spoken to."""
    allowed = {
        "catalog.py",
        "connection.py",
        "snapshot.py",
        "apply.py",
        "running.py",
        "proof.py",
        "partitions",
        "fill",
        "queries",
        "fleet",
        "folders",
        "drift",
        "left.py",
        "api",
        "testing",
    }
    for path in ROOT.rglob("*.py"):
        inside = path.relative_to(ROOT)
        if inside.parts[0] not in {*allowed, "canonical", "scratch", "cli", "sources.py"}:
            imported = {
                (n.module or "").partition(".")[0]
                for n in ast.walk(ast.parse(path.read_text()))
                if isinstance(n, ast.ImportFrom) and n.level == 0
            }

            assert "psycopg" not in imported, inside
