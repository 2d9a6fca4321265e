"""Hazards and exit codes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from tools.reference.table import code, table
from vfed_schema import errors
from vfed_schema.cli.app import DIFFERS, ERROR, SAME
from vfed_schema.cli.pipes import UNHEARD
from vfed_schema.errors import PlanError, VfedSchemaError
from vfed_schema.step import CODES

MEANS = {
    "data-loss": (
        "values go: of a dropped column, table, counter …",
        "refused without `--allow data-loss`; what goes does not come back with the way back",
    ),
    "rewrite": (
        "every row of the table is written anew, under the strongest lock",
        "nobody reads or writes the table meanwhile; it wants room on disk for a second copy",
    ),
    "scan": (
        "every row of the table is read, under a lock that keeps writers out",
        "writers wait as long as that takes",
    ),
    "table-lock": (
        "a lock that keeps writers out, or readers too, for a moment",
        "short once it is had; to get it, `apply` waits three seconds at most, and tries again",
    ),
    "index-build": (
        "an index is built on rows that are there",
        "says whether writers go on meanwhile; takes time, disk and memory either way",
    ),
    "fill": (
        "a query runs for its rows: a materialized view that is made with data",
        "takes as long as the query does",
    ),
    "revoke": ("a role loses a privilege", "whoever relied on it is refused from then on"),
    "may-fail": (
        "the rows that are there decide whether the step works",
        "says what would make it fail; look for such rows first",
    ),
}
ENDS = {
    SAME: "done; or nothing differs",
    ERROR: "an error: what it says on stderr begins with `error:` and says what to do",
    DIFFERS: (
        "something differs, is out of date, or is not as it should be: `diff`, `plan`, `drift`,"
        " `generate --check` and other checks"
    ),
    PlanError.exit_code: (
        "refused: there is no safe way, or it would cost what nobody has allowed, or nobody has"
        " said yes"
    ),
    130: "interrupted, as by Ctrl-C",
    UNHEARD: (
        "nobody read to the end what was written, as where `head` stands behind: what a shell says"
        " of a program that a closed pipe ends"
    ),
}


def hazards_page() -> str:
    """Return what each hazard means. Raises LookupError for one that nobody has told."""
    if untold := set(CODES) - set(MEANS):
        raise LookupError(f"say in MEANS what these are: {', '.join(sorted(untold))}")
    rows = ((code(hazard), *MEANS[hazard]) for hazard in CODES)
    return f"""# Hazards

What a step of a plan may cost. They are read off what the step does, shown in every report before
anything runs, and their codes never change their meaning. Only `data-loss` is refused unless it is
allowed.

{table(("code", "what happens", "what follows"), rows)}
`--allow` takes these codes, several times if need be, and two words more: `remake` lets what holds
rows be dropped and made again, and `all` allows everything.
"""


def codes_page() -> str:
    """Return how commands end, and which errors there are."""
    ends = ((code(str(number)), told) for number, told in sorted(ENDS.items()))
    found: list[type[VfedSchemaError]] = [VfedSchemaError, *below(VfedSchemaError)]
    rows = ((code(e.__name__), str(e.exit_code), _doc(e)) for e in found)
    return f"""# Exit codes

{table(("code", "means"), ends)}
What is for machines goes to stdout, what is for people to stderr. A wrong option is an error like
any other.

## Errors

Programs that use the package meet these; the command line prints them without a traceback.

{table(("error", "exit code", "means"), rows)}"""


def below(error: type[VfedSchemaError]) -> Iterator[type[VfedSchemaError]]:
    """Yield the errors that are of a class, and of those below it."""
    for each in error.__subclasses__():
        if each.__module__ == errors.__name__:
            yield each
            yield from below(each)


def _doc(error: type[VfedSchemaError]) -> str:
    return inspect.cleandoc(error.__doc__ or "").split("\n\n")[0]
