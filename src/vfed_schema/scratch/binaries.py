"""The `binaries` provider: server programs that are installed on the machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from vfed_schema.errors import ScratchError
from vfed_schema.majors import MAJORS
from vfed_schema.scratch.servers import Note, Offer, Unavailable, needs_posix

if TYPE_CHECKING:
    from vfed_schema.scratch.programs import Build

VARIABLE = "VFED_POSTGRES_BINDIRS"
USUAL = (
    "/usr/lib/postgresql/*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


def offers(major: int | None, note: Note) -> Sequence[Offer]:
    """Offer every build found: those in the folders the user names, then the newest first."""
    needs_posix()
    from vfed_schema.scratch import launcher

    found = (*_builds(_named(note), note), *_builds(_usual(), note))
    builds = {build.bindir: build for build in found}
    if not builds:
        raise Unavailable(
            f"no postgres and initdb of {MAJORS[0]} to {MAJORS[-1]} in the usual folders, by "
            f"pg_config, on $PATH or in ${VARIABLE}"
        )
    return [
        launcher.offer(build, f"server binaries in {build.bindir}", note)
        for build in builds.values()
    ]


def _builds(bindirs: Iterable[Path], note: Note) -> list[Build]:
    """Read the builds that can serve, the newest first."""
    from vfed_schema.scratch import programs

    found: list[Build] = []
    for bindir in dict.fromkeys(path.resolve() for path in bindirs):
        if programs.complete(bindir):
            found += _read(bindir, note)
    return sorted(found, key=lambda build: -build.version)


def _read(bindir: Path, note: Note) -> list[Build]:
    from vfed_schema.scratch import programs

    prefix = bindir.parent
    # Only a build with all its folders under one prefix works from a copy.
    whole = any(prefix.glob("share/**/postgres.bki")) and bindir.name == "bin"
    try:
        build = programs.read(bindir, trees=(prefix,) if whole else ())
    except ScratchError as error:
        note(f"binaries: {error}")
        return []
    return [build] if build.major in MAJORS else []


def _named(note: Note) -> Iterator[Path]:
    from vfed_schema.scratch import programs

    for name in filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)):
        if programs.complete(Path(name)):
            yield Path(name)
        else:
            note(f"binaries: `{name}` in ${VARIABLE} holds no postgres and initdb")


def _usual() -> Iterator[Path]:
    from vfed_schema.scratch.account import Account

    if pg_config := shutil.which("pg_config"):
        answer = Account().run(pg_config, "--bindir")
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent
    for pattern in USUAL:
        yield from map(Path, glob(pattern))
