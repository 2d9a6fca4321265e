"""The command line as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from jsonschema import Draft202012Validator

from tests.cli import warm

PUBLISHED = Path(__file__).parents[2] / "docs" / "diff.schema.json"
COMMAND = (sys.executable, "-m", "vfed_schema")


class Done(NamedTuple):
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str


def vfed(*arguments: str | Path, cwd: Path | None = None, stdin: str = "", **env: str) -> Done:
    """Run a command to its end, with nobody at the terminal."""
    run = warm.run if warm.POSSIBLE else _run
    done = Done(*run([*map(str, arguments)], cwd, _env(env), stdin))
    assert "Traceback" not in done.err, done.err
    if arguments and arguments[0] in ("diff", "plan", "drift"):
        for text in (done.out, *_files(arguments, cwd)):
            if text.startswith("{"):
                assert [] == list(published().iter_errors(json.loads(text)))

    return done


def _run(
    words: list[str], cwd: Path | None, env: dict[str, str], stdin: str
) -> tuple[int, str, str]:
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=cwd,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=warm.SECONDS,
    )
    return done.returncode, done.stdout, done.stderr


def _files(arguments: tuple[str | Path, ...], cwd: Path | None) -> list[str]:
    """Return what a command was told to write as JSON, if it did."""
    named = [Path(cwd or ".", a) for a in arguments if str(a).endswith(".json")]
    return [path.read_text() for path in named if path.is_file()]


@cache
def published() -> Draft202012Validator:
    """Return the schema that we publish, which all our JSON is held against."""
    return Draft202012Validator(json.loads(PUBLISHED.read_text()))


def start(*arguments: str | Path, cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
    """Start a command and come back at once."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=_env(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs us in the background may have us ignore what Ctrl-C sends.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def interrupt(process: subprocess.Popen[str]) -> Done:
    """Do what Ctrl-C does, and wait."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return Done(process.returncode, out, err)


def _env(more: dict[str, str]) -> dict[str, str]:
    named = ("DATABASE_URL", "PGSERVICE", "PGHOST", "PGHOSTADDR", "PGDATABASE")
    kept = {k: v for k, v in os.environ.items() if k not in named}
    return {**kept, **more}
