"""A process with the libraries in it and nothing of ours, of which each command is a copy.

A third of what a command costs is reading libraries, the same ones each time. All else is as ever:
what we import is imported by the command, which is run and ends as any other.
"""

from __future__ import annotations

import atexit
import gc
import marshal
import os
import runpy
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from tempfile import TemporaryFile, mkdtemp
from typing import Any

from tests.cli import client

ROOT = Path(__file__).parents[2]
LIBRARIES = (
    "asyncio",
    "difflib",
    "msgspec.json",
    "psycopg",
    "sqlglot.dialects.postgres",
    "typer.main",
    "yaml",
    "zoneinfo",
)
POSSIBLE = sys.platform.startswith("linux")  # only there a process is copied safely
SECONDS = 120


def run(
    words: list[str], cwd: Path | None, env: Mapping[str, str], stdin: str
) -> tuple[int, str, str]:
    """Run a command to its end; return its exit code, and what it wrote to stdout and stderr.

    Raises TimeoutError.
    """
    with TemporaryFile("w+") as given, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        given.write(stdin)
        given.seek(0)
        files = [file.fileno() for file in (given, out, err)]
        place = str((cwd or Path()).absolute())
        code = client.ask(_socket(client.early(env)), "", words, place, env, files, SECONDS)
        out.seek(0)
        err.seek(0)
        return code, out.read(), err.read()


def folder(env: Mapping[str, str]) -> Path:
    """Return a folder with a program `vfed-schema`, for whoever has this environment."""
    said = client.early(env)
    path = _socket(said)
    program = Path(path).with_name("vfed-schema")
    words = (sys.executable, "-ISE", client.__file__, path, _installed(), said)
    program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    program.chmod(0o755)
    return program.parent


def _installed() -> str:
    return str(Path(sys.executable).with_name("vfed-schema"))


@cache
def _socket(said: str) -> str:
    """Start what is copied, and return where it is asked; it ends when this process does."""
    home = mkdtemp(prefix="vfed-warm-")
    path = f"{home}/socket"
    strange = {k: v for k, v in os.environ.items() if not client.early({k: v})}
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.warm", str(door.fileno())],
            cwd=ROOT,
            env={**strange, **dict(line.split("=", 1) for line in said.splitlines())},
            pass_fds=[door.fileno()],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
    atexit.register(_end, process, home)
    return path


def _end(process: subprocess.Popen[bytes], home: str) -> None:
    process.communicate()
    shutil.rmtree(home)


def _serve(door: socket.socket) -> tuple[str, list[str]]:
    """Copy this process for each command; return its program and its words, in the copy."""
    while door in _ready(door, 0):
        caller, _ = door.accept()
        if not os.fork():
            door.close()
            return _attend(caller)
        caller.close()
        while _gone():
            pass
    os._exit(0)


def _ready(*places: socket.socket | int) -> list[socket.socket | int]:
    return select(places, [], [])[0]


def _gone() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _attend(caller: socket.socket) -> tuple[str, list[str]]:
    """Copy once more, tell the caller how that ended, and end it where the caller has gone."""
    (program, words, cwd, env), files = _received(caller)
    child = os.fork()
    if not child:
        caller.close()
        _take(files)
        os.environ.clear()
        os.environ.update(env)
        os.chdir(cwd)
        return program, words
    if caller in _ready(os.pidfd_open(child), caller):
        os.kill(child, signal.SIGTERM)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    caller.sendall(code.to_bytes(4, signed=True))
    os._exit(0)


def _take(files: list[int]) -> None:
    """Have these files as stdin, stdout and stderr, opened as Python opens them."""
    for number, (file, name) in enumerate(zip(files, ("stdin", "stdout", "stderr"), strict=True)):
        os.dup2(file, number)
        os.close(file)
        was = getattr(sys, name)
        how = {"encoding": was.encoding, "errors": was.errors, "closefd": False}
        lines = 1 if name == "stderr" else -1
        setattr(sys, name, open(number, "w" if number else "r", lines, **how))  # noqa: SIM115


def _received(caller: socket.socket) -> tuple[Any, list[int]]:
    size, files, _, _ = socket.recv_fds(caller, 4, 3)
    text = b""
    while len(text) < int.from_bytes(size):
        text += caller.recv(65536)
    return marshal.loads(text), files


def _main() -> None:
    for name in LIBRARIES:
        import_module(name)
    gc.freeze()
    program, words = _serve(socket.socket(fileno=int(sys.argv[1])))
    sys.argv[1:] = words
    # The first place to find modules is where a script is, or where `python -m` is run.
    if program:
        sys.argv[0], sys.path[0] = program, str(Path(program).parent)
        runpy.run_path(program, run_name="__main__")
    else:
        sys.path[0] = os.getcwd()
        runpy.run_module("vfed_schema", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
