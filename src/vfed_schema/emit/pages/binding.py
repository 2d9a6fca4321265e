"""From a model to a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ...kinds import BY_NAME, KINDS
from ...kinds.column import Column
from ...model import Model
from ...objects import Object, about
from ...ref import Ref
from ...sql import name
from ..dataclasses import classes
from ..python.known import Known
from .book import Book, Entry, Marks, Part, Section
from .lines import Lines
from .links import links
from .words import everything, facts, said, title_of

RANK = {kind.kind: i for i, kind in enumerate(KINDS)}
_SHOWN = frozenset({"columns", "python_class", "renamed_from"})  # elsewhere, or of no interest


def bound(model: Model, title: str, marks: Marks | None = None) -> Book:
    """Return the book of a model; with marks, that of what a migration leads from and to.

    Raises SourceError where two relations are to have one Python class.
    """
    return _Binder(model, marks or Marks()).book(title)


class _Binder:
    def __init__(self, model: Model, marks: Marks) -> None:
        self.model, self.marks = model, marks
        self.known = Known(model)
        self.context = everything(model)
        self.inside: dict[Ref, list[Object]] = defaultdict(list)
        for obj in sorted(model.values(), key=_order):
            self.inside[self._home(obj)].append(obj)
        self.tops = sorted(self.inside, key=lambda ref: (*_place(ref), ref))
        self.ids = {ref: _id(ref, model) for ref in self.tops}
        self.links = links(model, self.known, self.ids, marks)
        self.lines = Lines(model, self.known, self.links, marks)

    def book(self, title: str) -> Book:
        said_ = self.model.about
        python = classes(self.model)
        return Book(
            title=title,
            version=said_.version if said_ else "",
            schema=said_.schema if said_ else "public",
            entries=tuple(self._entry(ref, python.get(".".join(ref.path), ""))
                          for ref in self.tops),
            links=self.links,
        )  # fmt: skip

    def _home(self, obj: Object) -> Ref:
        """Return the object under whose name it is told."""
        top = self.model.top(obj.ref)
        if not obj.stored and top == obj.ref:  # it may speak of a table, and not live there
            return next(
                (r for k in KINDS if k.relation and (r := Ref(k.kind, obj.path)) in self.model),
                top,
            )
        return top

    def _entry(self, ref: Ref, python: str) -> Entry:
        obj = self.model[ref]
        inside = self.inside[ref]
        own_comment = Ref("comment", (ref.kind, *ref.path))
        return Entry(
            id=self.ids[ref],
            ref=ref,
            title=_title(ref),
            schema=ref.path[0] if self._in_schema(obj) else "",
            relation=obj.relation,
            external=ref in self.model.external,
            within=self._within(obj),
            comment=self.known.comment(ref.kind, ref.path),
            state=self.marks.state(ref),
            told=(*self.marks.about(ref), *self.marks.comment(own_comment)),
            columns=self.lines.of(obj),
            sections=tuple(self._sections(ref, inside)),
            facts=tuple(facts(obj, _SHOWN)) if obj.managed else (("what", str(obj)),),
            uses=self._tops(ref, (u for o in inside for u in self.model.uses(o.ref))),
            used_by=self._tops(ref, (u for o in inside for u in self.model.users(o.ref))),
            python=python if obj.relation else "",
        )

    def _in_schema(self, obj: Object) -> bool:
        return obj.within == "schema" or obj.kind == "query"

    def _within(self, obj: Object) -> str:
        home = Ref(obj.kind, getattr(obj, "partition_of", ()))
        return self.ids.get(home, "")

    def _tops(self, own: Ref, refs: Iterable[Ref]) -> tuple[str, ...]:
        """Return the entries of objects, but for whoever asks; of a schema, everybody, so none."""
        if own.kind == "schema":
            return ()
        found = {self._home(self.model[ref]) for ref in refs if ref in self.model}
        kept = sorted(ref for ref in found - {own} if ref.kind != "schema")
        return tuple(self.ids[ref] for ref in kept)

    def _sections(self, top: Ref, inside: Iterable[Object]) -> Iterator[Section]:
        kinds: dict[str, list[Part]] = defaultdict(list)
        for obj in inside:
            if obj.ref != top and obj.kind != "comment" and not isinstance(obj, Column):
                kinds[obj.kind].append(self._part(obj))
            elif obj.kind == "comment" and self._nowhere(obj, top):
                kinds["comment"].append(self._part(obj))
        for kind, parts in sorted(kinds.items(), key=lambda item: RANK[item[0]]):
            yield Section(title=title_of(kind), parts=tuple(parts))

    def _nowhere(self, comment: Object, top: Ref) -> bool:
        """True for a comment on what has no line of its own that would show it."""
        ref, part = about(comment.path)
        if part == "column":
            return not self.model[top].relation
        return bool(part) or ref not in self.model

    def _part(self, obj: Object) -> Part:
        comment = Ref("comment", (obj.kind, *obj.path))
        state = self.marks.state(obj.ref)
        told = (*self.marks.about(obj.ref), *self.marks.comment(comment))
        if state == "same" and told:
            state = "changed"
        return Part(
            kind=obj.kind.replace("_", " "),
            name=_called(obj),
            text=said(obj, self.context),
            comment=self.known.comment(obj.kind, obj.path),
            state=state,
            told=told,
        )


def _called(obj: Object) -> str:
    if not BY_NAME[obj.kind].facet:
        return obj.path[-1]
    ref, part = about(obj.path)
    return f"{part} {obj.path[-1]}" if part else f"{ref.kind.replace('_', ' ')} {ref.path[-1]}"


def _title(ref: Ref) -> str:
    return ".".join(ref.path)


def _id(ref: Ref, model: Model) -> str:
    """Return what an entry is called in addresses: a relation by its name alone."""
    called = name(*ref.path)
    return called if model[ref].relation else f"{ref.kind}:{called}"


def _place(ref: Ref) -> tuple[bool, int]:
    """Return relations first, then the kinds in their order."""
    return not BY_NAME[ref.kind].relation, RANK[ref.kind]


def _order(obj: Object) -> tuple[int, tuple[str, ...]]:
    return getattr(obj, "position", 0), obj.path
