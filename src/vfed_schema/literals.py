"""Defaults as people write them, turned into SQL: plain text needs no second pair of quotes."""

from __future__ import annotations

import json
import re
from typing import Any

from .sql import text
from .types import parts
from .written import Item

# Words that are values of their own: the same spelling may be meant as text.
_BOTH = frozenset(
    {"current_catalog", "current_date", "current_role", "current_schema", "current_time"}
    | {"current_timestamp", "current_user", "localtime", "localtimestamp", "null"}
    | {"session_user", "system_user", "user"}
)
_CALL = re.compile(r'[A-Za-z_"][\w."]*\s*\(.*\)\s*(::.+)?\Z', re.DOTALL)
_QUOTED = re.compile(r"([eE]|[bBxX]|[uU]&)?'.*'|\(.*\)|\$\w*\$.*\$\w*\$|.*'\s*::\s*.+", re.DOTALL)
_CAST = re.compile(r".+::\s*[\w .\"\[\](),]+\Z", re.DOTALL)
_SUM = re.compile(r"[-+*/%.\d\s()]+\Z")
_STRINGS = ("text", "character varying", "character", "name", "citext")


def default_sql(item: Item, type_: str) -> str:
    """Return the SQL of a default for a column of a type.

    Raises SourceError for a word that may be meant as SQL or as text.
    """
    plain, _, depth = parts(type_)
    is_json = plain.lower() in ("json", "jsonb") and not depth
    if isinstance(item.value, dict) or (isinstance(item.value, list) and is_json):
        if not is_json and not (depth and not item.value):
            raise item.wrong(f"a mapping is no default for a column of type {type_}")
        return "'{}'" if depth else text(json.dumps(_plain(item), ensure_ascii=False))
    if isinstance(item.value, list):
        if not depth:
            raise item.wrong(f"a list is no default for a column of type {type_}")
        return text(_array([child.string() for child in item.value]))
    is_text = plain.lower() in _STRINGS and not depth
    if not isinstance(item.value, str):
        return text(item.text) if is_text else item.text
    return _words(item, is_text, is_json or bool(depth))


def _words(item: Item, is_text: bool, is_whole: bool) -> str:
    """Return the SQL of a default that is written as text."""
    said = item.text
    if is_whole and said.strip()[:1] in ("{", "["):
        return text(said)
    if said.strip().lower() in _BOTH:
        if is_text:
            raise item.wrong(
                f"`{said}` may be SQL or text; write `({said})` for the one and"
                f" `\"'{said}'\"` for the other"
            )
        return said
    if _CALL.match(said) or _QUOTED.match(said) or _CAST.match(said):
        return said
    if not is_text and _SUM.match(said):
        return said if not re.match(r"\d+-\d+-\d+", said) else text(said)
    return text(said)


def _array(values: list[str]) -> str:
    quoted = ('"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values)
    return "{" + ",".join(quoted) + "}"


def _plain(item: Item) -> Any:
    """Return an item as plain data."""
    if isinstance(item.value, dict):
        return {str(key): _plain(child) for key, child in item.value.items()}
    if isinstance(item.value, list):
        return [_plain(child) for child in item.value]
    return item.value
