"""Run a command of ours as a process: without the tokens, which are no model's business."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

from .gitlab import TOKEN

_SECRETS = ("GITHUB_TOKEN", "GH_TOKEN", TOKEN, "CI_JOB_TOKEN", "ACTIONS_RUNTIME_TOKEN")


class Done(NamedTuple):
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str


def run(arguments: Sequence[str], *, database: str | None = None, keep: bool = False) -> Done:
    """Run it to its end. `database` is what $DATABASE_URL is to be; `keep` leaves it as it is."""
    env = {k: v for k, v in os.environ.items() if k not in _SECRETS}
    if not keep:
        env.pop("DATABASE_URL", None)
    if database:
        env["DATABASE_URL"] = database
    done = subprocess.run(
        [sys.executable, "-m", "vfed_schema", *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def harmless(text: str) -> str:
    """Return a text in which no line is a command to GitHub's runner."""
    return re.sub(r"(?m)^(\s*)(::|##\[)", r"\1. \2", text)
