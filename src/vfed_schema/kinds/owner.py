"""Owners. An object that points at another, so no other kind has to mention them."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, about
from ..ref import Ref
from ..sql import name
from ..step import Step


class Owner(Object):
    """Who owns an object, where that is not the owner of the database.

    It is compared where a model says it. Scratch has no such roles: nothing is proven of it.
    """

    kind = "owner"
    unwritten = frozenset({"renamed_from"})
    section = "owner"
    facet = True
    single = True
    short = "role"
    stated = True
    by_model = True
    provable = False
    in_place = frozenset({"role"})

    role: str

    @classmethod
    def catalog(cls, major: int) -> str:
        parts = " union all ".join(
            f"select '{catalog}' as address, oid, {column} as owner from {catalog} where {rows}"
            for catalog, column, rows in (
                ("pg_class", "relowner", _RELATIONS),
                ("pg_proc", "proowner", "true"),
                ("pg_type", "typowner", "true"),
                ("pg_namespace", "nspowner", "nspname <> 'public'"),
                *((catalog, column, "true") for catalog, column in _OTHERS),
            )
        )
        return f"""
            select x.address, x.oid, 0 as sub, null as part, null as called, r.rolname as role
            from ({parts}) x
            join pg_roles r on r.oid = x.owner
            where x.oid >= 16384
              and x.owner <> (select datdba from pg_database where datname = current_database())
        """

    @property
    def parent(self) -> Ref:
        return about(self.path)[0]

    def named_roles(self) -> Iterator[str]:
        yield self.role

    def create(self, context: Context) -> Iterator[Step]:
        obj = context.after[self.parent]
        yield Step(sql=f"ALTER {obj.word} {obj.spelled} OWNER TO {name(self.role)}")

    def alter(self, was: Owner, context: Context) -> Iterator[Step]:
        yield from self.create(context)

    def drop(self, context: Context) -> Iterator[Step]:
        # Who owned it before is not known: it stays with whom it has.
        return iter(())


_OTHERS = (
    ("pg_collation", "collowner"),
    ("pg_conversion", "conowner"),
    ("pg_event_trigger", "evtowner"),
    ("pg_foreign_data_wrapper", "fdwowner"),
    ("pg_foreign_server", "srvowner"),
    ("pg_language", "lanowner"),
    ("pg_operator", "oprowner"),
    ("pg_opclass", "opcowner"),
    ("pg_opfamily", "opfowner"),
    ("pg_publication", "pubowner"),
    ("pg_statistic_ext", "stxowner"),
    ("pg_ts_config", "cfgowner"),
    ("pg_ts_dict", "dictowner"),
)
# A sequence that belongs to a column goes with its table.
_RELATIONS = """relkind in ('r', 'p', 'v', 'm', 'f', 'S') and oid not in (
    select objid from pg_depend where classid = 'pg_class'::regclass
    and refclassid = 'pg_class'::regclass and deptype in ('a', 'i') and refobjsubid > 0)"""
