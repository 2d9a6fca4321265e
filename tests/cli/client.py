"""What asks for a copy of a warm process, and ends as the copy did: see `warm`.

As a program it stands in for `vfed-schema`: it is given a socket, what to be where it cannot be
that, what an interpreter reads as it begins, and a command. It imports next to nothing.
"""

from __future__ import annotations

import marshal
import os
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socket
from collections.abc import Mapping, Sequence

# What an interpreter reads as it begins, before there is anything to copy.
_EARLY = ("PYTHON", "LC_", "LANG")


def early(env: Mapping[str, str]) -> str:
    """Return what a process and its copies have to have in common."""
    return "\n".join(sorted(f"{k}={v}" for k, v in env.items() if k.startswith(_EARLY)))


def ask(
    path: str,
    program: str,
    words: Sequence[str],
    cwd: str,
    env: Mapping[str, str],
    files: Sequence[int],
    seconds: float | None = None,
) -> int:
    """Return how a command ended, run with these files as stdin, stdout and stderr.

    `program` is the script that is run, or nothing for `python -m vfed_schema`. Raises
    TimeoutError where that takes too long, and then it is ended.
    """
    door = socket(AF_UNIX, SOCK_STREAM)
    try:
        door.settimeout(seconds)
        door.connect(path)
        wanted = marshal.dumps((program, list(words), cwd, dict(env)))
        rights = b"".join(file.to_bytes(4, sys.byteorder) for file in files)
        door.sendmsg([len(wanted).to_bytes(4)], [(SOL_SOCKET, SCM_RIGHTS, rights)])
        door.sendall(wanted)
        return int.from_bytes(door.recv(4), signed=True)
    finally:
        door.close()


def _main(path: str, program: str, said: str, *words: str) -> None:
    if early(os.environ) != said:
        os.execv(program, [program, *words])
    code = ask(path, program, words, os.getcwd(), os.environ, range(3))
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    _main(*sys.argv[1:])
