"""Default privileges: what others may do with what a role makes from now on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..model import Context
from ..objects import Object, Spread
from ..sql import name as quoted
from ..sql import split_name, unquoted
from ..step import Step
from ..written import Item
from .grants import OPTION, by_tail, grants, roles

_KEY = re.compile(
    r"(tables|sequences|functions|types|schemas|large objects)\s+of\s+(.+?)(?:\s+in\s+(.+))?\Z",
    re.IGNORECASE,
)
# What PUBLIC may do where nobody has said anything; a schema's only add to that.
_USUAL = {"functions": ("EXECUTE TO PUBLIC",), "types": ("USAGE TO PUBLIC",)}


class DefaultPrivileges(Object):
    """What ALTER DEFAULT PRIVILEGES says of one role, maybe in one schema: compared where the
    model says any. Its path is `objects of role` or `objects of role in schema`."""

    kind = "default_privileges"
    only_if = "pg_default_acl"
    section = "default_privileges"
    address = "pg_default_acl"
    unwritten = frozenset({"renamed_from"})
    stated = True
    elevated = True  # of a role that one is no member of
    in_place = frozenset({"grants"})
    exact = frozenset({"grants"})

    grants: tuple[str, ...] = ()

    @classmethod
    def catalog(cls, major: int) -> str:
        return """
            with granted as (
                select d.oid, x.grantee, x.is_grantable,
                       array_agg(distinct x.privilege_type) as some,
                       (select count(*)
                        from aclexplode(acldefault(
                            case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end,
                            d.defaclrole)) o
                        where o.grantee = d.defaclrole) as every
                from pg_default_acl d
                left join aclexplode(d.defaclacl) x on x.grantee <> d.defaclrole
                group by 1, 2, 3, d.defaclobjtype, d.defaclrole
            )
            select d.oid, 0 as sub,
                   array[case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
                              when 'f' then 'functions' when 'T' then 'types'
                              when 'n' then 'schemas' else 'large objects' end
                         || ' of ' || quote_ident(pg_get_userbyid(d.defaclrole))
                         || coalesce(' in ' || quote_ident(n.nspname), '')] as path,
                   array(select p.privilege || ' TO '
                                || case g.grantee when 0 then 'PUBLIC'
                                   else quote_ident(pg_get_userbyid(g.grantee)) end
                                || case when g.is_grantable then ' WITH GRANT OPTION' else '' end
                         from granted g
                         cross join unnest(case when cardinality(g.some) = g.every and g.every > 1
                                                then array['ALL'] else g.some end) p(privilege)
                         where g.oid = d.oid and g.grantee is not null) as grants
            from pg_default_acl d
            left join pg_namespace n on n.oid = d.defaclnamespace
            where exists (select from aclexplode(d.defaclacl) x where x.grantee <> d.defaclrole
                            and (x.grantee <> 0 or d.defaclnamespace <> 0 or x.is_grantable))
               or d.defaclnamespace = 0 and d.defaclobjtype in ('f', 'T')
                  and not exists (select from aclexplode(d.defaclacl) x where x.grantee = 0)
        """

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> DefaultPrivileges:
        return cls(path=row["path"], grants=tuple(sorted(row["grants"])))

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        found = _KEY.match(" ".join((name or "").split()))
        if not found:
            raise item.wrong(f"`{name}` is no `tables of role` or `tables of role in schema`")
        what, role, schema = found.groups()
        called = f"{what.lower()} of {quoted(unquoted(role))}"
        called += f" in {quoted(unquoted(schema))}" if schema else ""
        yield Spread(cls.kind, home, called, {"grants": item.list_of(*grants(body))})

    def named(self) -> tuple[str, ...]:
        return ()

    @property
    def moot(self) -> bool:
        return self.grants == self._usual

    def named_roles(self) -> Iterator[str]:
        yield unquoted(self._parts[1])
        yield from roles(self.grants)

    @property
    def _parts(self) -> tuple[str, str, str]:
        what, _, rest = self.path[0].partition(" of ")
        role, schema = split_name(rest)
        return what, role, schema.removeprefix("in ")

    @property
    def _usual(self) -> tuple[str, ...]:
        what, _, schema = self._parts
        return () if schema else _USUAL.get(what, ())

    def create(self, context: Context) -> Iterator[Step]:
        yield from self._change(self._usual, self.grants)

    def alter(self, was: DefaultPrivileges, context: Context) -> Iterator[Step]:
        yield from self._change(was.grants, self.grants)

    def drop(self, context: Context) -> Iterator[Step]:
        yield from self._change(self.grants, self._usual)

    def _change(self, was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Step]:
        what, role, schema = self._parts
        head = f"ALTER DEFAULT PRIVILEGES FOR ROLE {role}"
        head += f" IN SCHEMA {schema}" if schema else ""
        for tail, some in by_tail(g for g in was if g not in now):
            plain = tail.removesuffix(OPTION)
            yield Step(
                sql=f"{head} REVOKE {some} ON {what.upper()} FROM {plain}",
                revokes=f"{some} on future {self.path[0]} from {plain}",
            )
        for tail, some in by_tail(g for g in now if g not in was):
            yield Step(sql=f"{head} GRANT {some} ON {what.upper()} TO {tail}")
