"""What is there and no kind describes: seen, named in every report, and never touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import PlanError
from ..model import Context, Object
from ..sql import no_member, ours
from ..step import Step

# Each part lists the objects of one system catalog that no other kind reads.
_PLAIN = "c.relkind = 'r' and not c.relispartition and c.reloftype = 0"
_PARTS = {
    "pg_class": f"""select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where {ours("n")} and c.relkind in ('r', 'm', 'p', 'f')
          and not ({_PLAIN} and c.oid not in (select inhrelid from pg_inherits))
        union all
        select i.oid from pg_class i join pg_index x on x.indexrelid = i.oid
        join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
        where {ours("n")} and c.relkind in ('m', 'p', 'r')
          and not ({_PLAIN} and c.oid not in (select inhrelid from pg_inherits))""",
    "pg_proc": f"""select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where {ours("n")}""",
    "pg_type": f"""select t.oid from pg_type t join pg_namespace n on n.oid = t.typnamespace
        left join pg_class c on c.oid = t.typrelid
        where {ours("n")} and t.typtype not in ('e', 'p', 'm') and t.typelem = 0
          and (t.typrelid = 0 or c.relkind = 'c')""",
    "pg_trigger": f"""select t.oid from pg_trigger t join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        where not t.tgisinternal and {ours("n")}""",
    "pg_policy": f"""select p.oid from pg_policy p join pg_class c on c.oid = p.polrelid
        where not ({_PLAIN} and c.oid not in (select inhrelid from pg_inherits))""",
    "pg_rewrite": f"""select r.oid from pg_rewrite r join pg_class c on c.oid = r.ev_class
        join pg_namespace n on n.oid = c.relnamespace
        where r.rulename <> '_RETURN' and {ours("n")}""",
    "pg_statistic_ext": "select s.oid from pg_statistic_ext s",
    "pg_collation": f"""select l.oid from pg_collation l
        join pg_namespace n on n.oid = l.collnamespace where {ours("n")}""",
    "pg_operator": f"""select o.oid from pg_operator o
        join pg_namespace n on n.oid = o.oprnamespace where {ours("n")}""",
    "pg_opclass": f"""select o.oid from pg_opclass o
        join pg_namespace n on n.oid = o.opcnamespace where {ours("n")}""",
    "pg_opfamily": f"""select o.oid from pg_opfamily o
        join pg_namespace n on n.oid = o.opfnamespace where {ours("n")}""",
    "pg_conversion": f"""select o.oid from pg_conversion o
        join pg_namespace n on n.oid = o.connamespace where {ours("n")}""",
    "pg_ts_config": f"""select o.oid from pg_ts_config o
        join pg_namespace n on n.oid = o.cfgnamespace where {ours("n")}""",
    "pg_ts_dict": f"""select o.oid from pg_ts_dict o
        join pg_namespace n on n.oid = o.dictnamespace where {ours("n")}""",
    "pg_ts_parser": f"""select o.oid from pg_ts_parser o
        join pg_namespace n on n.oid = o.prsnamespace where {ours("n")}""",
    "pg_ts_template": f"""select o.oid from pg_ts_template o
        join pg_namespace n on n.oid = o.tmplnamespace where {ours("n")}""",
    "pg_language": "select o.oid from pg_language o where o.oid >= 16384",
    "pg_cast": "select o.oid from pg_cast o where o.oid >= 16384",
    "pg_am": "select o.oid from pg_am o where o.oid >= 16384",
    "pg_transform": "select o.oid from pg_transform o where o.oid >= 16384",
    "pg_event_trigger": "select o.oid from pg_event_trigger o",
    "pg_foreign_data_wrapper": "select o.oid from pg_foreign_data_wrapper o",
    "pg_foreign_server": "select o.oid from pg_foreign_server o",
    "pg_publication": "select o.oid from pg_publication o",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Unmanaged(Object):
    """An object of a kind not described yet. Its path is what pg_identify_object says of it."""

    kind = "unmanaged"
    managed = False

    @classmethod
    def catalog(cls, major: int) -> str:
        parts = " union all ".join(
            f"select '{catalog}' as address, x.oid from ({query}) x"
            f" where {no_member(catalog, 'x.oid')}"
            for catalog, query in _PARTS.items()
        )
        return f"""
            select x.oid, 0 as sub, array[o.type, o.identity] as path,
                   x.address
            from ({parts}) x, pg_identify_object(x.address::regclass, x.oid, 0) o
        """

    def __str__(self) -> str:
        return " ".join(self.path)

    def create(self, context: Context) -> Iterator[Step]:
        raise PlanError(
            f"{' '.join(self.path)} stands on what would be dropped, and is not managed yet:"
            " drop it yourself first, and make it again after"
        )

    def drop(self, context: Context) -> Iterator[Step]:
        raise PlanError(
            f"{' '.join(self.path)} stands on what would be dropped, and is not managed yet:"
            " drop it yourself first"
        )
