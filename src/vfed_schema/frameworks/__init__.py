"""Models of other frameworks as SQL: each says it itself, in a process of its own.

The user's code is never imported into ours: it may print, log, or take the process down with it.
It runs in the same interpreter, or in the one that $VFED_PYTHON names, where the framework and the
models are installed and vfed-schema need not be.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import SourceError

VARIABLE = "VFED_PYTHON"
_SOURCE = re.compile(r"(sqlalchemy|django):(.*)", re.DOTALL)
_CHILD = Path(__file__).with_name("child.py")
_DJANGO = (
    ("NAME", "dbname"), ("HOST", "host"), ("PORT", "port"), ("USER", "user"),
    ("PASSWORD", "password"),
)  # fmt: skip
_SHAPES = {
    "sqlalchemy": "`sqlalchemy:package.module:Base`, or the name of a MetaData there",
    "django": "`django:settings_module`, or `django:settings_module:app_label`",
}


def is_framework(source: str) -> bool:
    """True if a source is a framework's models."""
    return bool(_SOURCE.fullmatch(source))


def script(source: str, database: Mapping[str, str]) -> str:
    """Return the SQL that a framework makes its models' tables with.

    `database` is libpq's parameters of an empty one, which a framework may ask how it writes SQL.
    Raises SourceError where there are none, with the place in the user's code if that is at fault.
    """
    found = _SOURCE.fullmatch(source)
    assert found
    framework, target = found.groups()
    module, _, rest = target.partition(":")
    shape = rest if framework == "sqlalchemy" else (rest or "all")
    if not all(re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*", part) for part in (module, shape)):
        raise SourceError(f"`{source}` names no models: say {_SHAPES[framework]}")
    told = _told((framework, module, rest), source, database)
    if "error" in told:
        place = f"{told['file']}:{told['line']}: " if told.get("file") else ""
        raise SourceError(f"`{source}`: {place}{told['error']}")
    return "".join(f"{statement};\n" for statement in told["statements"])


def _told(target: Sequence[str], source: str, database: Mapping[str, str]) -> dict[str, Any]:
    """Run the child, and return what it writes. What the user's code prints goes to stderr."""
    python = os.environ.get(VARIABLE) or sys.executable
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [python, str(_CHILD), *target, str(answer)]
        there = {key: database.get(said, "") for key, said in _DJANGO}
        env = {**os.environ, "VFED_EMPTY_DATABASE": json.dumps(there)}
        try:
            done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, check=False)
        except OSError as error:
            why = (error.strerror or "it cannot be run").lower()
            raise SourceError(f"${VARIABLE} is `{python}`: {why}") from None
        if not answer.is_file():
            raise SourceError(
                f"`{source}`: {python} ended with {done.returncode} while importing it"
            )
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found
