"""Publications of logical replication."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..ref import Ref
from ..sql import name, names, no_member, outside, split, text, unquoted
from ..step import Step
from ..written import Item

_EVERY = ("delete", "insert", "truncate", "update")


class Publication(Object):
    """Which changes of which tables are sent (manual, CREATE PUBLICATION).

    Each of `tables` is a qualified name with what may follow it: (columns), WHERE (condition).
    """

    kind = "publication"
    only_if = "pg_publication"
    section = "publications"
    address = "pg_publication"
    word = "PUBLICATION"
    elevated = True  # some are, and each is made and altered by its owner alone
    in_place = frozenset({"tables", "schemas", "publish", "via_root", "generated"})

    all_tables: bool = False
    tables: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    publish: tuple[str, ...] = _EVERY
    via_root: bool = False
    generated: str | None = None  # stored: generated columns too

    @classmethod
    def catalog(cls, major: int) -> str:
        columns = """coalesce(' (' || (select string_agg(quote_ident(a.attname), ', '
                        order by a.attnum) from pg_attribute a
                        where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)) || ')', '')
                     || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')"""
        schemas = """array(select n.nspname from pg_publication_namespace s
                           join pg_namespace n on n.oid = s.pnnspid
                           where s.pnpubid = p.oid order by 1)"""
        generated = "case p.pubgencols when 's' then 'stored' end" if major >= 18 else "null"
        return f"""
            select p.oid, 0 as sub, array[p.pubname] as path, p.puballtables as all_tables,
                   array(select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                                || {columns if major >= 15 else "''"}
                         from pg_publication_rel r
                         join pg_class c on c.oid = r.prrelid
                         join pg_namespace n on n.oid = c.relnamespace
                         where r.prpubid = p.oid order by 1) as tables,
                   {schemas if major >= 15 else "'{}'::text[]"} as schemas,
                   array_remove(array[case when p.pubdelete then 'delete' end,
                                      case when p.pubinsert then 'insert' end,
                                      case when p.pubtruncate then 'truncate' end,
                                      case when p.pubupdate then 'update' end], null) as publish,
                   p.pubviaroot as via_root, {generated} as generated
            from pg_publication p
            where {no_member("pg_publication", "p.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        for key in ("tables", "schemas", "publish"):
            if key in body:
                said = body[key]
                body[key] = said.list_of(*sorted(said.strings()))
        if "tables" in body:
            for table in body["tables"].strings():
                if "." not in table.split("(")[0]:
                    raise body["tables"].wrong(f"say in which schema: `schema.{table}`")
        yield Spread(cls.kind, home, name, body)

    def needs(self) -> Iterator[Ref]:
        for table in self.tables:
            end = next((i for i in outside(table) if table[i] == " "), len(table))
            yield Ref("table", tuple(unquoted(p) for p in split(table[:end], ".")))
        for schema in self.schemas:
            yield Ref("schema", (schema,))

    def create(self, context: Context) -> Iterator[Step]:
        what = " FOR ALL TABLES" if self.all_tables else ""
        if self._members():
            what = f" FOR {self._members()}"
        yield Step(
            sql=f"CREATE PUBLICATION {self.spelled}{what}{self._options(Publication(path=()))}",
        )

    def _members(self) -> str:
        told = [f"TABLE {', '.join(self.tables)}"] if self.tables else []
        told += [f"TABLES IN SCHEMA {names(self.schemas)}"] if self.schemas else []
        return ", ".join(told)

    def _options(self, was: Publication) -> str:
        told = []
        if self.publish != was.publish:
            told.append(f"publish = {text(', '.join(self.publish))}")
        if self.via_root != was.via_root:
            told.append(f"publish_via_partition_root = {str(self.via_root).lower()}")
        if self.generated != was.generated:
            told.append(f"publish_generated_columns = {self.generated or 'none'}")
        return f" WITH ({', '.join(told)})" if told else ""

    def can_alter(self, was: Publication, major: int) -> bool:
        emptied = bool(was._members()) and not self._members()
        return self.all_tables == was.all_tables and not emptied

    def alter(self, was: Publication, context: Context) -> Iterator[Step]:
        if self._members() != was._members():
            yield self._set(f" {self._members()}")
        if options := self._options(was):
            yield self._set(options.removeprefix(" WITH"))

    def _set(self, what: str) -> Step:
        return Step(sql=f"ALTER PUBLICATION {name(*self.path)} SET{what}")
