"""Tables and views that nobody has explained."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.comment import Comment
from ...kinds.materialized_view import MaterializedView
from ...kinds.table import Table
from ...kinds.view import View
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    told = {comment.path for comment in facts.all(Comment)}
    for kind in (Table, View, MaterializedView):
        for obj in facts.own(kind):
            part = isinstance(obj, Table) and obj.partition_of
            if not part and (obj.kind, *obj.path) not in told:
                yield Found(obj.ref, "nobody says what it is for")


RULE = Rule(
    name="comment-missing",
    group="Names",
    level=Level.note,
    summary="a table or view has no comment",
    why="A comment is found where people look: in the database, in the generated classes, in this"
    " file.",
    instead="Add `comment:`, one line on what a row is.",
    usual=False,
    check=check,
)
