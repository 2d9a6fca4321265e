"""Operators."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..sql import name as quoted
from ..sql import no_member, ours, split, text, unless
from ..step import Step
from ..types import canonical
from ..written import Item

_PARTNERS = ("commutator", "negator")


class Operator(Object):
    """An operator (manual, 36.14). The last part of its path is `sign(left, right)`, as in
    COMMENT ON; the left of a prefix operator is NONE."""

    kind = "operator"
    only_if = "pg_operator where oid >= 16384"
    section = "operators"
    within = "schema"
    short = "function"
    address = "pg_operator"
    resolved = True
    word = "OPERATOR"
    unwritten = frozenset({"renamed_from"})
    in_place = frozenset({"restrict", "join"})

    function: str
    commutator: str | None = None  # with its schema
    negator: str | None = None
    restrict: str | None = None
    join: str | None = None
    hashes: bool = False
    merges: bool = False

    @classmethod
    def catalog(cls, major: int) -> str:
        # Which of two partners knows the other depends on which was made last.
        partners = ", ".join(
            f"(select quote_ident(pn.nspname) || '.' || p.oprname from pg_operator p"
            " join pg_namespace pn on pn.oid = p.oprnamespace"
            f" where p.oid = o.{column} or o.{column} = 0 and p.{column} = o.oid"
            f" order by p.oid limit 1) as {word}"
            for word, column in zip(_PARTNERS, ("oprcom", "oprnegate"), strict=True)
        )
        return f"""
            select o.oid, 0 as sub,
                   array[n.nspname::text, o.oprname || '('
                         || case o.oprleft when 0 then 'NONE' else format_type(o.oprleft, null) end
                         || ', ' || case o.oprright when 0 then 'NONE'
                                    else format_type(o.oprright, null) end || ')'] as path,
                   o.oprcode::regproc::text as function, {partners},
                   nullif(o.oprrest::regproc::text, '-') as restrict,
                   nullif(o.oprjoin::regproc::text, '-') as join,
                   o.oprcanhash as hashes, o.oprcanmerge as merges
            from pg_operator o
            join pg_namespace n on n.oid = o.oprnamespace
            where o.oprcode <> 0 and {ours("n")} and {no_member("pg_operator", "o.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        sign, bracket, rest = (name or "").strip().partition("(")
        types = ["NONE" if t.upper() == "NONE" else canonical(t) for t in split(rest[:-1])]
        if not bracket or not rest.endswith(")") or len(types) != 2:
            raise item.wrong(f"`{name}` is no `sign(left, right)`; a prefix has NONE on its left")
        for key in _PARTNERS:
            if key in body and "." not in body[key].string():
                body[key] = body[key].like(f"{quoted(*home)}.{body[key].string()}")
        yield Spread(cls.kind, home, f"{sign.strip()}({', '.join(types)})", body)

    def named(self) -> tuple[str, ...]:
        return (self.path[0], self.path[1].partition("(")[0])

    @property
    def spelled(self) -> str:
        return f"{quoted(self.path[0])}.{self.path[1]}"

    def can_alter(self, was: Operator, major: int) -> bool:
        changed = self.changed(was) - self.in_place
        # Since 17 what was not said before may be said; nothing can be taken back.
        fresh = major >= 17 and not any(getattr(was, field) for field in changed)
        return not changed or (fresh and "function" not in changed)

    def create(self, context: Context) -> Iterator[Step]:
        sign = self.path[1].partition("(")[0]
        left, right = self._types()
        said = [f"FUNCTION = {self.function}"]
        said += [f"LEFTARG = {left}"] if left != "NONE" else []
        said += [f"RIGHTARG = {right}"] if right != "NONE" else []
        sql = f"CREATE OPERATOR {quoted(self.path[0])}.{sign} ("
        sql += ", ".join([*said, *self._options()]) + ")"
        there = f"SELECT FROM pg_operator WHERE oprcode <> 0 AND oid = {self._found()}"
        yield Step(sql=sql, once=unless(there, sql))

    def _found(self) -> str:
        return f"to_regoperator({text(self.spelled)})"

    def _types(self) -> tuple[str, str]:
        left, right = split(self.path[1].partition("(")[2].removesuffix(")"))
        return left, right

    def _options(self) -> Iterator[str]:
        for key in _PARTNERS:
            if partner := getattr(self, key):
                yield f"{key.upper()} = OPERATOR({partner})"
        for key in ("restrict", "join"):
            if function := getattr(self, key):
                yield f"{key.upper()} = {function}"
        for key in ("hashes", "merges"):
            if getattr(self, key):
                yield key.upper()

    def alter(self, was: Operator, context: Context) -> Iterator[Step]:
        then = set(was._options())
        said = [option for option in self._options() if option not in then]
        said += [
            f"{key.upper()} = NONE"
            for key in ("restrict", "join")
            if getattr(was, key) and not getattr(self, key)
        ]
        yield Step(sql=f"ALTER OPERATOR {self.spelled} SET ({', '.join(said)})")
