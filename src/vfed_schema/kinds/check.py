"""CHECK constraints."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Mention, Spread
from ..record import replace
from ..sql import closing, constraint, name, tables, unless
from ..step import Lock, Step
from ..written import Item
from .constraint import Constraint


class Check(Constraint):
    """A condition every row must meet."""

    kind = "check"
    many = 2
    section = "checks"
    short = "expression"
    in_place = frozenset({"not_valid", "enforced"})
    exact = frozenset({"no_inherit", "enforced"})

    expression: str
    no_inherit: bool = False
    not_valid: bool = False
    enforced: bool = True

    @classmethod
    def catalog(cls, major: int) -> str:
        enforced = "k.conenforced" if major >= 18 else "true"
        return f"""
            select k.oid, 0 as sub, array[n.nspname, c.relname, k.conname] as path,
                   pg_get_expr(k.conbin, k.conrelid) as expression,
                   k.connoinherit as no_inherit,
                   not k.convalidated and {enforced} as not_valid, {enforced} as enforced
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            where k.contype = 'c'
              and (k.coninhcount = 0 or k.conislocal and not c.relispartition)
              and {tables("c", "n")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if name is None:
            raise item.wrong("a check beside the columns needs a name: `name: condition`")
        yield Spread(cls.kind, home, name, body)

    @property
    def inline(self) -> bool:
        # CREATE TABLE takes no notice of NOT VALID.
        return not self.not_valid

    def mentions(self) -> Iterator[Mention]:
        yield Mention("expression", self.path[:-1], expression=self.expression)

    def claims(self) -> Iterator[tuple[str, ...]]:
        yield ("constraint", *self.path)

    def beside(self, live: Check) -> Check:
        # A validated constraint is more than a model that says NOT VALID asks for.
        return replace(self, not_valid=live.not_valid) if self.not_valid else self

    def can_alter(self, was: Check, major: int) -> bool:
        # Validating is the one change there is before 18; none makes a valid one NOT VALID again.
        changed = self.changed(was)
        return changed <= {"not_valid"} and not self.not_valid

    def __str__(self) -> str:
        """Return the line in CREATE TABLE or ADD."""
        inherit = " NO INHERIT" if self.no_inherit else ""
        enforced = "" if self.enforced else " NOT ENFORCED"
        held = self.expression.startswith("(")
        held = held and closing(self.expression, 0) == len(self.expression) - 1
        condition = self.expression if held else f"({self.expression})"
        return f"CONSTRAINT {name(self.path[-1])} CHECK {condition}{inherit}{enforced}"

    def create(self, context: Context) -> Iterator[Step]:
        if not context.is_new(self.parent) and self.over(context.before):
            return  # it was inherited, and stays
        apart = context.in_use(self.parent) and self.enforced and not self.not_valid
        later = self.not_valid or apart
        add = self._step(f"ADD {self}{' NOT VALID' if later else ''}")
        add = replace(add, scans=not later and not context.is_new(self.parent))
        yield replace(
            add, once=unless(constraint(*self.path), add.sql), doubt="" if later else self._doubt()
        )
        if apart:
            yield self._validate()

    def _validate(self) -> Step:
        return replace(
            self._step(f"VALIDATE CONSTRAINT {name(self.path[-1])}"),
            lock=Lock.SHARE_UPDATE_EXCLUSIVE,
            scans=True,
            apart=True,
            doubt=self._doubt(),
        )

    def _doubt(self) -> str:
        return f"fails if a row of {'.'.join(self.path[:-1])} breaks {self.path[-1]}"

    def alter(self, was: Check, context: Context) -> Iterator[Step]:
        yield self._validate()

    def drop(self, context: Context) -> Iterator[Step]:
        if not self.over(context.after):  # else it stays, as what is inherited
            yield from super().drop(context)
