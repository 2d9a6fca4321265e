"""The JSON Schema of the model file, for editors: keys, what they mean, and what may stand there.

All of it is read off the kinds: their fields, the comments beside these, and their docstrings.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_type_hints

from ..kinds import KINDS
from ..lint.rules import RULES
from ..model import About
from ..objects import Object
from ..record import REQUIRED, fields
from .key_words import described, examples

Node = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Node = {"type": ["string", "number", "boolean"]}
_TEXT = {"$ref": "#/$defs/text"}
_LIST = {"$ref": "#/$defs/list"}
_PAIRS = {"$ref": "#/$defs/pairs"}
_GRANTS: Node = {"type": ["object", "null"], "additionalProperties": _LIST}
_FREE = frozenset({"privileges", "default_privileges"})
_ACTIONS = ("no action", "restrict", "cascade", "set null", "set default")

# What is short for more, and what takes some words alone.
_SAID: dict[tuple[str, str], Node] = {
    ("table", "partitions"): {
        "description": "Partitions of this table: name to bound, or to a body.",
        "additionalProperties": {
            "anyOf": [_TEXT, {"type": "null"}, {"$ref": "#/$defs/table"}],
        },
    },
    ("column", "primary_key"): {"type": "boolean", "description": "The whole primary key."},
    ("column", "unique"): {
        "type": ["boolean", "string"],
        "description": "A UNIQUE constraint of this column; its name, unless it is the usual one.",
    },
    ("column", "check"): {
        "anyOf": [_TEXT, _PAIRS],
        "description": "A CHECK; of several, a mapping of names to conditions.",
    },
    ("column", "references"): {
        "anyOf": [_TEXT, _LIST],
        "description": "A foreign key to `table(column)`.",
        "examples": ["customers(id)"],
    },
    ("column", "values"): {**_LIST, "description": "The values there may be."},
    ("column", "enforced_by"): {
        "type": "string",
        "description": "The name of the CHECK that lets no other value in.",
    },
    ("column", "identity"): {
        "anyOf": [{"enum": ["always", "by default"]}, {"type": "object"}],
        "description": "GENERATED … AS IDENTITY: when, or a body with the sequence's options.",
    },
    **{
        (kind, "default"): {"description": "Its DEFAULT; what is no SQL is read as a value."}
        for kind in ("column", "domain")
    },
    ("column", "foreign_key"): {"type": "string", "description": "The foreign key's name."},
    **{(kind, "match"): {"enum": ["simple", "full"]} for kind in ("column", "foreign_key")},
    ("domain", "check"): {**_TEXT, "description": "Its one CHECK."},
    ("enum", "renamed_labels"): {**_PAIRS, "description": "New labels, and what they were called."},
    ("primary_key", "name"): {"type": "string", "description": "Its name, if not the usual one."},
    ("text_search_configuration", "mappings"): {
        "type": "object",
        "additionalProperties": _LIST,
        "description": "Tokens, separated by commas, and the dictionaries that see them.",
    },
    ("sample", "shares"): {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": {"type": "number", "minimum": 0, "maximum": 100},
        },
        "description": "Of a column: how many of a hundred rows have a value; `null` is none.",
    },
    ("sample", "draws"): {
        **_PAIRS,
        "description": "Of a column: an expression of `i`, a row's number, and `u`, from 0 to 1.",
    },
    ("table", "partition_every"): {"enum": ["day", "week", "month", "quarter", "year"]},
    ("trigger", "timing"): {"enum": ["before", "after", "instead of"]},
    ("cast", "context"): {"enum": ["explicit", "assignment", "implicit"]},
    ("access_method", "type"): {"enum": ["index", "table"]},
    ("function", "volatility"): {"enum": ["immutable", "stable", "volatile"]},
    **{
        (kind, key): {"enum": list(_ACTIONS)}
        for kind in ("column", "foreign_key")
        for key in ("on_delete", "on_update")
    },
    **{
        (kind, "deferrable"): {
            "enum": [True, False, "deferred"],
            "description": "DEFERRABLE; `deferred` is INITIALLY DEFERRED too.",
        }
        for kind in ("column", "foreign_key", "primary_key", "unique", "exclude", "trigger")
    },
    **{
        (kind, "column_comments"): {**_PAIRS, "description": "Comments on its columns."}
        for kind in ("view", "materialized_view", "composite")
    },
    **{
        (kind, "index_comment"): {"type": "string", "description": "A comment on its index."}
        for kind in ("primary_key", "unique", "exclude")
    },
    **{(kind, "operators"): {} for kind in ("operator_class", "operator_family")},
    **{(kind, "functions"): {} for kind in ("operator_class", "operator_family")},
}
_ABOUT = {
    "version": "Free text, told in scripts and in the ledger.",
    "schema": "Where what stands at the top of the file lives.",
    "exclusive": "Schemas that hold nothing but what is said here.",
    "ignore": "Objects that nobody is to see: `kind schema.name`, with shell patterns.",
    "postgres": "The oldest server that the model must work on.",
    "base": "SQL that stands for what other people's objects are made by.",
    "include": "More files of this same shape.",
    "profile_of": "The model that this file is laid over.",
}


def json_schema() -> Node:
    """Return the JSON Schema of a model file, as plain data."""
    home = next(k for k in KINDS if any(other.within == k.kind for other in KINDS))
    tops = [k for k in KINDS if k.section and k.within is None and not k.facet]
    about = {f.name: _of_type(get_type_hints(About)[f.name]) for f in fields(About)}
    said = {**about, "base": {"type": "string"}, "include": _LIST}
    said["profile_of"] = {"type": "string"}
    sections = {k.section: _section(k) for k in (*tops, *_inner(home)) if k.section}
    sections |= {k.section: _facet(k) for k in KINDS if k.of_model and k.section}
    defs = {k.kind: _body(k) for k in KINDS if k.section and not k.facet}
    whole = {
        **{key: {**node, "description": _ABOUT[key]} for key, node in said.items()},
        **sections,
    }
    defs = {
        "text": {**_SCALAR},
        "list": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
        "pairs": {"type": "object", "additionalProperties": _TEXT},
        "rules": _rules(),
        **defs,
    }
    return {
        "$schema": DRAFT,
        "title": "vfed-schema model",
        "description": "Every object of a PostgreSQL schema.",
        "type": "object",
        "properties": {key: {"description": node["description"]} for key, node in whole.items()},
        "additionalProperties": False,
        "if": {"required": ["profile_of"]},
        "then": {"properties": _laid_over(whole, named=True)},
        "else": {"properties": whole},
        "$defs": {**defs, **{f"{_OVER}{key}": _laid_over(node) for key, node in defs.items()}},
    }


_OVER = "profile_"


def _laid_over(node: Any, *, named: bool = False) -> Any:
    """Return a node as it is in a profile: `~` takes away, and what must be there may be below.

    `named` says that the keys are names of what may be taken away, not words of JSON Schema.
    """
    if isinstance(node, list):
        return [_laid_over(item) for item in node]
    if not isinstance(node, dict):
        return node
    if named:
        return {key: _or_nothing(_laid_over(inner)) for key, inner in node.items()}
    made: Node = {}
    for key, inner in node.items():
        if key == "$ref":
            made[key] = inner.replace("#/$defs/", f"#/$defs/{_OVER}")
        elif key == "properties":
            made[key] = _laid_over(inner, named=True)
        elif key == "additionalProperties" and isinstance(inner, dict):
            made[key] = _or_nothing(_laid_over(inner))
        elif key != "required":
            made[key] = _laid_over(inner) if key in ("anyOf", "items") else inner
    return made


def _or_nothing(node: Node) -> Node:
    told: Node = {key: node[key] for key in ("description", "default", "examples") if key in node}
    rest = {key: value for key, value in node.items() if key not in told}
    return {**told, "anyOf": [rest, {"type": "null"}]} if rest else node


def _inner(kind: type[Object]) -> Iterator[type[Object]]:
    return (k for k in KINDS if kind.kind in (k.hosts or (k.within,)) and k.section and not k.facet)


def _section(kind: type[Object]) -> Node:
    ref = {"$ref": f"#/$defs/{kind.kind}"}
    told = {"description": _doc(kind)}
    if kind.single:
        return {**told, **ref}
    # A body may be left out; a list holds what needs no name.
    many = {"type": "object", "additionalProperties": {"anyOf": [ref, {"type": "null"}]}}
    return {**told, "anyOf": [many, {"type": "array", "items": ref}]}


def _body(kind: type[Object]) -> Node:
    """Return what may stand for one object: a mapping of its keys, or the value it is short for."""
    if kind.kind in _FREE:
        return _GRANTS
    hints, comments = get_type_hints(kind), _comments(kind)
    keys: Node = {}
    needed = []
    for f in fields(kind):
        if f.name == "path" or f.name in kind.unwritten:
            continue
        key = f.key or f.name
        said = _SAID.get((kind.kind, key))
        node = {**(said or _of_type(hints[f.name])), **_described(comments.get(f.name, ""))}
        if f.default not in (REQUIRED, None, (), ""):
            node["default"] = f.default if not isinstance(f.default, tuple) else list(f.default)
        keys[key] = node
        if f.default is REQUIRED and f.name not in (kind.short,) and not kind.sugar:
            needed.append(key)
    for (name, key), node in _SAID.items():
        if name == kind.kind:
            keys.setdefault(key, node)
    for key, node in keys.items():
        keys[key] = {**node, **_worded(kind.kind, key, node)}
    for facet in (k for k in KINDS if k.facet and k.section):
        keys[facet.section or ""] = _facet(facet)
    inner = {k.section: _section(k) for k in _inner(kind) if k.section}
    keys |= {key: node for key, node in inner.items() if key not in kind.sugar}
    if inner:
        keys["external"] = {
            "type": "boolean",
            "description": "Somebody else owns it: the model adds to it what stands beside.",
        }
        keys["relies_on"] = {
            "type": "object",
            "description": "What of it has to be there.",
            "properties": inner,
        }
    body: Node = {"type": "object", "properties": keys, "additionalProperties": False}
    if needed:
        body["required"] = needed
    if kind.short is None:
        return {**body, "description": _doc(kind)}
    return {"description": _doc(kind), "anyOf": [_short(kind, hints), body]}


def _worded(kind: str, key: str, node: Node) -> Node:
    """Return what words say of a key: of this kind's they know better, of others' it does."""
    said = described(kind, key, node.get("description", ""))
    shown = node.get("examples") or examples(kind, key)
    return {**({"description": said} if said else {}), **({"examples": shown} if shown else {})}


def _short(kind: type[Object], hints: dict[str, Any]) -> Node:
    assert kind.short
    key = _SAID.get((kind.kind, kind.short), {})
    return key or _of_type(hints[kind.short])


def _rules() -> Node:
    """Return what may stand under `lint`: rules that are silenced, each with a reason."""
    keys = {rule.name: {"type": "string", "description": rule.summary} for rule in RULES}
    return {"type": ["object", "null"], "properties": keys, "additionalProperties": False}


def _facet(kind: type[Object]) -> Node:
    if kind.kind == "silence":
        return {"$ref": "#/$defs/rules", "description": _doc(kind)}
    if kind.kind in _FREE:
        return {**_GRANTS, "description": _doc(kind)}
    return {"anyOf": [_TEXT, {"type": "object"}], "description": _doc(kind)}


def _of_type(hint: Any) -> Node:
    wanted = str(hint)
    if hint is bool or wanted == "bool | None":
        return {"type": "boolean"}
    if hint is int or wanted == "int | None":
        return {"type": ["integer", "null"] if "None" in wanted else "integer"}
    if "tuple" in wanted:
        return {"anyOf": [_LIST, _PAIRS]}
    return {"anyOf": [_TEXT, {"type": "null"}]} if "None" in wanted else dict(_TEXT)


def _doc(kind: type[Object]) -> str:
    return inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def _described(comment: str) -> Node:
    return {"description": comment[:1].upper() + comment[1:]} if comment else {}


_FIELD = re.compile(r"^    (\w+): .*?  # (.+)$", re.MULTILINE)


def _comments(kind: type[Object]) -> dict[str, str]:
    """Return what stands beside the fields of a class and of those that it is made of."""
    found: dict[str, str] = {}
    for cls in reversed(kind.__mro__[: kind.__mro__.index(Object)]):
        found |= dict(_FIELD.findall(inspect.getsource(cls)))
    return found
