"""Full text search: parsers, templates, dictionaries and configurations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import Context
from ..objects import Object, Spread
from ..record import fields, written
from ..sql import name, named, no_member, options, ours, split, unless, unquoted, visible
from ..sql import name as quoted
from ..step import Step
from ..written import Item


class TextSearchParser(Object):
    """What takes a text apart into tokens: functions in C (manual, 12.5)."""

    kind = "text_search_parser"
    only_if = "pg_ts_parser where oid >= 16384"
    section = "text_search_parsers"
    within = "schema"
    address = "pg_ts_parser"
    word = "TEXT SEARCH PARSER"
    elevated = True

    start: str
    gettoken: str
    end: str
    headline: str | None = None
    lextypes: str

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select p.oid, 0 as sub, array[n.nspname, p.prsname] as path,
                   p.prsstart::regproc::text as start, p.prstoken::regproc::text as gettoken,
                   p.prsend::regproc::text as end,
                   nullif(p.prsheadline::regproc::text, '-') as headline,
                   p.prslextype::regproc::text as lextypes
            from pg_ts_parser p join pg_namespace n on n.oid = p.prsnamespace
            where {ours("n")} and {no_member("pg_ts_parser", "p.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        yield _made(self, "pg_ts_parser", "prs", _functions(self))


class TextSearchTemplate(Object):
    """What dictionaries are made of: functions in C (manual, 12.6)."""

    kind = "text_search_template"
    only_if = "pg_ts_template where oid >= 16384"
    section = "text_search_templates"
    within = "schema"
    address = "pg_ts_template"
    word = "TEXT SEARCH TEMPLATE"
    elevated = True

    init: str | None = None
    lexize: str

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select t.oid, 0 as sub, array[n.nspname, t.tmplname] as path,
                   nullif(t.tmplinit::regproc::text, '-') as init,
                   t.tmpllexize::regproc::text as lexize
            from pg_ts_template t join pg_namespace n on n.oid = t.tmplnamespace
            where {ours("n")} and {no_member("pg_ts_template", "t.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        yield _made(self, "pg_ts_template", "tmpl", _functions(self))


class TextSearchDictionary(Object):
    """What makes lexemes of tokens: a template and its options (manual, 12.6)."""

    kind = "text_search_dictionary"
    only_if = "pg_ts_dict where oid >= 16384"
    section = "text_search_dictionaries"
    within = "schema"
    short = "template"
    address = "pg_ts_dict"
    word = "TEXT SEARCH DICTIONARY"
    in_place = frozenset({"options"})

    template: str
    options: tuple[str, ...] = ()

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select d.oid, 0 as sub, array[n.nspname, d.dictname] as path,
                   {visible("tn", "t.tmplname")} as template,
                   d.dictinitoption as options
            from pg_ts_dict d
            join pg_namespace n on n.oid = d.dictnamespace
            join pg_ts_template t on t.oid = d.dicttemplate
            join pg_namespace tn on tn.oid = t.tmplnamespace
            where {ours("n")} and {no_member("pg_ts_dict", "d.oid")}
        """

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> TextSearchDictionary:
        pairs = (split(said, "=") for said in split(row["options"] or ""))
        told = (f"{unquoted(key)}={_plain(value)}" for key, value in pairs)
        return cls(**{**row, "options": tuple(sorted(told))})

    def create(self, context: Context) -> Iterator[Step]:
        said = [f"TEMPLATE = {self.template}", *([options(self.options)] if self.options else [])]
        yield _made(self, "pg_ts_dict", "dict", said)

    def alter(self, was: TextSearchDictionary, context: Context) -> Iterator[Step]:
        kept = {o.partition("=")[0] for o in self.options}
        said = [options([o]) for o in self.options if o not in was.options]
        said += [quoted(o) for o in (w.partition("=")[0] for w in was.options) if o not in kept]
        yield Step(sql=f"ALTER {self.word} {self.spelled} ({', '.join(said)})")


class TextSearchConfiguration(Object):
    """Which dictionaries see which tokens (manual, 12.7).

    Each of `mappings` is `token WITH dictionaries`. In a model file it may be a copy of another,
    with other mappings for some tokens.
    """

    kind = "text_search_configuration"
    only_if = "pg_ts_config where oid >= 16384"
    section = "text_search_configurations"
    within = "schema"
    address = "pg_ts_config"
    word = "TEXT SEARCH CONFIGURATION"
    in_place = frozenset({"mappings"})

    parser: str = ""
    mappings: tuple[str, ...] = ()
    copy: str | None = written()

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select c.oid, 0 as sub, array[n.nspname, c.cfgname] as path,
                   {visible("pn", "p.prsname")} as parser,
                   array(select t.alias || ' WITH ' || (
                             select string_agg(m.mapdict::regdictionary::text, ', '
                                               order by m.mapseqno)
                             from pg_ts_config_map m
                             where m.mapcfg = c.oid and m.maptokentype = t.tokid)
                         from ts_token_type(c.cfgparser) t
                         where t.tokid in (select maptokentype from pg_ts_config_map
                                           where mapcfg = c.oid)
                         order by t.alias collate "C") as mappings
            from pg_ts_config c
            join pg_namespace n on n.oid = c.cfgnamespace
            join pg_ts_parser p on p.oid = c.cfgparser
            join pg_namespace pn on pn.oid = p.prsnamespace
            where {ours("n")} and {no_member("pg_ts_config", "c.oid")}
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if ("parser" in body) == ("copy" in body):
            raise item.wrong("say either its `parser` or which configuration it is a `copy` of")
        if "mappings" in body:
            said = body["mappings"]
            told = [
                f"{token} WITH {', '.join(dictionaries.strings())}"
                for tokens, dictionaries in said.mapping().items()
                for token in split(tokens)
            ]
            body["mappings"] = said.list_of(*sorted(told))
        yield Spread(cls.kind, home, name, body)

    def create(self, context: Context) -> Iterator[Step]:
        copied = self.copy and not self.parser  # what was read back knows all its mappings
        said = f"COPY = {self.copy}" if copied else f"PARSER = {self.parser}"
        yield _made(self, "pg_ts_config", "cfg", [said])
        for tokens, dictionaries in _together(self._by_token()):
            # Run again, or where a copy has the tokens, they are mapped anew.
            drop = self._map(f"DROP MAPPING IF EXISTS FOR {tokens}")
            add = self._map(f"ADD MAPPING FOR {tokens} WITH {dictionaries}")
            if copied:
                yield drop
                yield add
            else:
                yield Step(sql=add.sql, once=f"{drop.sql};\n{add.sql}")

    def alter(self, was: TextSearchConfiguration, context: Context) -> Iterator[Step]:
        now, then = self._by_token(), was._by_token()
        fresh = {token: said for token, said in now.items() if token not in then}
        other = {token: said for token, said in now.items() if then.get(token, said) != said}
        for verb, changed in (("ADD", fresh), ("ALTER", other)):
            for tokens, dictionaries in _together(changed):
                yield self._map(f"{verb} MAPPING FOR {tokens} WITH {dictionaries}")
        if gone := [token for token in then if token not in now]:
            yield self._map(f"DROP MAPPING FOR {', '.join(gone)}")

    def _by_token(self) -> dict[str, str]:
        parts = (mapping.partition(" WITH ") for mapping in self.mappings)
        return {name(token): dictionaries for token, _, dictionaries in parts}

    def _map(self, what: str) -> Step:
        return Step(sql=f"ALTER {self.word} {self.spelled} {what}")


def _together(mappings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield tokens that have the same dictionaries, and these."""
    for said in dict.fromkeys(mappings.values()):
        yield ", ".join(token for token, s in mappings.items() if s == said), said


def _plain(value: str) -> str:
    """Return an option's value as it is, of one that may be quoted as a string."""
    if value.startswith("E'"):
        value = value[1:].replace("\\\\", "\\")
    return value[1:-1].replace("''", "'") if value.startswith("'") else value


def _functions(obj: Object) -> list[str]:
    found = (
        (f.name, getattr(obj, f.name)) for f in fields(type(obj)) if f.compared and f.name != "path"
    )
    return [f"{key.upper()} = {function}" for key, function in found if function]


def _made(obj: Object, catalog: str, prefix: str, said: list[str]) -> Step:
    lines = ",\n".join(f"    {line}" for line in said)
    sql = f"CREATE {obj.word} {obj.spelled} (\n{lines}\n)"
    return Step(sql=sql, once=unless(named(catalog, prefix, *obj.path), sql))
