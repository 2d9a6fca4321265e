"""Texts made by a copy of the process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from vfed_schema.beside import both

ROOT = Path(__file__).parents[1]


def process() -> list[str]:
    return [str(os.getpid()), 'ä "quoted"\n']


def test_the_second_is_made_by_another_process() -> None:
    """Both come back as they were made."""
    script = (
        "import os; from tests.test_beside import process; from vfed_schema.beside import both\n"
        "print(os.getpid(), *both(os.getpid, process, apart=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    home, mine, theirs = done.stdout.rstrip().split(" ", 2)

    assert home == mine
    assert f"['{home}'," not in theirs
    assert theirs.endswith(repr(process()[1]) + "]")


def test_it_is_made_here_where_that_is_not_worth_it() -> None:
    """One process, one after the other: what comes back is the very same."""
    assert [str(os.getpid()), 'ä "quoted"\n'] == both(os.getpid, process, apart=False)[1]


def test_it_is_made_here_where_there_are_threads() -> None:
    """A copy would lack them, and wait for their locks for ever."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        _, theirs = both(os.getpid, process, apart=True)
    finally:
        done.set()
        thread.join()

    assert str(os.getpid()) == theirs[0]


def test_what_goes_wrong_there_is_told_here() -> None:
    """The copy says nothing: the same error comes from this process."""
    home = os.getpid()

    def fails() -> list[str]:
        raise ValueError(f"in {os.getpid()}")

    with pytest.raises(ValueError, match=f"in {home}"):
        both(os.getpid, fails, apart=True)


def test_what_fails_here_waits_for_the_other() -> None:
    """No process is left behind."""
    script = (
        "import os; from tests.test_beside import process; from vfed_schema.beside import both\n"
        "try: both(lambda: 1 / 0, process, apart=True)\n"
        "except ZeroDivisionError: print('told')\n"
        "try: os.waitpid(-1, os.WNOHANG)\n"
        "except ChildProcessError: print('none left')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ["told", "none left"] == done.stdout.splitlines()
