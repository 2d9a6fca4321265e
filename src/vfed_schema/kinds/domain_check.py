"""Conditions of domains."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object
from ..record import replace
from ..sql import name, no_member, ours, text, unless, unwrapped
from ..step import Step


class DomainCheck(Object):
    """A condition every value of a domain must meet; the value is called VALUE."""

    kind = "domain_check"
    only_if = "pg_type where oid >= 16384 and typtype = 'd'"
    section = "checks"
    within = "domain"
    short = "expression"
    address = "pg_constraint"
    word = "CONSTRAINT"
    in_place = frozenset({"not_valid"})

    expression: str
    not_valid: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select k.oid, 0 as sub, array[n.nspname, t.typname, k.conname] as path,
                   pg_get_expr(k.conbin, 0) as expression, not k.convalidated as not_valid
            from pg_constraint k
            join pg_type t on t.oid = k.contypid
            join pg_namespace n on n.oid = t.typnamespace
            where k.contype = 'c' and {ours("n")} and {no_member("pg_type", "t.oid")}
        """

    @property
    def spelled(self) -> str:
        return f"{name(self.path[-1])} ON DOMAIN {name(*self.path[:-1])}"

    def rename(self, to: str) -> Step:
        return self._step(f"RENAME CONSTRAINT {name(self.path[-1])} TO {name(to)}")

    def beside(self, live: DomainCheck) -> DomainCheck:
        # A validated constraint is more than a model that says NOT VALID asks for.
        return replace(self, not_valid=live.not_valid) if self.not_valid else self

    def can_alter(self, was: DomainCheck, major: int) -> bool:
        return self.changed(was) <= self.in_place and not self.not_valid

    def create(self, context: Context) -> Iterator[Step]:
        fresh = context.is_new(self.parent) or self.parent in context.superseded
        apart = context.online and not fresh and not self.not_valid
        later = self.not_valid or apart
        add = self._step(
            f"ADD CONSTRAINT {name(self.path[-1])} CHECK ({unwrapped(self.expression)})"
            f"{' NOT VALID' if later else ''}"
        )
        there = (
            f"SELECT FROM pg_constraint WHERE contypid = {text(name(*self.path[:-1]))}::regtype"
            f" AND conname = {text(self.path[-1])}"
        )
        doubt = "" if later or fresh else self._doubt()
        yield replace(add, once=unless(there, add.sql), doubt=doubt)
        if apart:
            yield self._validate()

    def _validate(self) -> Step:
        step = self._step(f"VALIDATE CONSTRAINT {name(self.path[-1])}")
        return replace(step, apart=True, doubt=self._doubt())

    def _doubt(self) -> str:
        return f"fails if a value of type {'.'.join(self.path[:-1])} breaks {self.path[-1]}"

    def alter(self, was: DomainCheck, context: Context) -> Iterator[Step]:
        yield self._validate()

    def drop(self, context: Context) -> Iterator[Step]:
        yield self._step(f"DROP CONSTRAINT {name(self.path[-1])}")

    def _step(self, action: str) -> Step:
        return Step(sql=f"ALTER DOMAIN {name(*self.path[:-1])} {action}")
