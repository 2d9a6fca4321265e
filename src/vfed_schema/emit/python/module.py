"""What stands at the head of models.py, whatever its style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...model import About, Model
from .records import Records
from .text import bracketed, docstring, string, wrapped

_JSON = 'Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None'
_JSON_DOC = "What JSON may hold. To write it, wrap it in psycopg's `Json` or `Jsonb`."


def whole(
    model: Model,
    found: Records,
    *,
    imported: Iterable[str],
    names: Iterable[str],
    body: Iterable[str],
    said: Iterable[str] = (),
) -> str:
    """Return the text of models.py; `said` are lines that stand before the value sets."""
    lines = [
        banner(model, found),
        "",
        *imported,
        "",
        *exported(names),
        "",
        constant(model),
        *said,
        *([""] if found.aliases else []),
        *sets(found),
    ]
    return "\n".join(lines) + "\n" + "".join(f"\n\n{text}" for text in body)


def version(model: Model) -> str:
    """Return what a model says of its version."""
    return (model.about or About()).version


def banner(model: Model, found: Records, *more: str) -> str:
    """Return the docstring of the module, with what has no class and why, and what is said more."""
    said = [
        f"Rows of the schema {line(version(model)) or 'without a version'}, typed.",
        "Written by `vfed-schema generate` from the model: change that, not this.",
    ]
    for names, why in (
        (found.external, "their columns are not all ours"),
        (found.unread, "their columns are only known once the model is compiled"),
    ):
        if names:
            said.append(f"No class for {', '.join(map(line, names))}: {why}.")
    return docstring("\n\n".join([*said, *more]))


def exported(names: Iterable[str]) -> Iterator[str]:
    """Yield the lines of `__all__`."""
    yield "__all__ = ["
    yield from (f'    "{name}",' for name in sorted(names, key=order))
    yield "]"


def order(name: str) -> tuple[int, list[tuple[bool, int, str]]]:
    """Sort as ruff does: constants, classes, others; and numbers in a name as numbers."""
    rank = 0 if len(name.encode()) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return rank, [_piece(piece) for piece in re.findall(r"[0-9]+|[^0-9]", name)]


def _piece(piece: str) -> tuple[bool, int, str]:
    """Return the key of a number or a letter; a number with a zero in front is a fraction."""
    number = piece[0] in "0123456789"
    return not number, len(piece) if number and piece[0] != "0" else 0, piece


def constant(model: Model) -> str:
    """Return the line that says which version of the schema this is."""
    return bracketed("SCHEMA_VERSION: Final = ", string(version(model)))


def sets(found: Records) -> Iterator[str]:
    """Yield a line a value set."""
    for alias in found.aliases:
        yield wrapped(f"{alias.name}: TypeAlias = Literal[", alias.literals, "]")


def json_alias(used: set[str]) -> Iterator[str]:
    """Yield the lines that say what JSON may hold, where a class needs it."""
    if "Json" in used:
        yield from ["", _JSON, docstring(_JSON_DOC)]
    for other in sorted(word for word in used if re.fullmatch("_+Json", word)):
        yield f"{other}: TypeAlias = Json"


def line(name: str) -> str:
    """Return a name as it may stand in one line."""
    return " ".join(name.split())
