"""Everything that can go wrong, and who can fix it.

VfedSchemaError
├── SourceError      a model or file is wrong: says which file, line and column
├── CatalogError     a database cannot be reached or read, or holds what we cannot describe
├── PlanError        there is no safe order, or no way there at all
│   └── Refusal      there is a way, and it would cost what nobody has allowed
├── HostError        a host of code, such as GitHub, refuses or does not answer
├── ApplyError       Postgres refused a step: says which, and what already ran
│   └── Interrupted  somebody has stopped it: says what is done
└── ScratchError     no scratch server could be started

`exit_code` is what the command line answers with: 1 for an error, 3 for a refusal, 130 where
somebody has stopped it.
"""

from __future__ import annotations

from typing import NamedTuple, Self

from .shown import visible


class Mark(NamedTuple):
    """A place in a file, counted from one."""

    file: str
    line: int
    column: int

    @classmethod
    def at(cls, file: str, text: str, offset: int) -> Self:
        """Return the place of an offset into the text of a file."""
        before = text[:offset]
        return cls(file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)

    def __str__(self) -> str:
        return f"{visible(self.file)}:{self.line}:{self.column}"


class VfedSchemaError(Exception):
    """Base class: the command line prints these, and no traceback."""

    exit_code = 1


class SourceError(VfedSchemaError):
    """One or more mistakes in what the user wrote, each with its place."""

    def __init__(self, what: str, mark: Mark | None = None) -> None:
        super().__init__(f"{mark}: {what}" if mark else what)
        self.what, self.mark = what, mark


class CatalogError(VfedSchemaError):
    """A database cannot be reached or read."""


class PlanError(VfedSchemaError):
    """There is no safe order, or no way there at all."""

    exit_code = 3


class Refusal(PlanError):
    """There is a way, and it would cost what nobody has allowed."""


class ApplyError(VfedSchemaError):
    """Postgres refused a step."""


class Interrupted(ApplyError):
    """Somebody has stopped what changes a database; it says what is done and what is not."""

    exit_code = 130


class HostError(VfedSchemaError):
    """A host of code refuses, or does not answer; `status` is what HTTP calls it."""

    def __init__(self, what: str, status: int = 0) -> None:
        super().__init__(what)
        self.status = status


class ScratchError(VfedSchemaError):
    """No scratch server could be started."""


def in_short(error: VfedSchemaError) -> str:
    """Return the first line of what went wrong, with the first reason where it ends in a colon."""
    first, *more = str(error).splitlines()
    return f"{first} {more[0].strip()}" if first.endswith(":") and more else first


def in_words(error: BaseException) -> str:
    """Return what a server or libpq has to say, with detail and hint, as one line."""
    diag = getattr(error, "diag", None)
    parts = [getattr(diag, f"message_{part}", None) for part in ("primary", "detail", "hint")]
    said = "; ".join(" ".join(p.split()).rstrip(".") for p in parts if p)
    return said or " ".join(str(error).split()) or type(error).__name__
