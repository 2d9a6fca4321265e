"""SECURITY DEFINER routines over tables with row security."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...finding import Level
from ...kinds.routine import Routine
from ..facts import Facts, Path
from ..reading import literals, read_from, word
from ..rule import Found, Rule

_READ = ("sql", "plpgsql")  # languages that are SQL
_ALSO = frozenset({"into", "update", "using", "table", "truncate"})


def check(facts: Facts) -> Iterator[Found]:
    by_name: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(facts.secured):
        if facts.loose(path):
            by_name[word(path[-1])].append(path)
    for routine in facts.own(Routine):
        if not routine.security_definer or not by_name:
            continue
        if found := sorted(path for told in _named(routine) for path in _meant(told, by_name)):
            table = ".".join(found[0])
            yield Found(routine.ref, f"SECURITY DEFINER, and names {table}, which has row security")


def _named(routine: Routine) -> Iterator[str]:
    """Yield the relations in a body, and in the SQL that it puts together from literals."""
    body = routine.told()
    yield from read_from(body, _ALSO)
    for said in literals(body) if routine.language in _READ else ():
        yield from read_from(said, _ALSO)


def _meant(told: str, by_name: dict[str, list[Path]]) -> Iterator[Path]:
    schema, _, last = told.rpartition(".")
    for path in by_name.get(last, ()):
        if schema in ("", word(path[0])):
            yield path


RULE = Rule(
    name="definer-bypasses-row-security",
    group="Access",
    level=Level.note,
    summary="a SECURITY DEFINER routine names a table with row security",
    why="It runs as its owner, to whom the policies of his own tables do not apply: its body is the"
    " only thing that says who sees which row.",
    instead="Leave SECURITY DEFINER out, or say `force_row_security: true` of the table; silence it"
    " where the body does the asking.",
    check=check,
)
