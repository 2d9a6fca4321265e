"""`generate --check`: what in generated/ is not as the model says, line by line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import vfed

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the federation model, with what is generated of it."""
    for name in ("schema", "generated"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_what_is_stale_is_shown(folder: Path) -> None:
    """The lines as they are and as they should be; exit 2, and nothing is written."""
    script = folder / "generated" / "schema.sql"
    text = script.read_text().replace("phase_started_at", "phase_began_at")
    script.write_text(text)
    (folder / "generated" / "models.py").unlink()
    done = vfed("generate", "--check", cwd=folder)

    assert 2 == done.code
    assert "stale generated/schema.sql\n@@ -" in done.out
    assert "\n-    phase_began_at timestamp" in done.out
    assert "\n+    phase_started_at timestamp" in done.out
    assert "stale generated/models.py: not there\n" in done.out
    assert "\x1b" not in done.out
    assert text == script.read_text()
    assert (
        "\x1b[38;5;166m-    phase_began"
        in vfed("generate", "--check", cwd=folder, FORCE_COLOR="1").out
    )


def test_much_that_is_stale_is_not_all_shown(folder: Path) -> None:
    """Of a file that is quite another, forty lines, none of them long, and how many more."""
    script = folder / "generated" / "schema.sql"
    script.write_text("\n".join("x" * 1000 for _ in range(5000)))
    done = vfed("generate", "--check", cwd=folder)
    lines = done.out.splitlines()

    assert 2 == done.code
    assert 43 == len(lines)
    assert max(map(len, lines)) <= 200
    assert lines[-2].startswith("… and ")
    assert "… and what differs after line 2000" == lines[-1]


def test_a_change_far_to_the_right_is_seen(folder: Path) -> None:
    """A long line is shown from where it begins to differ."""
    lock = folder / "generated" / "catalog.jsonl"
    was = lock.read_text()
    model = folder / "schema" / "tables.yaml"
    model.write_text(model.read_text().replace("AS trust_overall", "AS trust_altogether"))
    done = vfed("generate", "--check", cwd=folder)

    assert "AS trust_altogether,\\n" in done.out
    assert was == lock.read_text()
