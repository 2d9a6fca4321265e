"""The catalog query of columns."""

from __future__ import annotations

from ..sql import tables, visible

# What the sequence of a column is without a word: most are, and then there is nothing to tell.
_TERMS = """
    case when s.terms is null or s.terms = array[1, 1, 1, case a.atttypid
                when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647
                else 9223372036854775807 end, 1, 0]
         then '{}' else s.terms end
"""
_STORAGE = "case a.attstorage when 'p' then 'plain' when 'e' then 'external'"


def columns(major: int) -> str:
    """Return the query that reads the columns of tables, but for what is inherited as it is."""
    compression = "a.attcompression" if major >= 14 else "''"
    named, waits, alone, constraint = "null", "false", "false", ""
    if major >= 18:
        named, waits, alone, constraint = (
            "nn.conname",
            "coalesce(not nn.convalidated, false)",
            "coalesce(nn.connoinherit, false)",
            "left join pg_constraint nn on nn.conrelid = c.oid and nn.contype = 'n'"
            " and nn.conkey[1] = a.attnum",
        )
    inherited = "(c.reloftype <> 0 or a.attinhcount > 0 and (c.relispartition or not a.attislocal))"
    return f"""
            select c.oid, a.attnum as sub, array[n.nspname, c.relname, a.attname] as path,
                   format_type(a.atttypid, a.atttypmod) as type,
                   {visible("cn", "co.collname")} as collation,
                   a.attnotnull as not_null, {named} as not_null_name,
                   {waits} as not_null_not_valid, {alone} as not_null_no_inherit,
                   case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid)
                   end as default,
                   case a.attidentity when 'a' then 'always' when 'd' then 'by default'
                   end as identity,
                   {_TERMS} as identity_options, s.name as identity_sequence,
                   case when s.persistence <> c.relpersistence then s.persistence = 'u' end
                       as identity_unlogged,
                   case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid)
                   end as generated,
                   a.attgenerated = 'v' as virtual,
                   case when a.attstorage <> t.typstorage then {_STORAGE}
                        when 'm' then 'main' else 'extended' end end as storage,
                   case {compression}::text when 'p' then 'pglz' when 'l' then 'lz4'
                   end as compression,
                   nullif(a.attstattarget, -1) as statistics,
                   case when a.attoptions is null then '{{}}' else
                       array(select o from unnest(a.attoptions) o
                             where o not like 'pg_attver=%' order by 1) end as options,
                   case when a.attfdwoptions is null then '{{}}' else
                       array(select o from unnest(a.attfdwoptions) o order by 1) end
                       as foreign_options,
                   {inherited} as inherited, a.attnum::int as position
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            left join pg_collation co on co.oid = a.attcollation and co.oid <> t.typcollation
            left join pg_namespace cn on cn.oid = co.collnamespace
            left join (
                select dep.refobjid, dep.refobjsubid,
                       array[s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                             s.seqcycle::int] as terms, sc.relname as name,
                       sc.relpersistence as persistence
                from pg_depend dep join pg_sequence s on s.seqrelid = dep.objid
                join pg_class sc on sc.oid = dep.objid
                where dep.classid = 'pg_class'::regclass and dep.deptype = 'i'
                  and dep.refclassid = 'pg_class'::regclass
            ) s on s.refobjid = a.attrelid and s.refobjsubid = a.attnum
            left join (
                select distinct on (i.inhrelid, pa.attname) i.inhrelid, pa.*,
                       pg_get_expr(pd.adbin, pd.adrelid) as expression
                from pg_inherits i
                join pg_attribute pa
                  on pa.attrelid = i.inhparent and pa.attnum > 0 and not pa.attisdropped
                left join pg_attrdef pd on pd.adrelid = pa.attrelid and pd.adnum = pa.attnum
                order by i.inhrelid, pa.attname, i.inhseqno
            ) p on p.inhrelid = c.oid and p.attname = a.attname
            {constraint}
            where a.attnum > 0 and not a.attisdropped
              and not ({inherited} and p.inhrelid is not null
                       and a.attnotnull = p.attnotnull and a.attstorage = p.attstorage
                       and a.attstattarget is not distinct from p.attstattarget
                       and a.attoptions is not distinct from p.attoptions
                       and a.attfdwoptions is null
                       and {compression}::text = {compression.replace("a.", "p.")}::text
                       and pg_get_expr(d.adbin, d.adrelid) is not distinct from p.expression)
              and not (c.reloftype <> 0 and not a.attnotnull and d.oid is null
                       and a.attidentity = '' and a.attstorage = t.typstorage
                       and nullif(a.attstattarget, -1) is null and a.attoptions is null
                       and {compression} = '')
              and {tables("c", "n")}
        """
