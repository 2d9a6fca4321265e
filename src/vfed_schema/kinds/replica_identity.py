"""What logical replication sends to tell a row: apart from the table, as it may name an index."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..ref import Ref
from ..sql import name, tables
from ..step import Lock, Step


class ReplicaIdentity(Object):
    """REPLICA IDENTITY of a table, where it is not the default: `full`, `nothing` or an index."""

    kind = "replica_identity"
    unwritten = frozenset({"renamed_from"})
    section = "replica_identity"
    within = "table"
    single = True
    short = "identity"
    in_place = frozenset({"identity"})

    identity: str

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select array[n.nspname, c.relname] as path,
                   case c.relreplident when 'f' then 'full' when 'n' then 'nothing'
                        else coalesce('index ' || i.relname, 'nothing') end as identity
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_index x on x.indrelid = c.oid and x.indisreplident
            left join pg_class i on i.oid = x.indexrelid
            where c.relreplident <> 'd' and c.relkind <> 'f' and {tables("c", "n")}
        """

    @property
    def parent(self) -> Ref:
        return Ref("table", self.path)

    def needs(self) -> Iterator[Ref]:
        yield self.parent
        if self.identity.startswith("index "):
            index = self.identity.removeprefix("index ")
            yield Ref("index", (self.path[0], index))
            yield Ref("unique", (*self.path, index))
            yield Ref("primary_key", (*self.path, index))

    def create(self, context: Context) -> Iterator[Step]:
        index = self.identity.removeprefix("index ")
        using = f"USING INDEX {name(index)}" if index != self.identity else self.identity.upper()
        yield self._step(using)

    def alter(self, was: ReplicaIdentity, context: Context) -> Iterator[Step]:
        yield from self.create(context)

    def drop(self, context: Context) -> Iterator[Step]:
        yield self._step("DEFAULT")

    def _step(self, what: str) -> Step:
        return Step(
            sql=f"ALTER TABLE {name(*self.path)} REPLICA IDENTITY {what}",
            table=self.path,
            lock=Lock.ACCESS_EXCLUSIVE,
        )
