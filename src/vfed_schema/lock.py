"""Models as lines of JSON: the committed lock, and the fingerprint of a catalog."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from hashlib import sha256
from io import BytesIO
from itertools import count
from operator import or_
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, MsgspecError, Struct, convert
from msgspec.json import Decoder
from msgspec.structs import force_setattr

from .dependencies import Edge
from .errors import Mark, SourceError
from .kinds import BY_NAME, KINDS
from .model import About, Model, Object, compared, only_written
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
_BESIDE = re.compile(rb', "(?:%b)": ' % "|".join(_More.__struct_fields__).encode())


@cache
def _reader() -> Decoder[_More]:
    return Decoder(_More)


def _parted(line: bytes) -> tuple[bytes, bytes]:
    """Take what a line says of its object, which is strict, from what it says beside, if it does.

    >>> _parted(b'{"kind": "table", "path": ["a", "t"], "external": true}')
    (b'{"kind": "table", "path": ["a", "t"]}', b'{"external": true}')
    """
    if at := _BESIDE.search(line):
        return line[: at.start()] + b"}", b"{" + line[at.start() + 2 :]
    return line, b""


def _more(beside: bytes, file: str, number: int) -> _More:
    try:
        return _reader().decode(beside)
    except (MsgspecError, RecursionError) as error:
        raise _damaged(file, number) from error


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
    objects: list[Object] = []
    more: list[tuple[Ref, bytes, int]] = []
    for obj, beside, number in _decoded(lines, file):
        force_setattr(obj, "path", shared(obj.path))
        objects.append(obj)
        if beside and (said or not beside.startswith(b'{"said": ')):
            more.append((obj.ref, beside, number))
    external = [ref for ref, b, n in more if b'"external": ' in b and _more(b, file, n).external]
    if said:
        told = {ref: hash_ for ref, b, n in more if (hash_ := _more(b, file, n).said)}
        header = replace(header, said=told)
    return Model(objects, _Told(more, file), external=external, about=about), header


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
    """What lines say of what stands on what, read when that is asked for."""

    def __init__(self, more: list[tuple[Ref, bytes, int]], file: str) -> None:
        self._more, self._file = more, file

    def __call__(self) -> Iterator[Edge]:
        return _edges(self._more, self._file)

    def of(self, users: Collection[Ref]) -> Iterator[Edge]:
        wanted = set(users)
        return _edges((line for line in self._more if line[0] in wanted), self._file)


def _edges(more: Iterable[tuple[Ref, bytes, int]], file: str) -> Iterator[Edge]:
    for ref, beside, number in more:
        said = _more(beside, file, number)
        yield from (Edge(ref, _ref(used)) for used in said.uses)
        yield from (Edge(ref, _ref(used), True) for used in said.goes_with)


def peek(text: str, file: str = "catalog.jsonl") -> Header:
    """Read the first line of a lock alone: which model it is of."""
    try:
        return _header(_first(text.partition("\n")[0], file))
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


def _decoded(lines: BytesIO, file: str) -> Iterator[tuple[Any, bytes, int]]:
    """Yield objects, what is said beside them, and in which line.

    Many lines are read as one, or one by one where that cannot be.
    """
    number, kinds = 2, frozenset[bytes]()
    while some := lines.readlines(AT_ONCE):
        kinds |= {_kind(line) for line in some}
        told = [_parted(line) for line in some]
        found: list[Any] = []
        if kinds <= _NAMES:
            with suppress(MsgspecError, RecursionError):
                found = _decoder(kinds).decode(b"[%b]" % b",".join([line for line, _ in told]))
        if len(found) != len(some):
            found = [_one(line, file, n) for n, (line, _) in enumerate(told, number)]
        yield from zip(found, (beside for _, beside in told), count(number))
        number += len(some)


def _one(line: bytes, file: str, number: int) -> Any:
    try:
        (found,) = _decoder(frozenset({_kind(line)})).decode(b"[%b]" % line)
    except (KeyError, MsgspecError, RecursionError, ValueError) as error:
        raise _damaged(file, number) from error
    return found


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
