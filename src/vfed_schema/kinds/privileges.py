"""Privileges. An object that points at another, so no other kind has to mention them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import Context
from ..objects import Object, Spread, about
from ..ref import Ref
from ..step import Step
from ..written import Item
from .grants import OPTION, by_tail, grants, roles, taken_along

# What PUBLIC may do where nobody has said anything (manual, 5.8).
_USUAL = {
    "function": "EXECUTE TO PUBLIC",
    "procedure": "EXECUTE TO PUBLIC",
    "aggregate": "EXECUTE TO PUBLIC",
    "enum": "USAGE TO PUBLIC",
    "domain": "USAGE TO PUBLIC",
    "composite": "USAGE TO PUBLIC",
    "range": "USAGE TO PUBLIC",
    "language": "USAGE TO PUBLIC",
}


class Privileges(Object):
    """All that others than its owner may do with an object: compared where the model says any.

    Each grant is `PRIVILEGE TO role`, one of a column `PRIVILEGE (column) TO role`; `ALL` is every
    privilege that there is. Who granted it is not kept.
    """

    kind = "privileges"
    unwritten = frozenset({"renamed_from"})
    section = "privileges"
    facet = True
    single = True
    stated = True
    in_place = frozenset({"grants"})
    exact = frozenset({"grants"})

    grants: tuple[str, ...] = ()

    @classmethod
    def catalog(cls, major: int) -> str:
        # The privileges that a server gives a new object are the ones that its owner has.
        return """
            with listed as (
                select 'pg_class' as address, c.oid, case c.relkind when 'S' then 's'::"char"
                       else 'r' end as type, c.relowner as owner, c.relacl as acl,
                       null::text as part
                from pg_class c where c.relacl is not null and c.oid >= 16384
                union all
                select 'pg_class', c.oid, 'c', c.relowner, a.attacl, a.attname
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                where a.attacl is not null and not a.attisdropped and c.oid >= 16384
                union all
                select 'pg_proc', p.oid, 'f', p.proowner, p.proacl, null
                from pg_proc p where p.proacl is not null and p.oid >= 16384
                union all
                select 'pg_type', t.oid, 'T', t.typowner, t.typacl, null
                from pg_type t where t.typacl is not null and t.oid >= 16384
                union all
                select 'pg_namespace', n.oid, 'n', n.nspowner, n.nspacl, null
                from pg_namespace n
                left join pg_init_privs i
                  on i.classoid = 'pg_namespace'::regclass and i.objoid = n.oid
                where n.nspacl is not null and n.nspacl is distinct from i.initprivs
                union all
                select 'pg_language', l.oid, 'l', l.lanowner, l.lanacl, null
                from pg_language l where l.lanacl is not null and l.oid >= 16384
                union all
                select 'pg_foreign_data_wrapper', w.oid, 'F', w.fdwowner, w.fdwacl, null
                from pg_foreign_data_wrapper w where w.fdwacl is not null
                union all
                select 'pg_foreign_server', s.oid, 'S', s.srvowner, s.srvacl, null
                from pg_foreign_server s where s.srvacl is not null
            ), granted as (
                select l.address, l.oid, l.type, l.part, x.grantee, x.is_grantable,
                       array_agg(distinct x.privilege_type) as some,
                       (select count(*) from aclexplode(acldefault(l.type, l.owner)) d
                        where d.grantee = l.owner) as every
                from listed l left join aclexplode(l.acl) x on x.grantee <> l.owner
                group by 1, 2, 3, 4, 5, 6, l.owner
            ), told as (
                select g.address, g.oid, max(g.type) as type,
                       array_remove(array_agg(
                         p.privilege || coalesce(' (' || quote_ident(g.part) || ')', '') || ' TO '
                         || case g.grantee when 0 then 'PUBLIC'
                            else quote_ident(pg_get_userbyid(g.grantee)) end
                         || case when g.is_grantable then ' WITH GRANT OPTION' else '' end
                         order by 1), null) as grants
                from granted g
                cross join unnest(case when cardinality(g.some) = g.every and g.every > 1
                                       then array['ALL'] else g.some end) p(privilege)
                group by 1, 2
            )
            select t.address, t.oid, 0 as sub, null as part, null as called, t.grants
            from told t
            where t.grants <> case t.type when 'f' then array['EXECUTE TO PUBLIC']
                                          when 'T' then array['USAGE TO PUBLIC']
                                          when 'l' then array['USAGE TO PUBLIC']
                                          else '{}' end
        """

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Privileges:
        return cls(path=row["path"], grants=tuple(sorted(row["grants"])))

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        yield Spread(cls.kind, home, name, {"grants": item.list_of(*grants(body))})

    @property
    def parent(self) -> Ref:
        return about(self.path)[0]

    @property
    def moot(self) -> bool:
        return self.grants == self._usual(15)

    def named_roles(self) -> Iterator[str]:
        yield from roles(self.grants)

    def _usual(self, major: int) -> tuple[str, ...]:
        if self.path == ("schema", "public"):
            return ("ALL TO PUBLIC",) if major < 15 else ("USAGE TO PUBLIC",)
        usual = _USUAL.get(self.path[0])
        return (usual,) if usual else ()

    def create(self, context: Context) -> Iterator[Step]:
        yield from self._change(self._usual(context.major), self.grants, context)

    def alter(self, was: Privileges, context: Context) -> Iterator[Step]:
        yield from self._change(was.grants, self.grants, context)

    def drop(self, context: Context) -> Iterator[Step]:
        if self.parent in context.after:
            yield from self._change(self.grants, self._usual(context.major), context)

    def _change(
        self, was: tuple[str, ...], now: tuple[str, ...], context: Context
    ) -> Iterator[Step]:
        # Taking comes first: what is given after it may be more of the same.
        obj = context.after.get(self.parent) or context.before[self.parent]
        on = f"ON {obj.grant_word or obj.word} {obj.spelled}"
        gone = [g for g in was if g not in now]
        fresh = [g for g in now if g not in was or taken_along(g, gone)]
        for tail, some in by_tail(gone):
            plain = tail.removesuffix(OPTION)
            yield Step(
                sql=f"REVOKE {some} {on} FROM {plain}", revokes=f"{some} on {obj.ref} from {plain}"
            )
        for tail, some in by_tail(fresh):
            yield Step(sql=f"GRANT {some} {on} TO {tail}")
