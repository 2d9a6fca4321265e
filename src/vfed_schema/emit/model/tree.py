"""What a model file has to say: sections, bodies and keys, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...kinds import BY_NAME, KINDS
from ...model import About, Model
from ...objects import Object, about
from ...record import fields
from ...ref import Ref
from .short import Short

Body = dict[str, Any]


def tree(model: Model) -> Body:
    """Return the content of a model's file."""
    return _Tree(model).whole()


def left_out(model: Model) -> Iterator[str]:
    """Say what no model file has a word for."""
    for ref, obj in sorted(model.items()):
        if not obj.managed:
            yield f"not managed, and left out: {obj}"
        elif getattr(obj, "withheld", False):
            yield f"left out, as it does not belong in a file: the password of {ref}"
        elif not obj.stored:
            yield f"left out, as no database has it: {ref}; take it over from the model"
        elif not _sayable(obj):
            yield f"left out, as it is in another schema than its table: {ref}"


class _Tree:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.about = model.about or About(schema=_home(model))
        self.short = Short(model)
        self.inside: dict[Ref, list[Object]] = {}
        for obj in sorted(model.values(), key=_order):
            if obj.parent and obj.managed:
                self.inside.setdefault(obj.parent, []).append(obj)

    def whole(self) -> Body:
        said: Body = {}
        for f in fields(About):
            value = getattr(self.about, f.name)
            if value != f.default:
                said[f.name] = list(value) if isinstance(value, tuple) else value
        for kind in KINDS:
            if kind.within is None and kind.section and not kind.facet and kind.kind != "schema":
                objects = [o for o in self._all(kind) if not self.short.needless(o)]
                self._section(kind, objects, said)
        home = Ref("schema", (self.about.schema,))
        said |= self._sections(home)
        schemas: Body = {}
        for schema in self._all(BY_NAME["schema"]):
            body = self._facets(schema) if schema.ref == home else self._body(schema)
            if body or schema.path[0] != "public":
                schemas[schema.path[0]] = body or None
        if schemas:
            said["schemas"] = schemas
        return said

    def _all(self, kind: type[Object]) -> list[Object]:
        return sorted((o for o in self.model.values() if isinstance(o, kind)), key=_order)

    def _sections(self, home: Ref) -> Body:
        said: Body = {}
        inside = self.inside.get(home, [])
        for kind in KINDS:
            if kind.section and not kind.facet:
                self._section(kind, [o for o in inside if isinstance(o, kind)], said)
        return said

    def _section(self, kind: type[Object], objects: list[Object], said: Body) -> None:
        told = [o for o in objects if o.ref not in self.short.said and _sayable(o)]
        bodies = {self.short.key(o): self._body(o) for o in told}
        if bodies:
            assert kind.section
            bare = {key: self.short.bare(kind, body) for key, body in bodies.items()}
            said[kind.section] = next(iter(bare.values())) if kind.single else bare

    def _body(self, obj: Object) -> Body:
        said = self.short.body(obj, self._plain(obj))
        return said | self._sections(obj.ref) | self._facets(obj)

    def _plain(self, obj: Object) -> Body:
        said: Body = {}
        for f in fields(type(obj)):
            value = getattr(obj, f.name)
            known = f.name != "path" and f.name not in obj.unwritten
            known = known and bool(f.compared or f.written)
            if known and value not in (f.default, None):
                key = f.key or f.name
                said[key] = list(value) if isinstance(value, tuple) else value
        return said

    def _facets(self, obj: Object) -> Body:
        said: Body = {}
        for facet in self.inside.get(obj.ref, []):
            if not facet.facet or facet.by_model:
                continue
            part = about(facet.path)[1]
            if part == "column":
                said.setdefault("column_comments", {})[facet.path[-1]] = self._bare(facet)
            elif part == "index":
                said["index_comment"] = self._bare(facet)
            elif not part and type(facet).section:
                said[type(facet).section or ""] = self._bare(facet)
        return said

    def _bare(self, facet: Object) -> Any:
        return self.short.bare(type(facet), self.short.body(facet, self._plain(facet)))


def _home(model: Model) -> str:
    """Return the schema to leave unsaid: the only one that holds anything, or public."""
    used = {o.path[0] for o in model.values() if o.parent and o.parent.kind == "schema"}
    used -= {o.path[0] for o in model.values() if o.facet}
    return used.pop() if len(used) == 1 else "public"


def _sayable(obj: Object) -> bool:
    """True unless a model file has no place for it: a path that does not begin as its home's."""
    return obj.facet or obj.parent is None or obj.parent.path[:1] == obj.path[:1]


def _order(obj: Object) -> tuple[int, tuple[str, ...]]:
    return getattr(obj, "position", 0), obj.path
