"""Silences: which rule is not wanted where, for which reason, and whether that says anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..kinds.column import Column
from ..kinds.foreign_key import ForeignKey
from ..kinds.silence import Silence
from ..kinds.table import Table
from ..model import Model
from ..objects import about
from ..ref import Ref
from .lookups import lookup
from .rules import BY_NAME

if TYPE_CHECKING:
    from ..source import Source


class Silences:
    """The silences of a model, and which of them have silenced something."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.said = {
            (obj.target, obj.rule): obj for obj in model.values() if isinstance(obj, Silence)
        }
        self.used: set[Ref] = set()

    def silent(self, ref: Ref, rule: str) -> bool:
        """True if somebody has said that a rule is not wanted here; the nearest one counts."""
        for home in (*around(ref, self.model), None) if self.said else ():
            if found := self.said.get((home, rule)):
                self.used.add(found.ref)
                return True
        return False

    def unused(self, rules: frozenset[str]) -> Iterator[Silence]:
        """Yield the silences of some rules that have silenced nothing."""
        for silence in self.said.values():
            if silence.rule in rules and silence.ref not in self.used:
                yield silence


def around(ref: Ref, model: Model) -> Iterator[Ref]:
    """Yield an object and, outwards, what it lives in.

    What is of one column lives in that too, and a partition in what it is a part of.
    """
    up: Ref | None = ref
    while up is not None:
        yield up
        obj = model.get(up)
        if obj is None:
            return
        if obj.facet:
            target = obj.target if isinstance(obj, Silence) else about(obj.path)[0]
            up = target
            continue
        if column := _only_column(up, model):
            yield column
        part = isinstance(obj, Table) and obj.partition_of
        up = Ref(up.kind, part) if part else obj.parent


def _only_column(ref: Ref, model: Model) -> Ref | None:
    obj = model[ref]
    home = obj.parent
    index = lookup(obj)
    columns = obj.columns if isinstance(obj, ForeignKey) else index.columns if index else ()
    if home is None or isinstance(obj, Column) or len(columns) != 1 or columns[0] is None:
        return None
    return Ref("column", (*home.path, columns[0]))


def refuse_unknown(model: Model, written: Callable[[], Source | None]) -> None:
    """Raise SourceError, with every place, where a silence is of a rule that there is not."""
    strange = [o for o in model.values() if isinstance(o, Silence) and o.rule not in BY_NAME]
    source = written() if strange else None
    wrong = []
    for obj in strange:
        close = get_close_matches(obj.rule, BY_NAME, 1, 0.5)
        hint = f"did you mean `{close[0]}`?" if close else "`vfed-schema lint --rules` lists them"
        told = f"unknown rule `{obj.rule}`; {hint}"
        mark = source.mark(obj.ref, "reason") if source else None
        wrong.append(SourceError(told if mark else f"{obj.ref}: {told}", mark))
    if wrong:
        raise SourceError("\n".join(str(error) for error in wrong))
