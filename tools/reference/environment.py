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
    "VFED_MEMORY": "`0`: that nothing differed, or nothing was to be written, is not remembered",
    "VFED_GITLAB_TOKEN": "what GitLab is asked with, where a review is told in a merge request",
    "VFED_PYTHON": "the interpreter that models of SQLAlchemy or Django are imported in",
    "SQITCH_FULLNAME": "who plans a change in a folder of sqitch's; else `USER`",
    "SQITCH_EMAIL": "that person's address, likewise",
    "USER": "who plans a change in a folder of sqitch's, where nobody else is named",
    "DOCKER_HOST": "where Docker listens, if a scratch server is to be a container",
    "FLYWAY_PLACEHOLDERS_": (
        "with a name behind it: the value of that placeholder in a folder of Flyway's"
    ),
    "NO_COLOR": "anything but empty: no colour, whatever else is said",
    "FORCE_COLOR": "anything but empty or `0`: colour, where there is no terminal too",
    "CLICOLOR_FORCE": "the same as `FORCE_COLOR`",
    "CLICOLOR": "`0`: no colour, unless it is forced",
    "TERM": "`dumb`: no colour, unless it is forced",
    "XDG_CACHE_HOME": "the folder that the cache is in, unless `VFED_CACHE_DIR` says another",
}
# What a runner gives, which `vfed-schema ci` reads.
OF_RUNNERS = {
    "GITHUB_ACTIONS": "`true`: this is GitHub Actions",
    "GITHUB_API_URL": "where GitHub is asked",
    "GITHUB_EVENT_PATH": "the file that says which pull request it is about",
    "GITHUB_OUTPUT": "the file that takes what later steps may want to know",
    "GITHUB_REPOSITORY": "whose pull request or issue it is",
    "GITHUB_SERVER_URL": "where git may fetch from with the token",
    "GITHUB_STEP_SUMMARY": "the file that takes the summary",
    "GITHUB_TOKEN": "what GitHub is asked with; a workflow has to hand it on",
    "GITLAB_CI": "`true`: this is GitLab CI",
    "CI_API_V4_URL": "where GitLab is asked",
    "CI_COMMIT_BEFORE_SHA": "the commit before a push, where it is for no merge request",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA": "the commit that a merge request is compared with",
    "CI_MERGE_REQUEST_IID": "which merge request it is",
    "CI_MERGE_REQUEST_LABELS": "its labels, which may allow a hazard",
    "CI_MERGE_REQUEST_PROJECT_URL": "where a link to its note begins",
    "CI_MERGE_REQUEST_PROJECT_ID": "whose merge request it is; a fork's job has another project",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "what is to be merged, where a job runs on the result",
    "CI_PROJECT_ID": "whose issue it is",
    "CI_REPOSITORY_URL": "has a password in it: kept from the commands that `ci` runs",
    "GIT_CONFIG_COUNT": "how git is set up already: the token is said after that, to git alone",
    "GIT_TERMINAL_PROMPT": "set for git, which is not to ask anybody",
}
# Names of variables that are never read: they are set for others, or kept from them.
_UNREAD = {
    "ACTIONS_RUNTIME_TOKEN", "CI_JOB_TOKEN", "GH_TOKEN",  # no command of ours is to see these
    "DJANGO_SETTINGS_MODULE", "GIT_INDEX_FILE", "LC_ALL", "POSTGRES_INITDB_ARGS",  # set
    "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_",  # set
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",  # handed on to programs of servers
    "VFED_EMPTY_DATABASE", "VFED_SCHEMA_",  # between processes of ours; an option by another name
    "SCHEMA_VERSION",  # of generated classes
}  # fmt: skip
_NAMED = re.compile(r"\"([A-Z][A-Z0-9]*_[A-Z0-9_]*)[\"{]")
_READ = re.compile(r"\benv(?:iron(?:ment)?)?(?:\.get\(|\[)\"([A-Z]+)\"(?!\] =)")
_OF_POSTGRES = re.compile(r"PG[A-Z]+")


def page() -> str:
    """Return every variable that is read, and what it says. Raises LookupError for one untold."""
    if untold := read() - set(MEANS) - set(OF_RUNNERS):
        raise LookupError(f"say in MEANS what these are: {', '.join(sorted(untold))}")
    rows = ((_shown(name), MEANS[name]) for name in sorted(MEANS))
    given = ((code(name), told) for name, told in sorted(OF_RUNNERS.items()))
    return f"""# Environment variables

{table(("variable", "says"), rows)}
`VFED_SCHEMA_…` is an option that is said once ([settings](../settings.md)).

libpq's own (`PGHOST`, `PGUSER`, `PGPASSFILE`, `PGSERVICE` …) hold for every database that is
connected to. The programs of scratch servers see none of them.

In a file of [many databases](../how-to/many-databases.md), `$NAME` is any variable you like.

## In CI

What GitHub Actions and GitLab CI give to a job, and `vfed-schema ci` reads. The commands that
it runs see no token.

{table(("variable", "says"), given)}"""


def _shown(name: str) -> str:
    return code(f"{name}NAME" if name.endswith("_") else name)


def read() -> set[str]:
    """Return the names of the variables that the code reads, by how it names them.

    Constants of the code's own are not among them: such a name stands in quotes where it is read.
    """
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text()
        found.update(_READ.findall(text))
        if re.search(r"\benv(?:iron(?:ment)?)?\b", text):
            found.update(_NAMED.findall(text))
    return {name for name in found - _UNREAD if not _OF_POSTGRES.fullmatch(name)}
