"""The command line in this process: the same, without the time that a process takes to begin."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from tests.cli.command import Done
from vfed_schema.cli import commands as commands
from vfed_schema.cli.app import app, say
from vfed_schema.errors import VfedSchemaError


def inside(*arguments: str | Path, cwd: Path, **env: str) -> Done:
    """Run a command as `tests.cli.command.vfed` does."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), chdir(cwd), _environment(env):
        try:
            code = app([*map(str, arguments)], standalone_mode=False)
        except VfedSchemaError as error:
            say(f"error: {error}")
            code = error.exit_code
    return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


@contextmanager
def _environment(env: dict[str, str]) -> Iterator[None]:
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    with patch.dict(os.environ, {**kept, **env}, clear=True):
        yield
