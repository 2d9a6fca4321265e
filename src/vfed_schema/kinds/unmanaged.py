"""What is there and no kind describes: seen, named in every report, and never touched."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import PlanError
from ..model import Context
from ..objects import Object
from ..sql import LEDGER_SCHEMA
from ..step import Step

# Every system catalog that holds objects of a database, and which of its rows are no objects of
# their own: clones in partitions, operators known as a partner alone, and what pg_depend calls
# internal to another or an extension's, with all that is on an extension's table. Whatever is left
# and no kind has read is not managed: nothing can be forgotten.
_OWN = """{} not in (select objid from pg_depend
                     where refclassid = 'pg_extension'::regclass
                       and classid = 'pg_class'::regclass and deptype = 'e')"""
_SWEPT = {
    "pg_class": f"""relkind not in ('t', 'c') and not (relkind in ('i', 'I') and relispartition)
        and oid not in (select indexrelid from pg_index where not {_OWN.format("indrelid")})""",
    "pg_proc": "true",
    "pg_type": "true",
    "pg_constraint": f"""contype not in ('t', 'n') and conparentid = 0
        and (conrelid = 0 or {_OWN.format("conrelid")})
        and contypid not in (select objid from pg_depend
                             where refclassid = 'pg_extension'::regclass
                               and classid = 'pg_type'::regclass and deptype = 'e')
        and (contypid <> 0 or coninhcount = 0 or conislocal and conrelid not in
             (select c.oid from pg_class c where c.relispartition))""",
    "pg_trigger": f"""not tgisinternal and {_OWN.format("tgrelid")}
        and (tgparentid = 0 or tgenabled <>
        (select p.tgenabled from pg_trigger p where p.oid = pg_trigger.tgparentid))""",
    "pg_policy": _OWN.format("polrelid"),
    "pg_rewrite": _OWN.format("ev_class"),
    "pg_statistic_ext": "true",
    "pg_collation": "true",
    "pg_operator": "oprcode <> 0",
    "pg_opclass": "true",
    "pg_opfamily": "true",
    "pg_conversion": "true",
    "pg_ts_config": "true",
    "pg_ts_dict": "true",
    "pg_ts_parser": "true",
    "pg_ts_template": "true",
    "pg_language": "true",
    "pg_cast": "true",
    "pg_am": "true",
    "pg_transform": "true",
    "pg_event_trigger": "true",
    "pg_foreign_data_wrapper": "true",
    "pg_foreign_server": "true",
    "pg_publication": "true",
    "pg_default_acl": "true",
}
# Three that not everybody may read as they are.
_OTHERS = """
    select distinct 'pg_subscription', s.subid, 0, 'pg_subscription', ''
    from pg_stat_subscription s join pg_subscription p on p.subname = s.subname
    where p.subdbid = (select d.oid from pg_database d where d.datname = current_database())
    union all
    select 'pg_user_mapping', m.umid, 0, 'pg_user_mapping', '' from pg_user_mappings m
    union all
    select 'pg_seclabel', l.objoid, l.objsubid, l.classoid::regclass::text,
           'security label of ' || l.provider || ' on '
    from pg_seclabel l where l.objoid >= 16384"""
# Schemas that are the system's own, or ours, and all that is in them.
_SYSTEM = f"'^(pg_(catalog|toast|temp)|information_schema|{LEDGER_SCHEMA})'"


class Unmanaged(Object):
    """An object that no kind describes. Its path is what pg_identify_object says of it."""

    kind = "unmanaged"
    many = 2
    managed = False

    @classmethod
    def catalog(cls, major: int) -> str:
        parts = " union all ".join(
            f"select '{catalog}' as address, oid, 0 as sub, '{catalog}' as class, '' as what"
            f" from {catalog}"
            f" where oid >= 16384 and {rows} and oid not in (select objid from pg_depend"
            f" where classid = '{catalog}'::regclass and deptype in ('e', 'i'))"
            for catalog, rows in _SWEPT.items()
        )
        return (
            f"select x.address, x.oid, x.sub, x.class, x.what from ({parts} union all {_OTHERS}) x"
        )

    @classmethod
    def identified(cls) -> str:
        """Return the query that tells of some rows of `catalog`, each as text, what they are."""
        return f"""
            select (r ->> 1)::oid as oid, (r ->> 2)::int as sub,
                   array[(r ->> 4) || o.type, o.identity] as path, r ->> 0 as address
            from json_array_elements(%s) r,
                 pg_identify_object((r ->> 3)::regclass, (r ->> 1)::oid, (r ->> 2)::int) o
            where coalesce(o.schema, '') !~ {_SYSTEM} and o.identity !~ {_SYSTEM}
        """

    def __str__(self) -> str:
        return " ".join(self.path)

    def create(self, context: Context) -> Iterator[Step]:
        raise PlanError(
            f"{' '.join(self.path)} stands on what would be dropped, and is not managed:"
            " drop it yourself first, and make it again after"
        )

    def drop(self, context: Context) -> Iterator[Step]:
        raise PlanError(
            f"{' '.join(self.path)} stands on what would be dropped, and is not managed:"
            " drop it yourself first"
        )
