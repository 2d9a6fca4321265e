"""A cluster in one file: a list of its folders and files, and then their bytes.

A thousand small files take half a second to write to a disk; one file takes no time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from vfed_schema.scratch.account import Account


def pack(folder: Path, archive: Path) -> None:
    """Write what is in a folder to a file."""
    entries = list(walk(str(folder)))
    sizes = [[path[len(str(folder)) + 1 :], size] for path, size in entries]
    with archive.open("wb") as packed:
        packed.write(json.dumps(sizes).encode() + b"\n")
        for path, size in entries:
            if size is not None:
                packed.write(Path(path).read_bytes())


def unpack(archive: Path, folder: Path, account: Account) -> None:
    """Write what a file holds to an empty folder of this account's."""
    with archive.open("rb") as packed:
        sizes: list[tuple[str, int | None]] = json.loads(packed.readline() or b"[]")
        # A crash of the machine may have left the file without some of its bytes.
        total = packed.tell() + sum(size or 0 for _, size in sizes)
        if not sizes or os.fstat(packed.fileno()).st_size != total:
            raise ValueError(f"`{archive}` is not whole")
        for name, size in sizes:
            if size is None:
                account.make_folder(f"{folder}/{name}")
            else:
                account.make_file(f"{folder}/{name}", packed.read(size))


def walk(folder: str) -> Iterator[tuple[str, int | None]]:
    """Yield each file with its size, and each folder before what is in it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield entry.path, None
                yield from walk(entry.path)
            else:
                yield entry.path, entry.stat().st_size
