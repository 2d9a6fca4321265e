"""Run a command of ours as a process: without the tokens, which are no model's business."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .gitlab import TOKEN

# What runners give, by its name; the URL that GitLab clones from has a token in it.
_SECRET = re.compile(r"(GITHUB|GH|ACTIONS|RUNNER|INPUT|CI|GITLAB)_.*(TOKEN|PASSWORD|JWT|SECRET).*")
_SECRETS = (TOKEN, "CI_REPOSITORY_URL")
_DATABASES = ("DATABASE_URL", "PGSERVICE", "PGDATABASE", "PGHOST", "PGHOSTADDR")


class Done(NamedTuple):
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str


def run(arguments: Sequence[str], *, database: str | None = None, without: bool = False) -> Done:
    """Run it to its end, with `database` as $DATABASE_URL, or without any that has been named."""
    env = kept(os.environ, without=without)
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


def kept(environment: Mapping[str, str], *, without: bool = False) -> dict[str, str]:
    """Return what a command gets of an environment: no token, and no database where that is so."""
    left = {*_SECRETS, *(_DATABASES if without else ())}
    return {k: v for k, v in environment.items() if k not in left and not _SECRET.fullmatch(k)}


def harmless(text: str) -> str:
    """Return a text in which no line is a command to GitHub's runner.

    One kind begins a line, the other may stand anywhere in it.
    """
    return re.sub(r"(?m)^(\s*)::", r"\1. ::", text).replace("##[", "## [")
