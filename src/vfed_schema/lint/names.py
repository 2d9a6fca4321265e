"""The names that somebody chose: what Postgres made of another name says nothing new."""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds.column import Column
from ..kinds.composite import Composite
from ..kinds.domain import Domain
from ..kinds.enum import Enum
from ..kinds.index import Index
from ..kinds.materialized_view import MaterializedView
from ..kinds.routine import Routine
from ..kinds.schema import Schema
from ..kinds.sequence import Sequence
from ..kinds.sequence_owner import SequenceOwner
from ..kinds.table import Table
from ..kinds.view import View
from ..ref import Ref
from ..sql import unquoted
from .facts import Facts

_NAMED = (
    *(Schema, Table, Column, Index, View, MaterializedView, Sequence),
    *(Enum, Domain, Composite, Routine),
)


def own_names(facts: Facts) -> Iterator[tuple[Ref, str]]:
    """Yield what is called by a name that people write in queries, and the name.

    A sequence that a column owns is named after that.
    """
    owned = {owner.path for owner in facts.all(SequenceOwner)}
    for kind in _NAMED:
        for obj in facts.own(kind):
            if obj.path not in owned:
                called = obj.named()[-1]
                yield obj.ref, unquoted(called) if isinstance(obj, Routine) else called
