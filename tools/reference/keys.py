"""Every key of the model file, from the JSON Schema that is made of the kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.reference.table import code, table
from vfed_schema.emit.json_schema import json_schema
from vfed_schema.kinds import KINDS

Node = dict[str, Any]
_COMMON = ("comment", "owner", "privileges", "renamed_from")
_WORDS = {"text": "text", "list": "a list", "pairs": "a mapping"}


def page() -> str:
    """Return the sections of a model file, and the keys of each kind of object."""
    schema = json_schema()
    kinds = [(kind, node) for kind, node in schema["$defs"].items() if kind not in _WORDS]
    sections = {k.kind: k.section for k in KINDS if k.section}
    top = table(("key", "takes", "says"), map(_row, schema["properties"].items()))
    common = table(("key", "takes", "says"), _common(dict(kinds)))
    told = "\n".join(
        _kind(kind, sections.get(kind) or kind, node, schema["properties"]) for kind, node in kinds
    )
    return f"""# Keys of the model file

All keys, and what may stand there. [The model file](../model.md) tells them by example, and comes
first. A key without words is called as in Postgres's own statement, and says the same. Keys that
have to be there are in bold.

## At the top

{top}
## In every object

{common}
{told}"""


def _common(kinds: dict[str, Node]) -> Iterator[tuple[str, str, str]]:
    keys = _body(kinds["table"])["properties"]
    for key in _COMMON:
        cells = _row((key, keys[key]))
        yield (
            cells
            if key != "renamed_from"
            else (*cells[:2], "What Postgres can rename: its old name.")
        )


def _kind(kind: str, section: str, node: Node, top: Node) -> str:
    body = _body(node)
    said = body.get("properties", {})
    keys = {k: n for k, n in said.items() if k not in _COMMON and top.get(k) != n}
    needed = set(body.get("required", ()))
    text = f"## {kind.replace('_', ' ')}\n\nIn `{section}`. {node.get('description', '')}\n\n"
    text = f"{text.rstrip()}\n\n"
    if not said:
        return f"{text}{_takes(node).capitalize()}.\n"
    if len(keys) + len(_COMMON) < len(said):
        text += "It has the sections of the top of the file, and these keys.\n\n"
    if body is not node:
        text += f"For short, its body may be {_takes(node['anyOf'][0])}.\n\n"
    return text + table(("key", "takes", "says"), (_row(item, needed) for item in keys.items()))


def _body(node: Node) -> Node:
    found: Node = node["anyOf"][-1] if "anyOf" in node else node
    return found


def _row(item: tuple[str, Node], needed: set[str] | None = None) -> tuple[str, str, str]:
    key, node = item
    name = f"**{code(key)}**" if key in (needed or ()) else code(key)
    told = str(node.get("description", ""))
    if "default" in node:
        told += f" Unless told: {code(str(node['default']))}."
    return name, _takes(node), told.strip()


def _takes(node: Node) -> str:
    """Return in words what may stand for a key."""
    if "$ref" in node:
        return _named(node["$ref"])
    if "enum" in node:
        return ", ".join(code(_yaml(value)) for value in node["enum"])
    if "anyOf" in node:
        if named := _section(node):
            return f"{named}, by name"
        told = dict.fromkeys(filter(None, map(_takes, node["anyOf"])))
        return " or ".join(t for t in told if t != "nothing")
    if node.get("type") == "object":
        return _mapping(node)
    if node.get("type") == "array":
        return f"a list of {_takes(node['items'])}" if "items" in node else "a list"
    types = node.get("type", "any value")
    told = dict.fromkeys(map(_type, [types] if isinstance(types, str) else types))
    return " or ".join(t for t in told if t != "nothing")


def _section(node: Node) -> str:
    """Return the kind of object that a section holds, if it is one."""
    inside = node["anyOf"][0].get("additionalProperties", {})
    first = inside.get("anyOf", [{}])[0] if isinstance(inside, dict) else {}
    return _named(first["$ref"]) if "$ref" in first else ""


def _mapping(node: Node) -> str:
    inside = node.get("additionalProperties")
    if isinstance(inside, dict) and "anyOf" in inside:
        return f"names, each with {_takes(inside)}"
    if isinstance(inside, dict) and "$ref" in inside:
        return f"names, each with {_named(inside['$ref'])}"
    return "a mapping"


def _named(ref: str) -> str:
    name = ref.rpartition("/")[2]
    return _WORDS.get(name) or f"[{name.replace('_', ' ')}](#{name.replace('_', '-')})"


def _type(name: str) -> str:
    words = {"boolean": "`true` or `false`", "integer": "a number", "number": "a number"}
    return {**words, "string": "text", "null": "nothing", "object": "a mapping"}.get(name, name)


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
