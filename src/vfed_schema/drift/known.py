"""The file that names drift which is known and accepted: which object, why, and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from ..diff import Change, line
from ..errors import Mark
from ..model import Model
from ..objects import compared
from ..ref import Ref
from ..source.nodes import load
from ..verdict import Accepted
from ..written import Item, unknown

KEY = "known"
_KEYS = ("object", "field", "reason", "until", "nodes")
NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that is known: an object by its reference or a pattern, or a field of it."""

    object: str
    field: str | None
    accepted: Accepted
    nodes: tuple[str, ...]  # the databases it is about, by name or pattern; none are all
    mark: Mark

    def names(self, ref: Ref) -> bool:
        told = str(ref)
        return told == self.object or fnmatchcase(told, self.object)

    def about(self, node: str | None) -> bool:
        """True if it speaks of a database; one without a name is none of the named."""
        if not self.nodes:
            return True
        return node is not None and any(fnmatchcase(node, pattern) for pattern in self.nodes)


@dataclass(slots=True)
class Known:
    """Entries of a file, and which of them have been of use."""

    entries: tuple[Entry, ...] = ()
    used: set[int] = field(default_factory=set)

    def accepts(
        self, change: Change, changes: Mapping[Ref, Change], model: Model, node: str | None
    ) -> tuple[Accepted, ...]:
        """Return what it takes to accept a change, or nothing: it is not known.

        An object that is missing or extra as a whole speaks for all that lives in it. Of a changed
        one every field that differs has to be named, or the object without a field. Where several
        entries would do, it is the one that lasts longest.
        """
        found = [(i, e) for i, e in enumerate(self.entries) if e.about(node)]
        around = [r for r in line(change.ref, model) if r == change.ref or whole(changes.get(r))]
        for ref in around:
            if entire := self._use(found, ref, None):
                return (entire,)
        fields = differing(change)
        each = [self._use(found, change.ref, f) for f in fields]
        return tuple(a for a in each if a) if all(each) else ()

    def _use(
        self, found: Iterable[tuple[int, Entry]], ref: Ref, field_: str | None
    ) -> Accepted | None:
        fitting = {i: e.accepted for i, e in found if e.field == field_ and e.names(ref)}
        self.used.update(fitting)
        return max(fitting.values(), key=lambda a: a.until or date.max, default=None)

    def idle(self, nodes: Collection[str | None] = (None,)) -> list[Entry]:
        """Return the entries that have matched nothing, of those that speak of these databases."""
        return [
            entry
            for number, entry in enumerate(self.entries)
            if number not in self.used and any(entry.about(node) for node in nodes)
        ]


def whole(change: Change | None) -> bool:
    """True for an object that is missing or extra, and not changed."""
    return change is not None and (change.before is None or change.after is None)


def differing(change: Change) -> list[str]:
    """Return the names of the fields in which an object differs."""
    if change.before is None or change.after is None:
        return []
    differ = change.after.changed(change.before)
    return [f for f in compared(type(change.after)) if f in differ]


def read_known(path: Path) -> Known:
    """Read a file of known drift. Raises SourceError, with the place of what is wrong."""
    body = load(path).mapping()
    for key, item in body.items():
        if key != KEY:
            raise unknown(key, {KEY}, getattr(key, "mark", item.mark))
    listed = body.get(KEY)
    if listed is None or listed.value is None:
        return Known()
    if not isinstance(listed.value, list):
        raise listed.wrong(f"expected a list, not {listed.kind}")
    return Known(tuple(_entry(part) for part in listed.value))


def _entry(item: Item) -> Entry:
    body = item.mapping()
    for key, said in body.items():
        if key not in _KEYS:
            raise unknown(key, _KEYS, getattr(key, "mark", said.mark))
    object_ = _said(item, body, "object", "which object is meant, as `drift` tells it")
    reason = _said(item, body, "reason", "why it is accepted")
    return Entry(
        object=object_,
        field=_field(body["field"]) if "field" in body else None,
        accepted=Accepted(reason=reason, until=_until(item, body)),
        nodes=tuple(body["nodes"].strings()) if "nodes" in body else (),
        mark=item.mark,
    )


def _field(item: Item) -> str:
    """Return the name of a field. Raises SourceError where nothing has one that is called so."""
    from ..kinds import KINDS

    said = item.string()
    fields_ = {name for kind in KINDS for name in compared(kind)}
    if said not in fields_:
        close = get_close_matches(said, sorted(fields_), 1)
        hint = f"did you mean `{close[0]}`?" if close else "`drift` tells which one differs"
        raise item.wrong(f"nothing has a field `{said}`; {hint}")
    return said


def _said(item: Item, body: Mapping[str, Item], key: str, what: str) -> str:
    if key not in body:
        raise item.wrong(f"no `{key}`: say {what}")
    text = " ".join(body[key].string().split())
    if not text:
        raise body[key].wrong(f"an empty `{key}`: say {what}")
    return text


def _until(item: Item, body: Mapping[str, Item]) -> date | None:
    if "until" not in body:
        raise item.wrong("no `until`: say the last day on which it is accepted, or `never`")
    said = body["until"].string()
    if said == NEVER:
        return None
    try:
        return day(said)
    except ValueError:
        raise body["until"].wrong(f"`{said}` is no day: say YYYY-MM-DD, or `never`") from None


def day(text: str) -> date:
    """Return a day that is written YYYY-MM-DD. Raises ValueError."""
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def latest(accepted: Sequence[Accepted], today: date) -> Accepted:
    """Return the one that decides among several: the first that has expired, or else to expire."""
    return min(accepted, key=lambda a: (not a.expired(today), a.until or date.max))
