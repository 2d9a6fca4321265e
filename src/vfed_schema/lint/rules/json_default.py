"""JSON defaults that are neither an object nor a list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ...finding import Level
from ..facts import Facts
from ..rule import Found, Rule

_LITERAL = re.compile(r"(E?)'((?:[^']|'')*)'::jsonb?\Z", re.DOTALL)


def check(facts: Facts) -> Iterator[Found]:
    for column, _ in facts.typed("json", "jsonb"):
        literal = _LITERAL.match(column.default or "")
        if literal and not isinstance(_value(*literal.groups()), dict | list):
            yield Found(column.ref, f"its default is {column.default}", "default")


def _value(escaped: str, text: str) -> object:
    said = text.replace("''", "'")
    try:
        return json.loads(said.replace("\\\\", "\\") if escaped else said)
    except ValueError:  # what Postgres takes and Python does not
        return {}


RULE = Rule(
    name="json-default",
    group="Types",
    level=Level.warning,
    summary="the default of a JSON column is a string, a number or JSON's own null",
    why="`'null'` is a value and not NULL: `IS NULL` is false of it. A string is mostly an object"
    " that was quoted once too often: `->` finds nothing in it, and says nothing.",
    instead="Say `default: {}` or `default: []`, or no default at all.",
    check=check,
)
