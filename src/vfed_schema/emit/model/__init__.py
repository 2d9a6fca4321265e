"""Any source as a model file that a person would be glad to own.

`tree` says what has to be said, `short` says it in fewer words, `text` writes it as YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ...model import Model
from .text import document
from .tree import left_out, tree

__all__ = ["files", "left_out"]

_FIRST = "tables.yaml"
SPLITS = ("one", "by-schema", "by-table")


def files(model: Model, split: str = "one") -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the files of a model, each with its path below the folder of the first one."""
    whole = tree(model)
    parts: dict[str, dict[str, Any]] = {}
    if split == "by-schema":
        names = _Names("")
        for name, body in whole.pop("schemas", {}).items():
            parts[names(name)] = {"schemas": {name: body}}
    elif split == "by-table":
        names = _Names("tables/")
        for name, body in whole.pop("tables", {}).items():
            parts[names(name)] = {"tables": {name: body}}
        for schema, inner in whole.get("schemas", {}).items():
            for name, body in inner.pop("tables", {}).items() if inner else ():
                inside = {"schemas": {schema: {"tables": {name: body}}}}
                parts[names(f"{schema}.{name}")] = inside
    if parts:
        whole["include"] = sorted(parts)
    yield PurePosixPath(_FIRST), document(whole)
    for path, part in sorted(parts.items()):
        yield PurePosixPath(path), document(part)


class _Names:
    """Names for files: none leads elsewhere, none is taken twice, on any disk."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.taken = {_FIRST}

    def __call__(self, name: str) -> str:
        plain = re.sub(r"[^\w.-]", "_", name).lstrip(".") or "_"
        number = 1
        found = f"{self.folder}{plain}.yaml"
        while found.casefold() in self.taken:
            number += 1
            found = f"{self.folder}{plain}_{number}.yaml"
        self.taken.add(found.casefold())
        return found
