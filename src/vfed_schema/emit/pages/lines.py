"""The columns of tables and views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...kinds.column import Column
from ...kinds.key import PrimaryKey
from ...model import Model
from ...objects import Object
from ...ref import Ref
from ...sql import name
from ..python.known import Known
from ..python.views import split_column
from .book import Line, Link, Marks, State
from .words import facts

_SAID = frozenset(
    {"type", "not_null", "not_null_name", "default", "generated", "values", "renamed_from"}
)


class Lines:
    """What is to be told of the columns of a model."""

    def __init__(self, model: Model, known: Known, links: Sequence[Link], marks: Marks) -> None:
        self.model, self.known, self.marks = model, known, marks
        self.foreign: dict[tuple[str, str], list[str]] = defaultdict(list)
        for link in links:
            for column in link.columns:
                self.foreign[link.source, column].append(link.target)
        self.keys = {
            (*obj.path[:-1], column)
            for obj in model.values()
            if isinstance(obj, PrimaryKey)
            for column in obj.columns
        }

    def of(self, obj: Object) -> tuple[Line, ...]:
        """Return the columns of a relation, and of other objects none."""
        if not obj.relation:
            return ()
        told = getattr(obj, "columns", None)
        if told is None:
            return tuple(self._column(column) for column in self.known.columns(obj.path))
        return tuple(self._output(obj, said) for said in told)

    def _column(self, column: Column) -> Line:
        home = column.path[:-1]
        comment = Ref("comment", ("column", *column.path))
        state = self._state(column.ref, comment)
        default = column.default or ""
        if column.generated is not None:
            default = f"generated: {column.generated}"
        elif column.identity:
            default = f"identity, {column.identity}"
        return Line(
            name=column.path[-1],
            type=column.type,
            null=self.known.null(column),
            default=default,
            more=tuple(self._more(column)),
            comment=self.known.comment("column", column.path),
            values=column.values,
            primary=column.path in self.keys,
            foreign=tuple(dict.fromkeys(self.foreign[name(*home), column.path[-1]])),
            state=state,
            told=self._told(column.ref, comment),
        )

    def _more(self, column: Column) -> Iterator[str]:
        for key, value in facts(column, _SAID | {"identity"}):
            yield key if value == "yes" else f"{key} {value}"

    def _output(self, obj: Object, said: str) -> Line:
        called, type_ = split_column(said)
        where = (f"{obj.kind}.column", *obj.path, called)
        comment = Ref("comment", where)
        return Line(
            name=called,
            type=type_,
            null=called not in getattr(obj, "not_null", ()),
            comment=self.known.comment(where[0], where[1:]),
            state=self._state(Ref("column", (*obj.path, called)), comment),
            told=self._told(Ref("column", (*obj.path, called)), comment),
        )

    def _state(self, ref: Ref, comment: Ref) -> State:
        state = self.marks.state(ref)
        commented = self.marks.state(comment) != "same"
        return "changed" if state == "same" and commented else state

    def _told(self, ref: Ref, comment: Ref) -> tuple[str, ...]:
        if self.marks.state(ref) in ("added", "gone"):
            return ()
        return (*self.marks.about(ref), *self.marks.comment(comment))
