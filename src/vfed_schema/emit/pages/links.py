"""The lines between relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ...kinds.foreign_key import ForeignKey
from ...kinds.index import Index
from ...kinds.key import Key
from ...kinds.table import Table
from ...model import Model
from ...ref import Ref
from ...sql import unquoted
from ..python.known import Known
from .book import Link, Marks

_Path = tuple[str, ...]


def links(model: Model, known: Known, ids: Mapping[Ref, str], marks: Marks) -> tuple[Link, ...]:
    """Return foreign keys, what views read, and inheritance, between entries that there are."""
    found = [*_keys(model, known, ids, marks), *_reads(model, ids, marks), *_above(model, ids)]
    return tuple(sorted(found, key=lambda link: (link.source, link.target, link.kind, link.name)))


def _keys(model: Model, known: Known, ids: Mapping[Ref, str], marks: Marks) -> Iterator[Link]:
    unique = _unique(model)
    for ref, obj in model.items():
        if not isinstance(obj, ForeignKey):
            continue
        home = ids.get(Ref("table", obj.path[:-1]))
        target = ids.get(Ref("table", obj.references))
        if home is None or target is None:
            continue
        columns = {c.path[-1]: c for c in known.columns(obj.path[:-1])}
        yield Link(
            kind="key",
            name=obj.path[-1],
            source=home,
            target=target,
            columns=obj.columns,
            targets=obj.target_columns,
            optional=any(c in columns and known.null(columns[c]) for c in obj.columns),
            single=any(set(key) <= set(obj.columns) for key in unique[obj.path[:-1]]),
            on_delete="" if obj.on_delete == "no action" else obj.on_delete,
            state=marks.state(ref),
        )


def _unique(model: Model) -> dict[_Path, list[_Path]]:
    """Return the columns of each table that no two rows share."""
    found: dict[_Path, list[_Path]] = defaultdict(list)
    for obj in model.values():
        if isinstance(obj, Key):
            found[obj.path[:-1]].append(obj.columns)
        elif isinstance(obj, Index) and obj.unique and obj.where is None:
            found[obj.table].append(tuple(unquoted(key) for key in obj.keys))
    return found


def _reads(model: Model, ids: Mapping[Ref, str], marks: Marks) -> Iterator[Link]:
    for ref in ids:
        obj = model[ref]
        if not obj.relation or isinstance(obj, Table):
            continue
        tops = {model.top(used) for used in model.uses(ref) if used in model}
        for top in sorted(tops - {ref}):
            if model[top].relation and top in ids:
                state = marks.state(ref)
                kept = "same" if state == "changed" else state
                yield Link(kind="reads", name="", source=ids[ref], target=ids[top], state=kept)


def _above(model: Model, ids: Mapping[Ref, str]) -> Iterator[Link]:
    for ref in ids:
        obj = model[ref]
        if isinstance(obj, Table) and not obj.partition_of:
            for path in obj.ancestors():
                if target := ids.get(Ref(ref.kind, path)):
                    yield Link(kind="inherits", name="", source=ids[ref], target=target)
