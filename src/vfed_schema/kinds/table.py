"""Tables. Columns and constraints are objects of their own; CREATE TABLE writes them inline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Context, Object, written
from ..sql import name, option_changes, options, tables
from ..step import Lock, Step


@dataclass(frozen=True, kw_only=True, slots=True)
class Table(Object):
    """An ordinary table: no partition, no child of another, not of a composite type."""

    kind = "table"
    section = "tables"
    within = "schema"
    address = "pg_class"
    word = "TABLE"
    relation = True
    in_place = frozenset(
        {"unlogged", "options", "row_security", "force_row_security", "access_method", "tablespace"}
    )

    unlogged: bool = False
    options: tuple[str, ...] = ()
    row_security: bool = False
    force_row_security: bool = False
    access_method: str | None = None
    tablespace: str | None = None
    python_class: str | None = written(key="class")

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select c.oid, 0 as sub, array[n.nspname, c.relname] as path,
                   c.relpersistence = 'u' as unlogged,
                   array(select o from unnest(c.reloptions) o union all
                         select 'toast.' || o from unnest(tc.reloptions) o
                         order by 1) as options,
                   c.relrowsecurity as row_security,
                   c.relforcerowsecurity as force_row_security,
                   nullif(am.amname, 'heap') as access_method, ts.spcname as tablespace
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_class tc on tc.oid = c.reltoastrelid
            left join pg_am am on am.oid = c.relam
            left join pg_tablespace ts on ts.oid = c.reltablespace
            where {tables("c", "n")}
        """

    @property
    def holds_rows(self) -> bool:
        return True

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("relation", *self.path)
        yield ("type", *self.path)

    def create(self, context: Context) -> Iterator[Step]:
        body = ",\n".join(f"    {child}" for child in context.inline(self.ref))
        body = f" (\n{body}\n)" if body else " ()"
        verb = "CREATE UNLOGGED TABLE" if self.unlogged else "CREATE TABLE"
        rest = f"{name(*self.path)}{body}{self._tail()}"
        yield Step(sql=f"{verb} {rest}", once=f"{verb} IF NOT EXISTS {rest}")
        yield from self._security(Table(path=self.path))

    def _tail(self) -> str:
        method = f"\nUSING {name(self.access_method)}" if self.access_method else ""
        stored = f"\nWITH ({options(self.options)})" if self.options else ""
        space = f"\nTABLESPACE {name(self.tablespace)}" if self.tablespace else ""
        return method + stored + space

    def alter(self, was: Table, context: Context) -> Iterator[Step]:
        changed = self.changed(was)
        for change in option_changes(was.options, self.options):
            yield self._step(change)
        if "unlogged" in changed:
            word = "UNLOGGED" if self.unlogged else "LOGGED"
            yield self._step(f"SET {word}", Lock.ACCESS_EXCLUSIVE, rewrites=True)
        if "access_method" in changed:
            method = name(self.access_method or "heap")
            yield self._step(f"SET ACCESS METHOD {method}", Lock.ACCESS_EXCLUSIVE, rewrites=True)
        if "tablespace" in changed:
            space = name(self.tablespace or "pg_default")
            yield self._step(f"SET TABLESPACE {space}", Lock.ACCESS_EXCLUSIVE, rewrites=True)
        yield from self._security(was)

    def can_alter(self, was: Table, major: int) -> bool:
        return major >= 15 or self.access_method == was.access_method

    def _security(self, was: Table) -> Iterator[Step]:
        if self.row_security != was.row_security:
            word = "ENABLE" if self.row_security else "DISABLE"
            yield self._step(f"{word} ROW LEVEL SECURITY", Lock.ACCESS_EXCLUSIVE)
        if self.force_row_security != was.force_row_security:
            word = "FORCE" if self.force_row_security else "NO FORCE"
            yield self._step(f"{word} ROW LEVEL SECURITY", Lock.ACCESS_EXCLUSIVE)

    def _step(
        self, action: str, lock: Lock = Lock.SHARE_UPDATE_EXCLUSIVE, *, rewrites: bool = False
    ) -> Step:
        return Step(
            sql=f"ALTER TABLE {name(*self.path)} {action}",
            table=self.path,
            lock=lock,
            rewrites=rewrites,
        )

    def drop(self, context: Context) -> Iterator[Step]:
        sql = name(*self.path)
        yield Step(
            sql=f"DROP TABLE {sql}",
            once=f"DROP TABLE IF EXISTS {sql}",
            table=self.path,
            lock=Lock.ACCESS_EXCLUSIVE,
            loses=f"table {'.'.join(self.path)} and all its rows",
        )
