"""Models as lines of JSON: the committed lock, and the fingerprint of a catalog."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from hashlib import sha256
from io import BytesIO
from operator import or_
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, MsgspecError, Struct, convert
from msgspec.json import Decoder
from msgspec.structs import force_setattr

from .dependencies import Edge
from .errors import Mark, SourceError
from .kinds import BY_NAME, KINDS
from .model import About, Model
from .objects import Object, compared, only_written
from .record import fields
from .ref import Ref, shared

FORMAT = 3
AT_ONCE = 250_000  # bytes: more at once are read no faster, and take memory
_json_of = json.JSONEncoder(ensure_ascii=False).encode  # made once: `dumps` makes one a line
_json_of_any = json.JSONEncoder(ensure_ascii=False, default=str).encode
_RANK = {kind.kind: i for i, kind in enumerate(KINDS)}
_NAMES: Final = frozenset(kind.encode() for kind in BY_NAME)
_OPENING: Final = len(b'{"kind": "')  # of every line


class OtherFormat(SourceError):
    """A lock that another version of the tool wrote."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """What the first line of a lock says: which model, and whose spelling."""

    digest: str
    files: tuple[str, ...]
    major: int
    base: str = ""  # a hash of the base, and of what is relied on
    # A hash of each object as it was written, to know later what of it has changed.
    said: Mapping[Ref, str] = field(default_factory=dict, compare=False)


class Lock(NamedTuple):
    """A lock as it is written, and what it says."""

    text: str
    model: Model
    header: Header


def dump(model: Model, header: Header, last: Lock | None = None) -> str:
    """Return a model as a lock: one object a line, those of one table together, sorted.

    What `last` says of an object that has stayed the very same is not worked out again.
    """
    about = {f.name: v for f in fields(About) if (v := getattr(model.about or About(), f.name))}
    stayed = dict(_stayed(model, header, last)) if last else {}
    lines = (
        stayed.get(ref) or _json_of(_line(model, ref, header.said.get(ref)))
        for ref in sorted(model, key=lambda r: _place(model, r))
    )
    body = "".join([f"{line}\n" for line in lines])
    told = {"digest": header.digest, "files": header.files, "major": header.major}
    told |= {"base": header.base} if header.base else {}
    first = {"lock": FORMAT, **told, "body": _hash(body), **about}
    return f"{_json_of(first)}\n{body}"


def _stayed(model: Model, header: Header, last: Lock) -> Iterator[tuple[Ref, str]]:
    """Yield the lines of objects of which nothing that is written down has changed."""
    _, *lines = last.text.split("\n")
    said, was_said = header.said, last.header.said
    uses, used = model.dependencies.uses, last.model.dependencies.uses
    for (ref, obj), line in zip(last.model.items(), lines, strict=False):
        if model.get(ref) is obj and said.get(ref) == was_said.get(ref):
            same = uses.get(ref) is used.get(ref)
            if same and (ref in model.external) == (ref in last.model.external):
                yield ref, line


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _place(model: Model, ref: Ref) -> tuple[bool, tuple[str, ...], int, Ref]:
    top = model.top(ref)
    return len(top.path) > 1, top.path, _RANK[ref.kind], ref


def prints(written: Model, *, external: bool = False) -> dict[Ref, str]:
    """Return a hash of each stored object of a model as it is written, by which to see a change.

    That of a relation tells the order of its columns too. Of the model's own objects, or of those
    that are somebody else's.
    """
    columns: dict[Ref, list[str]] = {}
    for obj in written.values():
        if obj.attribute and obj.parent:
            columns.setdefault(obj.parent, []).append(obj.path[-1])
    found = {}
    for ref, obj in written.items():
        if not obj.stored or (ref in written.external) is not external:
            continue
        kept = {f: getattr(obj, f) for f in (*compared(type(obj)), *only_written(type(obj)))}
        told = _json_of_any([kept, columns.get(ref, ())])
        found[ref] = _hash(told)[:12]
    return found


def _line(model: Model, ref: Ref, said: str | None) -> dict[str, Any]:
    obj = model[ref]
    line = _told(obj)
    # What a kind knows by itself is not said again.
    known: dict[bool, set[Ref | None]] = {False: {*obj.needs()}, True: {obj.parent}}
    for auto, key in ((False, "uses"), (True, "goes_with")):
        uses = model.uses(ref).items()
        used = sorted(u for u, goes in uses if goes is auto and u not in known[auto])
        if used:
            line[key] = [[u.kind, *u.path] for u in used]
    if ref in model.external:
        line["external"] = True
    if said:
        line["said"] = said
    return line


def _told(obj: Object, *, compared: bool = False) -> dict[str, Any]:
    """Return what an object says beside its kind's defaults."""
    said: dict[str, Any] = {"kind": obj.kind, "path": list(obj.path)}
    for f in fields(type(obj)):
        value = getattr(obj, f.name)
        if f.name != "path" and value != f.default and (f.compared or not compared):
            said[f.name] = list(value) if isinstance(value, tuple) else value
    return said


_Used = Annotated[tuple[str, ...], Meta(min_length=1)]  # a kind, and the path


class _More(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a line may say beside its object, and after it."""

    uses: tuple[_Used, ...] = ()
    goes_with: tuple[_Used, ...] = ()
    external: bool = False
    said: str = ""


class _First(Struct, frozen=True):
    """What the first line says beside what the model says of itself."""

    digest: str
    files: tuple[str, ...]
    major: int
    base: str = ""


# No text in a line looks like that: its quotes are escaped.
_BESIDE: Final = rf', "(?:{"|".join(_More.__struct_fields__)})": '
_PARTED = re.compile(_BESIDE)
_APART = re.compile(rf"{_BESIDE}.*".encode())


@cache
def _reader() -> Decoder[_More]:
    return Decoder(_More)


def load(text: str, file: str = "catalog.jsonl", *, said: bool = False) -> tuple[Model, Header]:
    """Read a lock; `said` is to have what each object was written as, too.

    Raises SourceError, with the line, where it is none or is damaged.
    """
    raw = text.encode()
    lines = BytesIO(raw)
    first = _first(lines.readline().decode(), file)
    if first.pop("body", None) != sha256(memoryview(raw)[lines.tell() :]).hexdigest():
        raise SourceError("edited by hand, or cut; run `vfed-schema generate`", Mark(file, 1, 1))
    try:
        header = _header(first)
        about = convert(first, About)
    except MsgspecError as error:
        raise _damaged(file, 1) from error
    objects: dict[Ref, Object] = {}
    number = 1
    for obj in _decoded(lines, file):
        number += 1
        force_setattr(obj, "path", shared(obj.path))
        objects[obj.ref] = obj
    if len(objects) != number - 1:
        raise _damaged(file, number)
    told = _Told(text, tuple(objects), file)
    if said:
        header = replace(header, said=told.said())
    return Model(objects, told, external=told.external(), about=about), header


def _strange(format_: object, mark: Mark) -> SourceError:
    if not isinstance(format_, int):
        return SourceError("this is no lock of ours; run `vfed-schema generate`", mark)
    whose = "an older" if format_ < FORMAT else "a newer"
    return OtherFormat(
        f"a lock of format {format_}, written by {whose} vfed-schema, where this one reads"
        f" {FORMAT}; run `vfed-schema generate`",
        mark,
    )


class _Told:
    """What the lines of a lock say beside their objects, read when that is asked for."""

    def __init__(self, text: str, refs: tuple[Ref, ...], file: str) -> None:
        self._text, self._refs, self._file = text, refs, file

    def __call__(self) -> Iterator[Edge]:
        return self._edges(None)

    def of(self, users: Collection[Ref]) -> Iterator[Edge]:
        return self._edges(frozenset(users))

    def external(self) -> list[Ref]:
        """Return the objects that are somebody else's."""
        mark = ', "external": '
        if mark not in self._text:
            return []
        return [ref for ref, more in self._lines(mark) if more.external]

    def said(self) -> dict[Ref, str]:
        """Return a hash of each object as it was written."""
        return {ref: more.said for ref, more in self._lines(', "said": ') if more.said}

    def _edges(self, users: Collection[Ref] | None) -> Iterator[Edge]:
        for ref, more in self._lines(', "uses": ', ', "goes_with": ', of=users):
            yield from (Edge(ref, _ref(used)) for used in more.uses)
            yield from (Edge(ref, _ref(used), True) for used in more.goes_with)

    def _lines(self, *marks: str, of: Collection[Ref] | None = None) -> Iterator[tuple[Ref, _More]]:
        """Yield what is said beside objects in lines with one of the marks."""
        text, end = self._text, self._text.find("\n")
        for number, ref in enumerate(self._refs, 2):
            start, end = end + 1, text.find("\n", end + 1)
            if of is not None and ref not in of:
                continue
            line = text[start:end] if end > 0 else text[start:]
            if any(mark in line for mark in marks) and (at := _PARTED.search(line)):
                yield ref, self._more("{" + line[at.start() + 2 :], number)

    def _more(self, beside: str, number: int) -> _More:
        try:
            return _reader().decode(beside)
        except (MsgspecError, RecursionError) as error:
            raise _damaged(self._file, number) from error


def peek(text: str, file: str = "catalog.jsonl") -> Header:
    """Read the first line of a lock alone: which model it is of."""
    try:
        end = text.find("\n")  # of the rest, which may be much, there is no copy
        return _header(_first(text[:end] if end > 0 else text, file))
    except MsgspecError as error:
        raise _damaged(file, 1) from error


def _first(line: str, file: str) -> dict[str, Any]:
    first = _json(line, file, 1)
    if (format_ := first.pop("lock", None)) != FORMAT:
        raise _strange(format_, Mark(file, 1, 1))
    return first


def _header(first: dict[str, Any]) -> Header:
    told = {name: first.pop(name) for name in _First.__struct_fields__ if name in first}
    said = convert(told, _First)
    return Header(digest=said.digest, files=said.files, major=said.major, base=said.base)


def _ref(parts: tuple[str, ...]) -> Ref:
    return Ref(parts[0], parts[1:])


@cache
def _decoder(kinds: frozenset[bytes]) -> Decoder[list[Any]]:
    """Return what reads lines of some kinds: a decoder of all takes time to make."""
    return Decoder(list[reduce(or_, (BY_NAME[k.decode()] for k in kinds))])  # type: ignore[misc]


def _kind(line: bytes) -> bytes:
    return line[_OPENING : line.find(b'"', _OPENING)]


def _decoded(lines: BytesIO, file: str) -> Iterator[Any]:
    """Yield the objects of lines: many are read as one, or one by one where that cannot be."""
    number, kinds = 2, frozenset[bytes]()
    while some := lines.readlines(AT_ONCE):
        found = _together(some, kinds) if kinds else []
        if not found:
            kinds |= {_kind(line) for line in some}
            found = _together(some, kinds)
        yield from found or [_one(line, file, n) for n, line in enumerate(some, number)]
        number += len(some)


def _together(lines: list[bytes], kinds: frozenset[bytes]) -> list[Any]:
    """Return the objects of lines, in which are some kinds: none where that cannot be."""
    if not kinds <= _NAMES:
        return []
    told = _APART.sub(b"}", b"".join(lines)).rstrip(b"\n").replace(b"}\n{", b"},{")
    try:
        found = _decoder(kinds).decode(b"[%b]" % told)
    except (MsgspecError, RecursionError):
        return []
    return found if len(found) == len(lines) else []


def _one(line: bytes, file: str, number: int) -> Any:
    for found in _together([line], frozenset({_kind(line)})):
        return found
    raise _damaged(file, number)


def _json(line: str, file: str, number: int) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (RecursionError, ValueError):
        said = None
    if not isinstance(said, dict):
        raise _damaged(file, number)
    return said


def _damaged(file: str, number: int) -> SourceError:
    return SourceError("the lock is damaged; run `vfed-schema generate`", Mark(file, number, 1))


def fingerprint(model: Model | Iterable[Object]) -> str:
    """Return a hash of all that a database stores of a model, the same for the same catalog."""
    objects = model.values() if isinstance(model, Model) else model
    digest = sha256()
    for line in sorted(_stored(objects)):
        digest.update(line.encode())
    return digest.hexdigest()


def print_of(obj: Object) -> str:
    """Return a short hash of all that a database stores of an object."""
    return _hash(_json_of(_told(obj, compared=True)))[:16]


def _stored(objects: Iterable[Object]) -> Iterator[str]:
    for obj in objects:
        if obj.stored:
            yield _json_of(_told(obj, compared=True))
