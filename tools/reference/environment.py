"""Environment variables that the code reads."""

from __future__ import annotations

import re
from pathlib import Path

from tools.reference.table import code, table

SOURCE = Path(__file__).parents[2] / "src" / "vfed_schema"
MEANS = {
    "DATABASE_URL": (
        "the database that is meant where no `--from` says another: a URL, or libpq's `key=value`"
    ),
    "VFED_SCRATCH_URL": (
        "a server where scratch databases may be made: its login needs CREATEDB and no more"
    ),
    "VFED_SCRATCH_PROVIDER": (
        "the one way to a scratch server that may be taken: `url`, `binaries`, `embedded` or"
        " `container`"
    ),
    "VFED_SCRATCH_TRUST": (
        "anything but empty or `0`: the model is trusted, and built by a superuser who may do"
        " whatever the scratch server's account can"
    ),
    "VFED_POSTGRES_BINDIRS": (
        "folders with server programs, divided by `:`; they go before those in the usual places"
    ),
    "VFED_CACHE_DIR": "where initialised clusters and remembered answers are kept",
    "VFED_MEMORY": "`0`: that nothing differed is not remembered",
    "VFED_GITLAB_TOKEN": "what GitLab is asked with, where a review is told in a merge request",
    "VFED_PYTHON": "the interpreter that models of SQLAlchemy or Django are imported in",
    "SQITCH_FULLNAME": "who plans a change in a folder of sqitch's; else `USER`",
    "SQITCH_EMAIL": "that person's address, likewise",
    "USER": "who plans a change in a folder of sqitch's, where nobody else is named",
    "DOCKER_HOST": "where Docker listens, if a scratch server is to be a container",
    "XDG_CACHE_HOME": "the folder that the cache is in, unless `VFED_CACHE_DIR` says another",
}
# Between processes of our own; an option by another name; libpq's.
_OTHERS = re.compile(r"VFED_EMPTY_DATABASE|VFED_SCHEMA_\w+|PG\w+")
_READ = re.compile(r"\b(VFED_[A-Z]+(?:_[A-Z]+)*)\b|environ(?:\.get\(|\[)\"([A-Z_]+)\"(?!\] =)")


def page() -> str:
    """Return every variable that is read, and what it says. Raises LookupError for one untold."""
    if untold := read() - set(MEANS):
        raise LookupError(f"say in MEANS what these are: {', '.join(sorted(untold))}")
    rows = ((code(name), MEANS[name]) for name in sorted(read()))
    return f"""# Environment variables

{table(("variable", "says"), rows)}
`VFED_SCHEMA_…` is an option that is said once ([settings](../settings.md)).

libpq's own (`PGHOST`, `PGUSER`, `PGPASSFILE`, `PGSERVICE` …) hold for every database that is
connected to. The programs of scratch servers see none of them.

In a file of [many databases](../how-to/many-databases.md), `$NAME` is any variable you like.
"""


def read() -> set[str]:
    """Return the names of the variables that the code mentions."""
    texts = (path.read_text() for path in SOURCE.rglob("*.py"))
    found = {mine or other for text in texts for mine, other in _READ.findall(text)}
    return {name for name in found if not _OTHERS.fullmatch(name)}
