"""What a person wrote: values that know their place, so that every complaint can say it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct

from .errors import Mark, SourceError


class Key(str):
    """A key of a mapping, with its place."""

    mark: Mark

    @classmethod
    def at(cls, text: str, mark: Mark) -> Key:
        key = cls(text)
        key.mark = mark
        return key


class Derived(str):
    """A name that nobody wrote: a number is added where it is taken, as Postgres does."""


class Item(Struct, frozen=True, gc=False):
    """A scalar, a list of items or a mapping to items. `text` is a scalar as it was written."""

    value: str | int | float | bool | list[Item] | dict[str, Item] | None
    mark: Mark
    text: str = ""
    replaces: bool = False  # tagged so in a profile: it takes the place of all that was there

    def wrong(self, what: str) -> SourceError:
        return SourceError(what, self.mark)

    def mapping(self) -> dict[str, Item]:
        """Return the pairs of a mapping; nothing is an empty one."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.wrong(f"expected a mapping, not {self.kind}")
        return self.value

    def string(self) -> str:
        """Return a scalar as text: a number or a boolean as it was written."""
        if isinstance(self.value, list | dict) or self.value is None:
            raise self.wrong(f"expected text, not {self.kind}")
        return self.text

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong(f"expected true or false, not {self.kind}")
        return self.value

    def number(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong(f"expected a whole number, not {self.kind}")
        return self.value

    def strings(self) -> list[str]:
        """Return the texts of a list; a scalar is a list of one."""
        if isinstance(self.value, list):
            return [item.string() for item in self.value]
        return [self.string()]

    @property
    def kind(self) -> str:
        """Say what it is, for people."""
        if isinstance(self.value, dict):
            return "a mapping"
        if isinstance(self.value, list):
            return "a list"
        return "nothing" if self.value is None else f"`{self.text}`"

    def like(self, value: str | bool | list[Item] | dict[str, Item] | None) -> Item:
        """Return another value that stands at the same place."""
        text = str(value).lower() if isinstance(value, bool) else value
        return Item(value, self.mark, text if isinstance(text, str) else "")

    def list_of(self, *texts: str) -> Item:
        """Return a list of texts that stands at the same place."""
        return self.like([self.like(text) for text in texts])


def unknown(key: str, known: Iterable[str | None], mark: Mark) -> SourceError:
    """Return the complaint about a key that nobody knows, with the nearest known one."""
    names = sorted(k for k in known if k)
    close = get_close_matches(key, names, 1, 0.5)
    if " " in key:
        return SourceError(f"unknown key `{key}`; quote text that holds a comma or a colon", mark)
    hint = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(names)}"
    return SourceError(f"unknown key `{key}`; {hint}", mark)


LIMIT = 63


def made_name(table: str, columns: str, label: str) -> Derived:
    """Return the name Postgres makes of a table, columns and a label, cut to 63 bytes.

    The longer of the first two is cut until all fits (makeObjectName in the server's
    commands/indexcmds.c).
    """
    first, second = table.encode(), columns.encode()
    room = LIMIT - len(label.encode()) - 1 - (1 if columns else 0)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = (b.decode(errors="ignore") for b in (first, second) if b)
    return Derived("_".join([*parts, label]))


def deferral(body: dict[str, Item]) -> dict[str, Item]:
    """Take `deferrable: deferred` apart: DEFERRABLE INITIALLY DEFERRED."""
    said = body.get("deferrable")
    if said is None or said.value != "deferred":
        return body
    return {**body, "deferrable": said.like(True), "deferred": said.like(True)}
