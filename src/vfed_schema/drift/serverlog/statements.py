"""Which objects a statement that changes a schema names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ...diff import Change
from ...ref import Ref
from ...sql import bare, closing, unquoted
from ...verdict import Trace
from ..traces import Statement

SIZE = 4_000  # characters of a statement

# What is at home in a schema's objects, and is told with them.
_INNER = ("trigger", "policy", "rule", "constraint")
# What is in no schema: a name is all of it.
_TOP = ("schema", "extension", "language", "publication", "event trigger", "access method")
_KINDS = (
    "materialized view|foreign table|foreign data wrapper|event trigger|constraint trigger"
    "|access method|operator class|operator family|text search configuration"
    "|text search dictionary|text search parser|text search template|user mapping|table|view"
    "|index|sequence|type|domain|function|procedure|routine|aggregate|trigger|policy|rule|schema"
    "|extension|collation|conversion|publication|statistics|language|server|column|constraint"
).replace(" ", r"\s+")
_HEAD = re.compile(
    r"(?P<verb>create|alter|drop|comment\s+on)\s+"
    r"(?:(?:or\s+replace|unique|unlogged|recursive|default|trusted|procedural)\s+)*"
    rf"(?P<kind>{_KINDS})\s+"
    r"(?P<options>(?:(?:concurrently|if\s+not\s+exists|if\s+exists|only)\s+)*)",
    re.IGNORECASE,
)
_PART = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_NAME = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)")
_PARTS = re.compile(_PART)
_HOME = re.compile(rf"\bon\s+(?:table\s+|domain\s+)?(?:only\s+)?({_NAME.pattern})", re.IGNORECASE)
_RENAMED = re.compile(rf"\brename\s+to\s+({_PART})", re.IGNORECASE)
_MOVED = re.compile(rf"\bset\s+schema\s+({_PART})", re.IGNORECASE)
_PARTITION = re.compile(rf"\b(?:at|de)tach\s+partition\s+({_NAME.pattern})", re.IGNORECASE)

# A password may be in what is said of servers and their users, and where one is given.
_SECRET = re.compile(
    r"\b(user\s+mapping|server|subscription)\b"
    r"|(password|passfile|passphrase|secret|token)\w{0,60}\s{0,60}(=|e?'|u&'|\$)",
    re.IGNORECASE,
)
_LEFT_OUT = "(left out: it may hold a password)"


@dataclass(frozen=True, slots=True)
class Logged(Statement):
    """A statement of the log. It names its objects as people do: with a schema or without."""

    kind: str = ""
    named: frozenset[tuple[str, ...]] = frozenset()
    careful: bool = False  # IF NOT EXISTS: it may have done nothing

    def names(self, ref: Ref) -> bool:
        path = words(ref)
        if self.kind in _TOP:
            return ref.kind.replace("_", " ") in (self.kind, "") and tuple(path) in self.named
        return any(tuple(path[n:]) in self.named for n in (0, 1) if path[n:])

    def can_have_made(self, change: Change) -> bool:
        """True unless it does the opposite of what has become of an object."""
        verb, itself = self.trace.tag.partition(" ")[0], self.names(change.ref)
        if verb == "CREATE" and self.careful:
            return itself and change.after is None
        if verb == "CREATE":
            return not (itself and change.before is None)
        return not (verb == "DROP" and itself and change.after is None)


def words(ref: Ref) -> list[str]:
    """Return a path as it is said: without quotes, and a routine without its arguments."""
    *path, last = (part.replace('"', "") for part in ref.path)
    return [*path, last.partition("(")[0]]


class Log:
    """Statements, the newest first, to be found by what they name."""

    def __init__(self, found: Iterable[Logged] = ()) -> None:
        self._all = tuple(found)
        self._by_name: dict[str, list[int]] = {}
        self._loose: list[int] = []  # what is found by its words alone
        for number, one in enumerate(self._all):
            for name in {name[-1] for name in one.named}:
                self._by_name.setdefault(name, []).append(number)
            if not one.objects or one.says("rename"):
                self._loose.append(number)

    def __iter__(self) -> Iterator[Logged]:
        return iter(self._all)

    def about(self, change: Change, homes: Iterable[Ref]) -> list[Logged]:
        """Return what can have made a difference of an object, or of what it lives in."""
        said = {word for ref in (change.ref, *homes) for word in words(ref)}
        numbers = set(self._loose).union(*(self._by_name.get(word, ()) for word in said))
        found = (self._all[number] for number in sorted(numbers))
        return [one for one in found if one.can_have_made(change)]


def logged(statement: str, trace: Trace) -> Logged | None:
    """Return what a statement is about, or None where that is nothing of ours."""
    plain = bare(statement)
    if re.match(r"(grant|revoke)\b.*\bon\b", plain, re.IGNORECASE | re.DOTALL):
        trace = replace(trace, tag=plain[:6].upper().strip(), statement=_shown(statement))
        return Logged(trace, frozenset())
    head = _HEAD.match(plain)
    if head is None:
        return None
    kind = " ".join(head["kind"].lower().split()).removeprefix("constraint ")
    named = frozenset(_named(plain, head, kind))
    if not named:
        return None
    verb = head["verb"].split()[0].upper()
    tag = verb if verb == "COMMENT" else f"{verb} {kind.upper()}"
    return Logged(
        replace(trace, tag=tag, statement=_shown(statement)),
        frozenset(".".join(name) for name in named),
        kind,
        named,
        "not" in head["options"].lower(),
    )


def _named(plain: str, head: re.Match[str], kind: str) -> Iterator[tuple[str, ...]]:
    listed = list(_list(plain, head.end(), several=head["verb"].lower() == "drop"))
    home = _HOME.search(plain, head.end()) if kind in _INNER else None
    for name in listed:
        if name == ("on",):
            return  # an index whose name is left to the server
        yield (*_name(home[1]), *name) if home else name
        if head["verb"].lower() == "alter":
            if new := _RENAMED.search(plain):
                yield (*(_name(home[1]) if home else name[:-1]), *_name(new[1]))
            if schema := _MOVED.search(plain):
                yield (*_name(schema[1]), name[-1])
            if part := _PARTITION.search(plain):
                yield _name(part[1])


def _list(plain: str, at: int, *, several: bool) -> Iterator[tuple[str, ...]]:
    """Yield the names at a place, each with the arguments that a routine has behind it."""
    while found := _NAME.match(plain, at):
        yield _name(found[1])
        at = found.end()
        rest = plain[at:].lstrip()
        if several and rest.startswith("("):
            start = plain.index("(", at)
            at = closing(plain, start) + 1
            rest = plain[at:].lstrip()
        if not (several and rest.startswith(",")):
            return
        at = plain.index(",", at) + 1


def _name(text: str) -> tuple[str, ...]:
    return tuple(
        unquoted(part).replace('"', "") if part[0] == '"' else part.lower()
        for part in _PARTS.findall(text)
    )


def _shown(statement: str) -> str:
    told = statement[:SIZE]
    return _LEFT_OUT if _SECRET.search(told) else told
