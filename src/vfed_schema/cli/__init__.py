"""The command line. Commands are thin, and import what they need when they are called."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import Any, NoReturn

import typer
import typer.main

from ..errors import Interrupted, VfedSchemaError
from . import commands as commands
from .app import COMPLETING, ERROR, SAME, app, say
from .pipes import UNHEARD, Unheard, opened, unwritable


def main() -> None:
    """Run the command line; whatever goes wrong is said in one line, without a traceback.

    A wrong option is an error like any other: exit code 2 says that things differ. Where nobody
    reads to the end it is 141, as for every program that a closed pipe ends: what was not heard is
    no success.
    """
    # A catalog is many small objects that all stay: looking for garbage among them finds none.
    gc.set_threshold(200_000, 20, 20)
    opened()
    try:
        code = _run(sys.argv[1:])
        if code == Interrupted.exit_code:  # typer has heard of it first
            _interrupted("interrupted")
        _leave(code if isinstance(code, int) else SAME)
    except Interrupted as error:
        _interrupted(str(error))
    except VfedSchemaError as error:
        say(f"error: {error}")
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _interrupted("interrupted")
    except (BrokenPipeError, Unheard):
        _drop(UNHEARD)
    except Exception as error:
        said = unwritable(error) or _in_words(error)
        if said is None:
            raise
        say(f"error: {said}")
        _drop(ERROR)


def _interrupted(said: str) -> NoReturn:
    """Say it and end at once, whatever threads are at, and whoever presses Ctrl-C once more."""
    with suppress(KeyboardInterrupt, OSError, ValueError):
        say(said)
        sys.stdout.flush()
    _drop(Interrupted.exit_code)


def _drop(code: int) -> NoReturn:
    """End the process without trying once more to write what nobody takes."""
    os._exit(code)


def _run(words: list[str]) -> object:
    """Run a command, with what the environment and the project's file say where `words` do not."""
    command: Any = typer.main.get_command(app)
    usual = {}
    if COMPLETING in os.environ:
        from .completing import ready

        ready()
    elif words and not {"--help", "--version"} & set(words):
        from .defaults import defaults

        usual = defaults(command.commands, words)
    return command(words, standalone_mode=False, default_map=usual)


def _leave(code: int) -> NoReturn:
    """End the process without taking a catalog's objects apart one by one."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _in_words(error: Exception) -> str | None:
    """Return what the command line or the driver has to say; nothing for a fault of our own."""
    if hasattr(error, "format_message"):
        return f"{str(error.format_message()).rstrip('.')}; see --help"
    if type(error).__module__.startswith("psycopg"):
        return " ".join(str(error).split())
    return None
