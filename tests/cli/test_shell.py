"""At home in a shell: completion, the manual page, and which versions are at work."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import vfed
from vfed_schema.cli.completing import hazards, profiles
from vfed_schema.scratch import Database

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "vfed-schema.1"


def _offered(line: str, cwd: Path) -> list[str]:
    """Return what bash offers at the end of a line, having read what we print."""
    words = line.split(" ")
    ours = Path(sys.executable).with_name("vfed-schema")
    program = f"""
        source <({ours} completion bash)
        COMP_WORDS=({" ".join(w or "''" for w in words)}); COMP_CWORD={len(words) - 1}
        _vfed_schema_completion {ours}
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "-c", program], cwd=cwd, capture_output=True, text=True, check=True
    )

    assert "" == done.stderr
    return done.stdout.split()


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_bash_completes(tmp_path: Path) -> None:
    """Commands, options, the words that options take, hazards, and profiles of the model."""
    shutil.copytree(ROOT / "schema", tmp_path / "db")
    (tmp_path / "vfed-schema.toml").write_text('model = "db/tables.yaml"\n')

    assert {"diff", "docs", "drift"} == set(_offered("vfed-schema d", tmp_path))
    assert {"--from", "--format"} == set(_offered("vfed-schema diff --f", tmp_path))
    assert ["github", "gitlab"] == _offered("vfed-schema diff --format g", tmp_path)
    assert ["junit"] == _offered("vfed-schema drift --format ju", tmp_path)
    assert ["sarif"] == _offered("vfed-schema lint --format s", tmp_path)
    assert ["data-loss"] == _offered("vfed-schema apply --allow data", tmp_path)
    assert ["production"] == _offered("vfed-schema diff --profile ", tmp_path)
    assert [] == _offered("vfed-schema diff -m x.yaml --profile ", ROOT)
    assert ["bash", "zsh", "fish"] == _offered("vfed-schema completion ", tmp_path)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_reads_its_script(shell: str) -> None:
    """What is printed is the shell's own language, as far as it is there to ask."""
    done = vfed("completion", shell)

    assert 0 == done.code
    assert "_VFED_SCHEMA_COMPLETE" in done.out
    if shutil.which(shell):
        read = subprocess.run([shell, "-n", "/dev/stdin"], input=done.out, text=True, check=False)
        assert 0 == read.returncode


def test_what_is_offered_needs_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no model or settings cannot be read, nothing is offered and nothing said."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vfed-schema.toml").write_text("model = ")

    assert ([], []) == (profiles(None, ""), profiles("nowhere/tables.yaml", ""))
    assert (["remake"], []) == (hazards("rem"), hazards("nothing"))


def test_the_manual_page_is_current() -> None:
    """The committed page is what `vfed-schema man` prints; it tells every command."""
    done = vfed("man")
    help_ = vfed("--help").out.partition("Commands:")[2]
    commands = [
        line.split()[0] for line in help_.splitlines() if line.startswith("  ") and line[2] > " "
    ]

    assert done.out == PAGE.read_text()
    assert len(commands) > 10
    assert [] == [c for c in commands if f".SS {c}".replace("-", "\\-") not in done.out]


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_mandoc_has_nothing_against_the_page() -> None:
    """It has no date, which would be another every day; beside that there is nothing."""
    done = subprocess.run(["mandoc", "-Tlint", PAGE], capture_output=True, text=True, check=False)
    left = [s for s in (done.stdout + done.stderr).splitlines() if "missing date" not in s]

    assert [] == left


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_warns_of_nothing() -> None:
    """What man uses reads every line of it."""
    done = subprocess.run(
        ["groff", "-man", "-ww", "-z", PAGE], capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)


def test_versions_are_told(database: Database) -> None:
    """The tool's, Python's, psycopg's and, where there is one to ask, the server's."""
    done = vfed("--version", DATABASE_URL=database.conninfo)
    alone = vfed("--version")
    told = [line.split()[0] for line in done.out.splitlines()]

    assert ["vfed-schema", "Python", "psycopg", "PostgreSQL"] == told
    assert done.out.splitlines()[:3] == alone.out.splitlines()
