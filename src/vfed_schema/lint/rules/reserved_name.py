"""Names that are words of SQL."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...sql import KEYWORDS
from ..facts import Facts
from ..names import own_names
from ..rule import Found, Rule

# A column, a table and what is read like one may have these unquoted; a function and a type not.
NAMES = frozenset(
    """
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest
    grouping inout int integer interval json json_array json_arrayagg json_exists json_object
    json_objectagg json_query json_scalar json_serialize json_table json_value least merge_action
    national nchar none normalize nullif numeric out overlay position precision real row setof
    smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement
    xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()  # noqa: SIM905
)
_RESERVED = KEYWORDS - NAMES
_FREE = ("schema", "table", "column", "index", "view", "materialized_view", "sequence")


def check(facts: Facts) -> Iterator[Found]:
    for ref, called in own_names(facts):
        if called in (_RESERVED if ref.kind in _FREE else KEYWORDS):
            yield Found(ref, f"`{called}` is a word of SQL")


RULE = Rule(
    name="reserved-name",
    group="Names",
    level=Level.warning,
    summary="something is called by a word that SQL keeps for itself",
    why="It has to be quoted wherever it is named; unquoted it is an error, or something else:"
    " `SELECT user FROM t` is who you are, and no column.",
    instead="Give it another name; `renamed_from` keeps the rows.",
    fix="None: whoever uses the name has to follow.",
    check=check,
)
