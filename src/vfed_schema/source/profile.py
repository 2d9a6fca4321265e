"""A profile: a file that is laid over a model, and adds, changes or takes away by path.

A mapping goes into the mapping that is there; any other value takes the place of what is there;
nothing (`~`) takes it away; what is tagged `!replace` takes the place of a whole mapping.
"""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import Mark, SourceError
from ..written import Item, Key
from . import text_of

KEY = "profile_of"
_SAYS = re.compile(rf"^{KEY}\s*:", re.MULTILINE)


def is_profile(path: Path) -> bool:
    """True if a file is one that is laid over a model. Raises SourceError if it cannot be read."""
    return path.is_file() and bool(_SAYS.search(text_of(path)))


def lay(over: dict[str, Item], roots: list[dict[str, Item]], within: str = "") -> None:
    """Lay a mapping over those that share a place in a model's files.

    What none of them has goes to the first. Raises SourceError, with the profile's line, where
    something is to be changed or taken away that is not there, or of another shape.
    """
    for key, item in over.items():
        path = f"{within}.{key}" if within else key
        there = [root for root in roots if key in root]
        if item.value is None and not item.text:
            told = f"nothing is said at `{path}`; say `~` to take it away, `{{}}` to add it"
            raise SourceError(told, _place(key, item))
        if not there:
            if item.value is None or item.replaces:
                what = "take away" if item.value is None else "replace"
                raise SourceError(f"nothing to {what} at `{path}`", _place(key, item))
            roots[0][key] = item
        elif item.value is None:
            for root in there:
                del root[key]
        elif isinstance(item.value, dict) and not item.replaces:
            lay(item.value, [_inner(root[key], path, _place(key, item)) for root in there], path)
        else:
            there[0][key] = item
            for root in there[1:]:
                del root[key]


def _inner(item: Item, path: str, mark: Mark) -> dict[str, Item]:
    if not isinstance(item.value, dict):
        raise SourceError(
            f"`{path}` is {item.kind} in {item.mark}: say `{path.rpartition('.')[2]}: !replace …`",
            mark,
        )
    return item.value


def _place(key: str, item: Item) -> Mark:
    return key.mark if isinstance(key, Key) else item.mark
