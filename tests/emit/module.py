"""A generated file as a module, and what the tools say of it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

# What mypy knows of libraries is kept from test to test, and from run to run.
MYPY_CACHE = Path(__file__).parents[2] / ".mypy_cache" / "tests"
_RULES = "--select=A004,B,C4,E,F,I,PIE,RUF,UP,W"
_NAMES = "--ignore=E501,E741,RUF001,RUF002"  # what names and texts there are is not ours to say
_TOOLS = (
    ("mypy", "--strict", "--config-file", "/dev/null", f"--cache-dir={MYPY_CACHE}"),
    ("ruff", "check", "--isolated", "--line-length=100", _RULES, _NAMES),
    ("ruff", "format", "--isolated", "--line-length=100", "--diff"),
)


def module(path: Path) -> Any:
    """Return the file as a module."""
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader

    made = module_from_spec(spec)
    sys.modules[path.stem] = made  # dataclasses looks its module up
    spec.loader.exec_module(made)
    return made


def complaints(path: Path) -> list[str]:
    """Return what mypy --strict, ruff check and ruff format have to say of the file."""
    done = [
        subprocess.run(
            [sys.executable, "-m", *tool, path], capture_output=True, text=True, check=False
        )
        for tool in _TOOLS
    ]
    return [run.stdout + run.stderr for run in done if run.returncode]
