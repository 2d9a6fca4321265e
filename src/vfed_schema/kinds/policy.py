"""Row security policies."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Mention, Object, Spread
from ..record import replace
from ..sql import name, names, tables, text, unless, unwrapped
from ..step import Lock, Step
from ..written import Item

_COMMANDS = ("all", "select", "insert", "update", "delete")


class Policy(Object):
    """Which rows a role may see or write (manual, CREATE POLICY).

    It has effect only where the table's `row_security` is on. No roles means PUBLIC.
    """

    kind = "policy"
    only_if = "pg_policy"
    section = "policies"
    within = "table"
    short = "using"
    address = "pg_policy"
    word = "POLICY"
    pins_type = True
    exact = frozenset({"command", "permissive", "roles"})

    command: str = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ()
    using: str | None = None
    check: str | None = None

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select p.oid, 0 as sub, array[n.nspname, c.relname, p.polname] as path,
                   case p.polcmd when 'r' then 'select' when 'a' then 'insert'
                        when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
                   p.polpermissive as permissive,
                   array(select r.rolname from unnest(p.polroles) u(oid)
                         join pg_roles r on r.oid = u.oid order by 1) as roles,
                   pg_get_expr(p.polqual, p.polrelid) as using,
                   pg_get_expr(p.polwithcheck, p.polrelid) as check
            from pg_policy p
            join pg_class c on c.oid = p.polrelid
            join pg_namespace n on n.oid = c.relnamespace
            where {tables("c", "n")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if "command" in body:
            said = body["command"]
            if said.string().lower() not in _COMMANDS:
                raise said.wrong(f"expected one of {', '.join(_COMMANDS)}, not {said.kind}")
            body["command"] = said.like(said.string().lower())
        if "roles" in body:
            said = body["roles"]
            roles = sorted(r for r in said.strings() if r.lower() != "public")
            body["roles"] = said.list_of(*roles)
        yield Spread(cls.kind, home, name, body)

    @property
    def spelled(self) -> str:
        return f"{name(self.path[-1])} ON {name(*self.path[:-1])}"

    def named_roles(self) -> Iterator[str]:
        yield from self.roles

    def rename(self, to: str) -> Step:
        return Step(
            sql=f"ALTER {self.word} {self.spelled} RENAME TO {name(to)}",
            table=self.path[:-1],
            lock=Lock.ACCESS_EXCLUSIVE,
        )

    def mentions(self) -> Iterator[Mention]:
        for field, condition in (("using", self.using), ("check", self.check)):
            if condition:
                yield Mention(field, self.path[:-1], expression=condition)

    def can_alter(self, was: Policy, major: int) -> bool:
        if (self.command, self.permissive) != (was.command, was.permissive):
            return False
        # ALTER POLICY can replace a condition but not remove one.
        lost_using = was.using is not None and self.using is None
        return not (lost_using or (was.check is not None and self.check is None))

    def create(self, context: Context) -> Iterator[Step]:
        said = "" if self.permissive else " AS RESTRICTIVE"
        said += "" if self.command == "all" else f" FOR {self.command.upper()}"
        said += f" TO {names(self.roles)}" if self.roles else ""
        step = self._step("CREATE", said + self._conditions(self.using, self.check))
        yield replace(step, once=unless(self._there(), step.sql))

    def alter(self, was: Policy, context: Context) -> Iterator[Step]:
        said = ""
        if self.roles != was.roles:
            said = f" TO {names(self.roles) or 'PUBLIC'}"
        using = self.using if self.using != was.using else None
        check = self.check if self.check != was.check else None
        yield self._step("ALTER", said + self._conditions(using, check))

    def drop(self, context: Context) -> Iterator[Step]:
        step = self._step("DROP", "")
        yield replace(step, once=step.sql.replace("DROP POLICY", "DROP POLICY IF EXISTS", 1))

    @staticmethod
    def _conditions(using: str | None, check: str | None) -> str:
        said = f" USING ({unwrapped(using)})" if using is not None else ""
        return said + (f" WITH CHECK ({unwrapped(check)})" if check is not None else "")

    def _there(self) -> str:
        table = text(name(*self.path[:-1]))
        named = f"polname = {text(self.path[-1])}"
        return f"SELECT FROM pg_policy WHERE polrelid = {table}::regclass AND {named}"

    def _step(self, verb: str, rest: str) -> Step:
        return Step(
            sql=f"{verb} POLICY {name(self.path[-1])} ON {name(*self.path[:-1])}{rest}",
            table=self.path[:-1],
            lock=Lock.ACCESS_EXCLUSIVE,
        )
