"""What is not written is no success: closed pipes, full disks, closed descriptors."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import COMMAND, vfed

ROOT = Path(__file__).parents[2]
DIFFERS = ("diff", "--from", "schema/base.sql", "--no-verify")


def shell(script: str, *arguments: str) -> tuple[int, str]:
    """Run a command of ours within a line of shell: `"$@"` there."""
    done = subprocess.run(
        ["bash", "-c", script, "-", *COMMAND, *arguments],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr

    return done.returncode, done.stderr.splitlines()[-1] if done.stderr else ""


@pytest.mark.parametrize("arguments", [DIFFERS, ("validate",), ("json-schema",)])
def test_a_closed_pipe_is_no_success(arguments: tuple[str, ...]) -> None:
    """Where nobody reads, it ends as by SIGPIPE: neither 0, nor 2, nor a traceback."""
    code, _ = shell('"$@" | true; exit "${PIPESTATUS[0]}"', *arguments)

    assert 141 == code


def test_pipefail_sees_a_difference() -> None:
    """What was read to its end keeps its exit code."""
    code, _ = shell('set -o pipefail; "$@" | cat >/dev/null', *DIFFERS)

    assert 2 == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [DIFFERS, ("validate",), ("--help",)])
def test_a_full_disk_is_an_error(arguments: tuple[str, ...]) -> None:
    """It is said in one line, and exits 1."""
    code, said = shell('"$@" >/dev/full', *arguments)

    assert (1, "error: cannot write the output: no space left on device") == (code, said)


def test_a_closed_stdout_changes_no_answer() -> None:
    """The exit code still tells, and nothing else is given the place of stdout."""
    assert (2, 0) == (shell('"$@" >&-', *DIFFERS)[0], shell('"$@" >&- 2>&-', "validate")[0])


def test_output_may_be_a_pipe_or_a_device(tmp_path: Path) -> None:
    """A file that is none is written to, and never replaced."""
    pipe, told = tmp_path / "pipe", tmp_path / "told"
    os.mkfifo(pipe)
    with told.open("w") as file:
        reader = subprocess.Popen(["cat", pipe], stdout=file)
        done = vfed("plan", *DIFFERS[1:], "-o", pipe, cwd=ROOT)
        reader.wait(timeout=60)

    assert 2 == done.code, done.err
    assert told.read_text().startswith('{\n  "format": 1')
    assert pipe.is_fifo()


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-16"])
def test_documents_are_utf_8_whatever_the_locale(encoding: str, tmp_path: Path) -> None:
    """What is written into a pipe is what a file would hold."""
    (tmp_path / "there.sql").write_text('CREATE TABLE "日本" (id int);')
    done = subprocess.run(
        [*COMMAND, "import", "there.sql", "--no-verify"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )

    assert 0 == done.returncode, done.stderr
    assert "  日本:\n" in done.stdout.decode()


def test_a_name_that_no_file_can_have_leaves_nothing_behind(tmp_path: Path) -> None:
    """Where the locale knows ASCII alone it is said, and no half of a file stays."""
    (tmp_path / "there.sql").write_text('CREATE TABLE "日本" (id int);')
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = vfed("docs", "--from", "there.sql", "-o", "d", "-f", "markdown", cwd=tmp_path, **plain)

    assert 1 == done.code
    assert "files have names in ascii here; say `LC_ALL=C.UTF-8`" in done.err
    assert ["README.md"] == [path.name for path in (tmp_path / "d").iterdir()]
