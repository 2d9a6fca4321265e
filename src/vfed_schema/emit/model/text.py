"""Plain data as YAML that reads well, and reads back as what it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

WIDTH = 100
LONGEST = 1000  # of the keys that need no `?` before them (YAML 1.2, 7.4.2)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"[A-Za-z_(][\w .()=<>/+*'\"-]*\Z")
_NOTHING = ("~", "null", "Null", "NULL", "")


def document(tree: dict[str, Any]) -> str:
    """Return a mapping as the text of a file: its blocks apart, ending in a newline."""
    blocks = [_block(key, value) for key, value in tree.items()]
    return "\n".join(blocks) + "\n" if blocks else "{}\n"


def _block(key: str, value: Any) -> str:
    """Return a section: where its objects take several lines, an empty one stands between them."""
    if not isinstance(value, dict) or not value:
        return "\n".join(_pairs({key: value}, 0))
    parts = ["\n".join(_pairs({name: body}, 1)) for name, body in value.items()]
    between = "\n\n" if any("\n" in part for part in parts) else "\n"
    return f"{scalar(key)}:\n{between.join(parts)}"


def _pairs(body: dict[str, Any], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for key, value in body.items():
        head = f"{pad}{scalar(key)}:"
        if len(head) > LONGEST:
            first, *rest = _pairs({"k": value}, depth)
            yield f"{pad}? {scalar(key)}"
            yield pad + first.removeprefix(f"{pad}k")
            yield from rest
            continue
        flow = _flow(value)
        if value is None or value == {}:
            yield f"{head}{' {}' if value == {} else ''}"
        elif isinstance(value, str) and "\n" in value and _fits_block(value):
            yield f"{head} {_indicator(value)}"
            yield from (f"{pad}  {line}" if line else "" for line in value.rstrip("\n").split("\n"))
        elif not isinstance(value, dict) and flow is not None and _room(head, flow):
            yield f"{head} {flow}"
        elif isinstance(value, dict):
            if flow is not None and len(value) <= 4 and depth > 1 and _room(head, flow):
                yield f"{head} {flow}"
            else:
                yield head
                yield from _pairs(value, depth + 1)
        elif isinstance(value, list):
            yield head
            yield from (f"{pad}  - {scalar(item, flow=False)}" for item in value)
        else:
            yield f"{head} {scalar(value)}"


def _room(head: str, flow: str) -> bool:
    return len(head) + len(flow) < WIDTH


def _flow(value: Any) -> str | None:
    """Return a value in one line, or None where it has parts that want lines of their own."""
    if isinstance(value, dict):
        parts = []
        for key, inner in value.items():
            if isinstance(inner, dict) or (told := _flow(inner)) is None:
                return None
            if len(key) > LONGEST:
                return None
            parts.append(f"{scalar(key, flow=True)}: {told}")
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(scalar(item, flow=True) for item in value) + "]"
    if isinstance(value, str) and "\n" in value:
        return None
    return scalar(value, flow=True)


def scalar(value: object, *, flow: bool = False) -> str:
    """Return a scalar, quoted only where it would not read back as the same text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    told = str(value)
    if not isinstance(value, str):
        return told
    if told not in _NOTHING and told.isprintable() and _reads_back(told, flow):
        return told
    if "\\" not in told and told.isprintable():
        return "'" + told.replace("'", "''") + "'"
    quoted = json.dumps(told, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in quoted)


def _escaped(character: str) -> str:
    """Return an escape as YAML has it; JSON's pairs of surrogates are none."""
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _reads_back(told: str, flow: bool) -> bool:
    """True if the plain scalar is one, here and as a key."""
    if "\n" in told or told != told.strip():
        return False
    if _PLAIN.match(told) and ": " not in told and " #" not in told and not flow:
        return True
    try:
        node: Any = yaml.compose(f"[{told}: {told}]" if flow else f"{told}: {told}", Loader=_LOADER)
    except yaml.YAMLError:
        return False
    if flow:
        node = node.value[0] if len(node.value) == 1 else node
    if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
        return False
    key, inner = node.value[0]
    if not (isinstance(key, yaml.ScalarNode) and isinstance(inner, yaml.ScalarNode)):
        return False
    return key.value == told and inner.value == told and told != "<<"


def _fits_block(value: str) -> bool:
    """True if a block scalar keeps the text: no odd characters, no line that ends in blanks."""
    lines = value.split("\n")
    odd = any(not line.replace("\t", "").isprintable() for line in lines)
    return not odd and bool(lines[0].strip()) and not value.endswith("\n\n")


def _indicator(value: str) -> str:
    """Return the head of a block scalar: its own indent where the text begins with blanks."""
    indent = "2" if value[:1] in " \t" else ""
    ends = len(value) - len(value.rstrip("\n"))
    return f"|{indent}{'-' if ends == 0 else '' if ends == 1 else '+'}"
