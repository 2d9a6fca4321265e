"""Items into objects. Sections and keys come from the kinds; what is short for more, they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Any, get_type_hints

from ..errors import Mark, SourceError
from ..kinds import BY_NAME, KINDS
from ..majors import MAJORS
from ..model import About, Model
from ..objects import Object, Spread
from ..record import REQUIRED, fields
from ..ref import Ref
from ..sql import split
from ..written import LIMIT, Derived, Item, Key, unknown
from . import Source, digest, refuse_no_file
from .nodes import load
from .profile import KEY, is_profile, lay

_TOP = tuple(k for k in KINDS if k.section and k.within is None and not k.facet)
# The kind in which most others live: at the top of a file stand the sections of the default one.
_HOME = next(k for k in _TOP if any(other.within == k.kind for other in KINDS))
_FACETS = tuple(k for k in KINDS if k.facet and k.section)
_OF_MODEL = tuple(k for k in _FACETS if k.of_model)
_ABOUT = {f.name: f for f in fields(About)}


class Reader:
    """Reads one model, collecting every mistake before it complains."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: list[Path] = []
        self.base: Path | None = None
        self.about: dict[str, Any] = {}
        self.objects: dict[Ref, Object] = {}
        self.external: set[Ref] = set()
        self.claimed: dict[tuple[str, ...], Ref] = {}
        self.marks: dict[tuple[Ref, str | None], Mark] = {}
        self.problems: list[SourceError] = []

    def read(self) -> Source:
        """Return the source. Raises SourceError with all that is wrong."""
        self._files()
        about = About(**self.about)
        model = Model(self.objects.values(), external=self.external, about=about)
        source = Source(
            model=model,
            base=self.base,
            files=(*self.files, *([self.base] if self.base else [])),
            digest="",
            marks=self.marks,
        )
        if not self.problems:
            from .references import mistakes

            self.problems += mistakes(source)
        if self.problems:
            raise _all(self.problems)
        return Source(
            model=model,
            base=source.base,
            files=source.files,
            digest=digest(source.files, self.path.parent),
            marks=self.marks,
        )

    def _files(self) -> None:
        """Read every file, lay over what is to be laid over, and take all of it in."""
        first, over, mark = self.path, None, None
        if is_profile(self.path):
            over = self._root(self.path, None, profile=True)
            if over is None:
                return
            said = over.pop(KEY)
            first, mark = self.path.parent / said.string(), said.mark
            if "include" in over:
                raise over["include"].wrong("a profile is one file: it includes nothing")
        found = list(self._roots(first, mark))
        if over is not None and found and not self.problems:
            self._try(partial(lay, over, [root for _, root in found]))
        for path, root in found:
            self._top(root, path)

    def _roots(self, path: Path, mark: Mark | None) -> Iterator[tuple[Path, dict[str, Item]]]:
        """Yield a file and all that it includes, each with what is in it."""
        root = self._root(path, mark)
        if root is None:
            return
        yield path, root
        for item in _listed(root.get("include")):
            try:
                yield from self._roots(path.parent / item.string(), item.mark)
            except SourceError as error:
                self.problems.append(error)

    def _root(
        self, path: Path, mark: Mark | None, *, profile: bool = False
    ) -> dict[str, Item] | None:
        refuse_no_file(path, mark)
        if path.resolve() in {f.resolve() for f in self.files}:
            raise SourceError(f"`{path}` is included twice", mark)
        self.files.append(path)
        try:
            return load(path, profile=profile).mapping()
        except SourceError as error:
            self.problems.append(error)
            return None

    def _top(self, root: dict[str, Item], path: Path) -> None:
        sections = {k.section for k in _TOP} | {k.section for k in KINDS if k.within == _HOME.kind}
        known = {*sections, *_ABOUT, *(k.section for k in _OF_MODEL), "base", "include"}
        for key, item in root.items():
            with_home = key in _ABOUT
            if key not in known:
                self.problems.append(unknown(key, known, _mark_of(key, item)))
            elif with_home:
                self._try(partial(self._say, key, item))
        home = (self.about.get(_HOME.kind, About().schema),)
        for kind in _TOP:
            if kind.section in root:
                self._section(kind, (), root[kind.section])
        self._sections(_HOME, home, root)
        self._facets((), root, _OF_MODEL)
        if "base" in root:
            self._try(lambda: self._base(root["base"], path))

    def _say(self, key: str, item: Item) -> None:
        if key in self.about:
            raise item.wrong(f"`{key}` is said in another file already")
        said = _coercing(get_type_hints(About)[key])(item)
        if key == "postgres" and said not in MAJORS:
            raise item.wrong(f"PostgreSQL {said} is none of {MAJORS[0]} to {MAJORS[-1]}")
        if key == "ignore":
            _refuse_idle(item, said)
        self.about[key] = said

    def _base(self, item: Item, path: Path) -> None:
        base = path.parent / item.string()
        refuse_no_file(base, item.mark)
        self.base = base

    def _sections(self, kind: type[Object], home: tuple[str, ...], body: dict[str, Item]) -> None:
        for inner in _within(kind.kind):
            if inner.section in body:
                self._section(inner, home, body[inner.section])

    def _section(self, kind: type[Object], home: tuple[str, ...], item: Item) -> None:
        self._try(lambda: self._each(kind, home, item))

    def _each(self, kind: type[Object], home: tuple[str, ...], item: Item) -> None:
        if kind.single:
            self._object(kind, home, None, item, item.mark)
        elif isinstance(item.value, list):
            for body in item.value:
                self._object(kind, home, None, body, body.mark)
        else:
            for key, body in item.mapping().items():
                self._object(kind, home, key, body, _mark_of(key, body))

    def _object(
        self, kind: type[Object], home: tuple[str, ...], name: str | None, item: Item, mark: Mark
    ) -> None:
        self._try(lambda: self._spread(kind, home, name, item, mark))

    def _spread(
        self, kind: type[Object], home: tuple[str, ...], name: str | None, item: Item, mark: Mark
    ) -> None:
        body = _body(kind, item)
        foreign = self._foreign(kind, home, name, body, item)
        nested, known = _nested(kind)
        inner: tuple[str, ...] = home
        own = {k: v for k, v in body.items() if k not in known}
        itself = True
        for made in kind.spread(home, name, own, item):
            if itself and made.kind == kind.kind:
                itself = False
                ref = self._make(kind, home, made.name, made.body, mark, foreign, known)
                self._facets((ref.kind, *ref.path), body)
                inner = ref.path
            elif made.kind == kind.kind and not foreign:  # a partition says all that a table says
                said = item.like(made.body)
                self._object(kind, made.home, made.name, said, _mark_of(made.name or "", item))
            else:
                self._beside(made, item, mark, foreign)
        for section, inner_kind in nested.items():
            if section in body:
                self._section(inner_kind, inner, body[section])

    def _beside(self, made: Spread, item: Item, mark: Mark, foreign: bool) -> None:
        """Make what a body says beside its own object."""
        kind = BY_NAME[made.kind]
        for plain in kind.spread(made.home, made.name, made.body, item):
            self._make(kind, plain.home, plain.name, plain.body, mark, foreign, frozenset())

    def _foreign(
        self,
        kind: type[Object],
        home: tuple[str, ...],
        name: str | None,
        body: dict[str, Item],
        item: Item,
    ) -> bool:
        """Take what is said of somebody else's object out of a body, and read it."""
        external = body.pop("external", None)
        relied = body.pop("relies_on", None)
        if external is None or not external.boolean():
            if relied:
                raise relied.wrong("`relies_on` is for what is `external: true`")
            return False
        if relied is None:
            raise item.wrong("an external object needs `relies_on`: what of it has to be there")
        sections = {k.section: k for k in _within(kind.kind)}
        before = set(self.objects)
        for key, inner in relied.mapping().items():
            if key not in sections:
                raise unknown(key, set(sections), _mark_of(key, inner))
            path: tuple[str, ...] = kind.at(home, name or "", 0)["path"]
            self._section(sections[key], path, inner)
        self.external |= set(self.objects) - before
        return True

    def _make(
        self,
        kind: type[Object],
        home: tuple[str, ...],
        name: str | None,
        body: dict[str, Item],
        mark: Mark,
        foreign: bool,
        beside: frozenset[str],
    ) -> Ref:
        values = self._values(kind, body, beside, mark)
        obj = self._named(kind, home, name, values, mark)
        self.objects[obj.ref] = obj
        if foreign:
            self.external.add(obj.ref)
        self.marks[obj.ref, None] = mark
        ref, keys = obj.ref, _by_key(kind)
        for key, item in body.items():
            self.marks[ref, keys[key][0]] = item.mark
        return ref

    def _values(
        self, kind: type[Object], body: dict[str, Item], beside: frozenset[str], mark: Mark
    ) -> dict[str, Any]:
        by_key = _by_key(kind)
        values: dict[str, Any] = {}
        for key, item in body.items():
            if key not in by_key:
                known = {*by_key, *beside, *kind.sugar}
                raise unknown(key, known, _mark_of(key, item))
            if item.value is not None:
                name, coerced = by_key[key]
                values[name] = coerced(item)
        for name, key in _needed(kind):
            if name not in values:
                raise SourceError(f"`{key}` has to be said", mark)
        return values

    def _named(
        self,
        kind: type[Object],
        home: tuple[str, ...],
        name: str | None,
        values: dict[str, Any],
        mark: Mark,
    ) -> Object:
        """Return the object, under a name that is not taken if nobody wrote one."""
        if kind.hosts:
            values["host"] = next(k for k in kind.hosts if Ref(k, home) in self.objects)
        number = 0
        while True:
            called = f"{name}{number}" if number else name
            obj = kind(**{**kind.at(home, called or "", len(self.objects)), **values})
            clash = self._taken(obj)
            # A schema may be spread over several files.
            if clash is None or (kind is _HOME and clash == obj.ref):
                break
            if not isinstance(name, Derived):
                first = self.marks[clash, None]
                raise SourceError(f"{obj.ref}: {clash} has that name already ({first})", mark)
            number += 1
        _check_name(obj, mark)
        self.claimed |= dict.fromkeys(obj.claims(), obj.ref)
        return obj

    def _taken(self, obj: Object) -> Ref | None:
        if obj.ref in self.objects:
            return obj.ref
        return next((self.claimed[c] for c in obj.claims() if c in self.claimed), None)

    def _facets(
        self,
        about: tuple[str, ...],
        body: dict[str, Item],
        kinds: tuple[type[Object], ...] = _FACETS,
    ) -> None:
        for kind in kinds:
            if kind.section in body:
                self._try(partial(self._facet, kind, about, body[kind.section]))

    def _facet(self, kind: type[Object], home: tuple[str, ...], item: Item) -> None:
        for made in kind.spread(home, None, _body(kind, item), item):
            self._make(kind, made.home, made.name, made.body, item.mark, False, frozenset())

    def _try(self, read: Callable[[], None]) -> None:
        try:
            read()
        except SourceError as error:
            self.problems.append(error)


def _all(problems: list[SourceError]) -> SourceError:
    """Return one error that says every mistake, in the order of the files' lines."""
    ordered = sorted(problems, key=lambda e: e.mark or Mark("", 0, 0))
    told = list(dict.fromkeys(str(e) for e in ordered))
    return SourceError("\n".join(told))


def _check_name(obj: Object, mark: Mark) -> None:
    for part in obj.named():
        size = len(part.encode())
        if size > LIMIT:
            raise SourceError(f"`{part}` has {size} bytes; Postgres cuts names at {LIMIT}", mark)
        if not part:
            raise SourceError("an empty name", mark)


def _refuse_idle(item: Item, patterns: tuple[str, ...]) -> None:
    """Raise SourceError where a pattern begins with no kind of object: it would match nothing."""
    kinds = [k.kind.replace("_", " ") for k in KINDS]
    for pattern in patterns:
        first = pattern.partition(" ")[0]
        if not any(sign in first for sign in "*?[") and not pattern.startswith(
            tuple(f"{kind} " for kind in kinds)
        ):
            close = get_close_matches(first, kinds, 1)
            hint = f"did you mean `{close[0]}`?" if close else "say `table schema.name`, or such"
            raise item.wrong(f"`{pattern}` begins with no kind of object; {hint}")


def _mark_of(key: str, item: Item) -> Mark:
    return key.mark if isinstance(key, Key) else item.mark


def _listed(item: Item | None) -> list[Item]:
    if item is None:
        return []
    return item.value if isinstance(item.value, list) else [item]


def _body(kind: type[Object], item: Item) -> dict[str, Item]:
    """Return a body as a mapping: a bare value stands for the kind's one important field."""
    if isinstance(item.value, dict):
        return dict(item.value)
    if item.value is None:
        return {}
    if kind.short is None:
        raise item.wrong(f"expected a mapping, not {item.kind}")
    return {_keys(kind)[kind.short]: item}


@cache
def _within(kind: str) -> tuple[type[Object], ...]:
    return tuple(k for k in KINDS if kind in (k.hosts or (k.within,)) and k.section and not k.facet)


def _listed_keys(kind: type[Object]) -> dict[str, str]:
    hidden = {"path", *kind.unwritten}
    return {f.name: f.key or f.name for f in fields(kind) if f.name not in hidden}


_Coerced = Callable[[Item], Any]


def _coercing(hint: Any) -> _Coerced:
    """Return what makes an item a value of the type that a field has."""
    wanted = str(hint)
    if hint is bool or wanted == "bool | None":
        return Item.boolean
    if hint is int or wanted == "int | None":
        return Item.number
    if "tuple" in wanted:
        return _several
    return Item.string


# What is known of a kind is worked out once: a model has thousands of objects of it.


def _fields_by_key(kind: type[Object]) -> dict[str, tuple[str, _Coerced]]:
    hints = get_type_hints(kind)
    return {key: (name, _coercing(hints[name])) for name, key in _keys(kind).items()}


def _required(kind: type[Object]) -> tuple[tuple[str, str], ...]:
    keys = _keys(kind)
    return tuple(
        (f.name, keys[f.name]) for f in fields(kind) if f.default is REQUIRED and f.name in keys
    )


def _sections_within(kind: type[Object]) -> tuple[dict[str, type[Object]], frozenset[str]]:
    """Return the kinds that live in one by their keys, and all the keys that are no fields."""
    nested = {k.section: k for k in _within(kind.kind) if k.section and k.section not in kind.sugar}
    return nested, frozenset({*nested, *(f.section for f in _FACETS if f.section)})


_keys: Callable[[Any], dict[str, str]] = cache(_listed_keys)
_by_key: Callable[[Any], dict[str, tuple[str, _Coerced]]] = cache(_fields_by_key)
_needed: Callable[[Any], tuple[tuple[str, str], ...]] = cache(_required)
_nested: Callable[[Any], tuple[dict[str, type[Object]], frozenset[str]]] = cache(_sections_within)


def _several(item: Item) -> tuple[str, ...]:
    if isinstance(item.value, dict):
        return tuple(sorted(f"{key}={value.string()}" for key, value in item.value.items()))
    if isinstance(item.value, list):
        return tuple(item.strings())
    if isinstance(item.value, bool):
        raise item.wrong(f"expected a list, not {item.kind}")
    return tuple(split(item.string()))
