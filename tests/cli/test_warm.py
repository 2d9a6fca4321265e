"""The copies that tests run: see `warm`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import warm
from tests.cli.command import COMMAND

pytestmark = pytest.mark.skipif(not warm.POSSIBLE, reason="only Linux copies processes safely")


def test_what_is_copied_holds_nothing_of_ours() -> None:
    """Each command imports of our modules what it needs, as it does alone."""
    script = f"import sys, {', '.join(warm.LIBRARIES)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert "psycopg" in done.stdout.split()
    assert [] == [name for name in done.stdout.split() if name.startswith("vfed_schema")]


@pytest.mark.parametrize("words", [["--version"], ["diff", "--bogus"], ["validate"], ["man"]])
def test_a_copy_ends_as_the_program_does(words: list[str], tmp_path: Path) -> None:
    """The same exit code and words on stdout and stderr, as a module and as a script."""
    alone = subprocess.run([*COMMAND, *words], cwd=tmp_path, capture_output=True, text=True)
    script = warm.folder(os.environ) / "vfed-schema"
    copied = subprocess.run([script, *words], cwd=tmp_path, capture_output=True, text=True)
    wanted = (alone.returncode, alone.stdout, alone.stderr)

    assert wanted == warm.run(words, tmp_path, os.environ, "")
    assert wanted == (copied.returncode, copied.stdout, copied.stderr)


def test_in_another_locale_it_is_the_program_itself(tmp_path: Path) -> None:
    """What an interpreter reads as it begins is no copy's to change."""
    script = warm.folder(os.environ) / "vfed-schema"
    name = b"\xff.yaml"
    done = [
        subprocess.run([program, "validate", "--model", name], cwd=tmp_path, capture_output=True,
                       env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"})
        for program in (script, Path(sys.executable).with_name("vfed-schema"))
    ]  # fmt: skip

    assert done[0].returncode == done[1].returncode != 0
    assert done[0].stderr == done[1].stderr
