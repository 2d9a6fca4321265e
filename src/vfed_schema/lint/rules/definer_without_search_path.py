"""SECURITY DEFINER without a search path of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.routine import Routine
from ...sql import statement_body
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    for routine in facts.own(Routine):
        # A body that is parsed when it is created has found its names by then.
        open_ = routine.security_definer and not statement_body(routine.body)
        if open_ and not any(s.startswith("search_path=") for s in routine.settings):
            yield Found(routine.ref, "SECURITY DEFINER, and runs with the caller's search path")


RULE = Rule(
    name="definer-without-search-path",
    group="Access",
    level=Level.error,
    summary="a SECURITY DEFINER routine sets no `search_path`",
    why="Whoever calls it says where its names are looked up: a caller who makes a table or an"
    " operator of the same name, in a schema of his own or among his temporary tables, has it run"
    " with the owner's rights.",
    instead='Say `settings: {search_path: "public, pg_temp"}`, with the schemas that it needs and'
    " `pg_temp` last; or an empty one, and qualify every name.",
    fix="None: which schemas its body looks into is known to who wrote it; with too few, it fails"
    " when it is called and not before.",
    check=check,
)
