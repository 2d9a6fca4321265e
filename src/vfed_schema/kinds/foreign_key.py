"""Foreign keys. Never inline, so two tables that point at each other need no special case."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Mention, Spread
from ..record import replace
from ..ref import Ref
from ..sql import name, names, split, tables
from ..step import Lock, Step
from ..written import Item, deferral, made_name
from .constraint import Constraint

_ACTION = """case {} when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default'
             when 'r' then 'restrict' else 'no action' end"""


class ForeignKey(Constraint):
    """Columns whose values must appear in another table's key."""

    kind = "foreign_key"
    many = 2
    section = "foreign_keys"
    exact = frozenset(
        {"columns", "references", "target_columns", "match", "on_update", "on_delete"}
        | {"set_columns", "period", "deferrable", "deferred"}
    )

    columns: tuple[str, ...]
    references: tuple[str, ...]
    target_columns: tuple[str, ...] = ()
    match: str = "simple"
    on_update: str = "no action"
    on_delete: str = "no action"
    set_columns: tuple[str, ...] = ()
    period: bool = False
    deferrable: bool = False
    deferred: bool = False
    not_valid: bool = False
    enforced: bool = True

    @classmethod
    def catalog(cls, major: int) -> str:
        enforced = "k.conenforced" if major >= 18 else "true"
        period = "k.conperiod" if major >= 18 else "false"
        set_columns = "k.confdelsetcols" if major >= 15 else "null::int2[]"
        column = """array(select a.attname from unnest({}) with ordinality u(n, i)
                          join pg_attribute a on a.attrelid = {} and a.attnum = u.n
                          order by u.i)"""
        return f"""
            select k.oid, 0 as sub, array[n.nspname, c.relname, k.conname] as path,
                   {column.format("k.conkey", "k.conrelid")} as columns,
                   array[fn.nspname, f.relname] as references,
                   {column.format("k.confkey", "k.confrelid")} as target_columns,
                   case k.confmatchtype when 'f' then 'full' when 'p' then 'partial'
                        else 'simple' end as match,
                   {_ACTION.format("k.confupdtype")} as on_update,
                   {_ACTION.format("k.confdeltype")} as on_delete,
                   {column.format(set_columns, "k.conrelid")} as set_columns,
                   {period} as period,
                   k.condeferrable as deferrable, k.condeferred as deferred,
                   not k.convalidated and {enforced} as not_valid, {enforced} as enforced
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_class f on f.oid = k.confrelid
            join pg_namespace fn on fn.oid = f.relnamespace
            where k.contype = 'f' and k.conparentid = 0
              and {tables("c", "n")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        body = deferral(body)
        if "references" in body:
            body |= _target(body["references"], home[0])
        if name is None and "columns" in body:
            said = body["columns"]
            columns = said.strings() if isinstance(said.value, list) else split(said.string())
            name = made_name(home[-1], "_".join(columns), "fkey")
        for key in ("match", "on_update", "on_delete"):
            if key in body:
                body[key] = body[key].like(" ".join(body[key].string().lower().split()))
        yield Spread(cls.kind, home, name, body)

    def needs(self) -> Iterator[Ref]:
        yield Ref("table", self.path[:-1])
        yield Ref("table", self.references)
        for column in self.columns:
            yield Ref("column", (*self.path[:-1], column))
        for column in self.target_columns:
            yield Ref("column", (*self.references, column))

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("constraint", *self.path)

    def beside(self, live: ForeignKey) -> ForeignKey:
        # A validated constraint is more than a model that says NOT VALID asks for.
        return replace(self, not_valid=live.not_valid) if self.not_valid else self

    def mentions(self) -> Iterator[Mention]:
        yield Mention("columns", self.path[:-1], names=self.columns)
        yield Mention("set_columns", self.path[:-1], names=self.set_columns)
        yield Mention("references", self.references, names=self.target_columns)

    def can_alter(self, was: ForeignKey, major: int) -> bool:
        changed = self.changed(was)
        if "not_valid" in changed and self.not_valid:
            return False
        in_place = {"deferrable", "deferred", "not_valid"} | (
            {"enforced"} if major >= 18 else set()
        )
        return changed <= in_place

    def __str__(self) -> str:
        """Return the line that ADD takes."""
        word = "PERIOD " if self.period else ""
        columns = [*map(name, self.columns[:-1]), word + name(self.columns[-1])]
        said = f"CONSTRAINT {name(self.path[-1])} FOREIGN KEY ({', '.join(columns)})"
        said += f" REFERENCES {name(*self.references)}"
        if self.target_columns:
            target = [*map(name, self.target_columns[:-1]), word + name(self.target_columns[-1])]
            said += f" ({', '.join(target)})"
        if self.match != "simple":
            said += f" MATCH {self.match.upper()}"
        if self.on_update != "no action":
            said += f" ON UPDATE {self.on_update.upper()}"
        if self.on_delete != "no action":
            said += f" ON DELETE {self.on_delete.upper()}"
        if self.set_columns:
            said += f" ({names(self.set_columns)})"
        return said + self._deferral() + ("" if self.enforced else " NOT ENFORCED")

    def _deferral(self) -> str:
        if not self.deferrable:
            return ""
        return " DEFERRABLE INITIALLY DEFERRED" if self.deferred else " DEFERRABLE"

    def create(self, context: Context) -> Iterator[Step]:
        fresh = context.is_new(self.parent)
        apart = context.in_use(self.parent) and self.enforced and not self.not_valid
        if context.is_split(self.parent) and context.major < 18:
            apart = False  # NOT VALID is for partitioned tables since 18
        later = self.not_valid or apart
        add = self._step(f"ADD {self}{' NOT VALID' if later else ''}", Lock.SHARE_ROW_EXCLUSIVE)
        add = replace(add, scans=not fresh and not later, doubt="" if later else self._doubt())
        if fresh:  # the lock on the other table remains
            add = replace(add, table=self.references, doubt="")
        yield self._unless_there(add)
        if apart:
            yield self._validate()

    def _validate(self) -> Step:
        return replace(
            self._step(f"VALIDATE CONSTRAINT {name(self.path[-1])}", Lock.SHARE_UPDATE_EXCLUSIVE),
            scans=True,
            apart=True,
            doubt=self._doubt(),
        )

    def _doubt(self) -> str:
        rows, target = ".".join(self.path[:-1]), ".".join(self.references)
        return f"fails if a row of {rows} points at no row of {target}"

    def alter(self, was: ForeignKey, context: Context) -> Iterator[Step]:
        key = f"ALTER CONSTRAINT {name(self.path[-1])}"
        if self.enforced != was.enforced:
            word = "ENFORCED" if self.enforced else "NOT ENFORCED"
            yield replace(self._step(f"{key} {word}"), scans=self.enforced)
        if (self.deferrable, self.deferred) != (was.deferrable, was.deferred):
            yield self._step(f"{key}{self._deferral() or ' NOT DEFERRABLE'}{self._immediate(was)}")
        if was.not_valid and not self.not_valid:
            yield self._validate()

    def _immediate(self, was: ForeignKey) -> str:
        return " INITIALLY IMMEDIATE" if was.deferred and self.deferrable else ""


def _target(said: Item, schema: str) -> dict[str, Item]:
    """Take `schema.table(column, …)` apart."""
    if isinstance(said.value, list):
        return {"references": said}
    table, bracket, rest = said.string().partition("(")
    path = table.strip().split(".")
    if not all(path) or len(path) > 2 or (bracket and not rest.rstrip().endswith(")")):
        raise said.wrong(f"`{said.text}` is no `table(column)`")
    found = {"references": said.list_of(*([schema, *path] if len(path) == 1 else path))}
    if bracket:
        found["target_columns"] = said.list_of(*split(rest.rstrip()[:-1]))
    return found
