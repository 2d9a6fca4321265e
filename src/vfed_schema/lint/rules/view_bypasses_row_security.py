"""Views that show what row security hides."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.materialized_view import MaterializedView
from ...kinds.view import View
from ..facts import Facts
from ..rule import Found, Rule

_ON = ("true", "on", "yes", "1")


def check(facts: Facts) -> Iterator[Found]:
    views: list[View | MaterializedView] = [*facts.own(View), *facts.own(MaterializedView)]
    for view in views:
        said = dict(option.partition("=")[::2] for option in view.options)
        if said.get("security_invoker", "").lower() in _ON:
            continue
        if table := facts.secured_below(view.ref):
            yield Found(view.ref, f"reads {'.'.join(table)} with its owner's rights, policies too")


RULE = Rule(
    name="view-bypasses-row-security",
    group="Access",
    level=Level.error,
    summary="a view reads a table with row security, and is no `security_invoker`",
    why="A view asks with the rights of its owner, to whom policies mostly do not apply: whoever"
    " may read the view reads all rows. A materialized view keeps them for everybody.",
    instead="Say `options: {security_invoker: true}` (PostgreSQL 15). Before that, and for a"
    " materialized view, put the condition into the query and give few people the right to read.",
    fix="None: it changes who sees what, and the callers need rights on the tables then.",
    check=check,
)
