"""Any source as a model file that a person would be glad to own.

`tree` says what has to be said, `short` says it in fewer words, `text` writes it as YAML.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ...model import Model
from .text import document
from .tree import left_out, tree

__all__ = ["files", "left_out"]

SPLITS = ("one", "by-schema", "by-table")


def files(model: Model, split: str = "one") -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the files of a model, each with its path below the folder of the first one."""
    whole = tree(model)
    parts: dict[str, dict[str, Any]] = {}
    if split == "by-schema":
        for name, body in whole.pop("schemas", {}).items():
            parts[f"{name}.yaml"] = {"schemas": {name: body}}
    elif split == "by-table":
        for name, body in whole.pop("tables", {}).items():
            parts[f"tables/{name}.yaml"] = {"tables": {name: body}}
        for schema, inner in whole.get("schemas", {}).items():
            for name, body in inner.pop("tables", {}).items() if inner else ():
                inside = {"schemas": {schema: {"tables": {name: body}}}}
                parts[f"tables/{schema}.{name}.yaml"] = inside
    if parts:
        whole["include"] = sorted(parts)
    yield PurePosixPath("tables.yaml"), document(whole)
    for path, part in sorted(parts.items()):
        yield PurePosixPath(path), document(part)
