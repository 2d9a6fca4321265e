"""models.py in SQLAlchemy's style: a declarative class for every table, a Table for every view.

What SQLAlchemy can say is there: types, keys, constraints, indexes, comments, schemas, sequences.
What it has no word for is named at the head of the file, and is schema.sql's to make. Tables of
others and views are in a MetaData of their own, so that `create_all` leaves them alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...kinds.column import Column
from ...kinds.domain import Domain
from ...kinds.domain_check import DomainCheck
from ...kinds.enum import Enum
from ...kinds.foreign_key import ForeignKey
from ...kinds.key import PrimaryKey
from ...kinds.sequence import Sequence
from ...kinds.sequence_owner import SequenceOwner
from ...kinds.table import Table
from ...model import Model, Object
from ...ref import Ref
from ...sql import name as sql_name
from ..python import naming
from ..python.known import Known
from ..python.layout import Doc, Group, call, keyword, laid
from ..python.module import banner, constant, exported, json_alias, line, sets
from ..python.records import Field, Record, Style, records
from ..python.spelling import imports, split_type, words
from ..python.text import docstring, string
from .parts import column_words, part, sql
from .types import OTHER, OTHER_CLASS, labels, sql_type

_OURS = ("Base", "EXTERNAL", "VIEWS", OTHER, "UserDefinedType")
_NAMES = ("DeclarativeBase", "Mapped", "mapped_column")
_TAKEN = frozenset({"metadata", "registry", "sa", "pg", "type_annotation_map", *_NAMES, *_OURS})
_HOMES = (
    ("sqlalchemy.dialects", ("pg",)),
    ("sqlalchemy.orm", _NAMES),
    ("sqlalchemy.types", ("UserDefinedType",)),
)
# Kinds that `create_all` makes, or that say something of what it makes.
_SAID = frozenset(
    {"table", "column", "primary_key", "unique", "check", "foreign_key", "exclude", "index", "enum"}
    | {"domain", "domain_check", "sequence", "schema", "extension"}
    | {"view", "query", "sample"}
)


# What SQLAlchemy has no word for, of objects that it makes.
_MORE = {
    "table": ("options", "row_security", "force_row_security"),
    "column": ("storage", "compression", "statistics", "options", "foreign_options"),
    "primary_key": ("options", "tablespace"),
    "unique": ("options", "tablespace"),
    "exclude": ("options", "tablespace"),
    "index": ("statistics", "clustered"),
    "sequence": ("unlogged",),
}
_COMMENTED = frozenset(
    {"table", "column", "primary_key", "unique", "check", "foreign_key", "exclude", "view"}
    | {"view.column"}
)


def _unfit(name: str) -> bool:
    return name in _TAKEN or name.startswith("_")


_STYLE = Style(reserved=frozenset({*_NAMES, *_OURS}), unfit=_unfit)


def render(model: Model) -> str:
    """Return the text of models.py: the same for the same model, as ruff would format it.

    Raises SourceError where two relations are to have one class.
    """
    return "\n".join(_Module(model).lines())


class _Module:
    """The file, put together of what is known of a model."""

    def __init__(self, model: Model) -> None:
        self.model, self.known = model, Known(model)
        self.found = records(model, style=_STYLE)
        self.keys = {o.path[:-1]: o for o in model.values() if isinstance(o, PrimaryKey)}
        self.serials = dict(self._serials())
        self.types = [o for o in _sorted(model, Enum, Domain) if o.ref not in model.external]
        self.externals = [t for t in self.known.tables if self.known.external(t)]
        self.variables = self._variables()
        self.of_table: dict[tuple[str, ...], list[Object]] = {}
        for obj in sorted(model.values(), key=lambda o: (_RANK.get(o.kind, 9), o.path)):
            home = getattr(obj, "table", None) or obj.path[:-1]
            self.of_table.setdefault(tuple(home), []).append(obj)

    def _variables(self) -> dict[Ref, str]:
        """Return the names of what is no class: types, and tables that are plain."""
        plain = [r.ref for r in self.found.records if not self._mapped(r)]
        refs = [*(o.ref for o in self.types), *(t.ref for t in self.externals), *plain]
        wishes = {}
        for ref in refs:
            base = naming.attributes([ref.path[-1].lower()])[ref.path[-1].lower()]
            lead = f"_{base}" if ref.kind in ("enum", "domain") else base
            wishes[ref] = [lead, f"{lead}_{ref.kind}", f"{lead}_of_{_word(ref.path[0])}"]
        taken = {r.name for r in self.found.records} | {a.name for a in self.found.aliases}
        return naming.allot(wishes, taken={*taken, "sa", "pg", *_NAMES, *_OURS})

    def _serials(self) -> Iterator[tuple[tuple[str, ...], Ref]]:
        """Yield the columns that SQLAlchemy makes SERIAL, with the sequences that come of it."""
        tied = {o.columns for o in _sorted(self.model, ForeignKey)}  # type: ignore[attr-defined]
        for owner in _sorted(self.model, SequenceOwner):
            assert isinstance(owner, SequenceOwner)
            column, ref = owner.column, Ref("sequence", owner.path)
            key, made = self.keys.get(column[:-1]), self.model.get(ref)
            there = self.model.get(Ref("column", column))
            if not (key and isinstance(made, Sequence) and isinstance(there, Column)):
                continue
            usual = Sequence(
                path=(*column[:-2], f"{column[-2]}_{column[-1]}_seq"), type=there.type, start=1,
                minimum=1, maximum=_top(there.type),
            )  # fmt: skip
            if key.columns == column[-1:] and made == usual and key.columns not in tied:
                yield column, ref

    def _mapped(self, record: Record) -> bool:
        key = self.keys.get(record.ref.path)
        return key is not None and bool(key.columns) and not _wordless(key)

    def lines(self) -> Iterator[str]:
        """Yield the file, part by part."""
        body = [text for record in self.found.records for text in self._record(record)]
        head = [*self._events(), *self._types(), *self._sequences()]
        outside = [self._external(t) for t in self.externals]
        used = self._used([*body, *head, *outside])
        yield banner(self.model, self.found, *self._unsaid())
        yield ""
        yield from _with_module(imports(used, _HOMES))
        yield ""
        yield from exported(self._exported(used))
        yield ""
        yield constant(self.model)
        yield from json_alias(used)
        yield from ["", *sets(self.found)] if self.found.aliases else []
        base = 'class Base(DeclarativeBase):\n    """What every class of the model stands on."""\n'
        other = [OTHER_CLASS] if OTHER in used else []
        yield _stacked([*other, base, *self._metadata(), *head, *outside, *body])

    def _metadata(self) -> Iterator[str]:
        if self.externals:
            doc = docstring("Tables of others: only what the model knows of them.")
            yield f"EXTERNAL: Final = sa.MetaData()\n{doc}"
        if any(r.ref.kind == "view" for r in self.found.records):
            doc = docstring("Views, to be read from: schema.sql makes them.")
            yield f"VIEWS: Final = sa.MetaData()\n{doc}"

    def _exported(self, used: set[str]) -> Iterator[str]:
        yield from ("SCHEMA_VERSION", "Base")
        yield from (a.name for a in self.found.aliases)
        yield from ("Json",) if "Json" in used else ()
        yield from ("EXTERNAL",) if self.externals else ()
        yield from ("VIEWS",) if any(r.ref.kind == "view" for r in self.found.records) else ()
        yield from (v for ref, v in self.variables.items() if ref.kind in ("table", "view"))
        yield from (r.name for r in self.found.records if self._mapped(r))

    def _used(self, texts: list[str]) -> set[str]:
        mapped = [r for r in self.found.records if self._mapped(r)]
        said = [self._annotation(f, r) for r in mapped for f in r.fields]
        used = (words(said) - {"pg", "Range", "ranges", "MultiRange"}) | {
            "Final",
            "DeclarativeBase",
        }
        used |= {"Literal", "TypeAlias"} if self.found.aliases else set()
        used |= {"Mapped", "mapped_column"} if mapped else set()
        whole = "\n".join([*texts, *said])
        used |= {word for word in ("pg", OTHER) if re.search(rf"\b{word}\b[.(]", whole)}
        used |= {"Any", "UserDefinedType"} if OTHER in used else set()
        used |= {"Any"} if "**how: Any" in whole else set()
        return used | (
            {"Json", "TypeAlias"} if any(re.fullmatch("_*Json", w) for w in used) else set()
        )

    def _unsaid(self) -> Iterator[str]:
        """Yield a paragraph that names what SQLAlchemy has no word for."""
        left = [told for obj in _sorted(self.model, Object) for told in self._left(obj)]
        if left:
            yield f"Not said here, and for schema.sql to make: {', '.join(map(line, left))}."

    def _left(self, obj: Object) -> Iterator[str]:
        if obj.ref in self.model.external or not obj.managed:
            return
        if obj.kind == "comment":
            if obj.path[0] not in _COMMENTED:
                yield str(obj.ref)
        elif obj.kind == "sequence_owner":
            if Ref("sequence", obj.path) not in self.serials.values():
                yield str(obj.ref)
        elif obj.kind not in _SAID or _wordless(obj) or self._second(obj):
            yield str(obj.ref)
        elif more := [f for f in _MORE.get(obj.kind, ()) if getattr(obj, f)]:
            yield f"{obj.ref} ({', '.join(more)})"

    def _second(self, obj: Object) -> bool:
        """True for a check of a domain that is not its first, or has a name that is not usual."""
        if not isinstance(obj, DomainCheck):
            return False
        domain = self.model[Ref("domain", obj.path[:-1])]
        usual = f"{domain.path[-1]}_check"
        named = isinstance(domain, Domain) and domain.not_null and obj.path[-1] != usual
        return named or obj is not self._checks(domain)[0]

    # What is made before the tables.

    def _events(self) -> Iterator[str]:
        made = [
            f"{make} IF NOT EXISTS {sql_name(*ref.path)}"
            for kind, make in (("schema", "CREATE SCHEMA"), ("extension", "CREATE EXTENSION"))
            for ref in sorted(r for r in self.model if r.kind == kind)
            if ref not in self.model.external and ref.path[0] not in ("public", "plpgsql")
        ]
        if made:
            yield "\n".join(
                [
                    '@sa.event.listens_for(Base.metadata, "before_create")',
                    "def _prepare(target: Any, connection: sa.Connection, **how: Any) -> None:",
                    '    """Make what tables stand on."""',
                    *(laid(call("connection.execute", sql(said)), "    ") for said in made),
                ]
            )

    def _types(self) -> Iterator[str]:
        # A domain may be of an enum, or of another domain.
        for obj in sorted(self.types, key=lambda o: (o.kind != "enum", _depth(self.known, o))):
            said = self._enum(obj) if isinstance(obj, Enum) else self._domain(obj)
            yield laid(said._replace(before=f"{self.variables[obj.ref]} = {said.before}"))

    def _enum(self, obj: Enum) -> Group:
        made = labels(obj.labels, _schema(obj.path), obj.path[-1])
        assert isinstance(made, Group)
        return made

    def _domain(self, obj: Object) -> Group:
        assert isinstance(obj, Domain)
        checks = self._checks(obj)
        return call(
            "pg.DOMAIN",
            string(obj.path[-1]),
            self._type(obj.type, None, obj.path[0]),
            schema=_schema(obj.path),
            collation=string(_bare(obj.collation)) if obj.collation else None,
            default=sql(obj.default) if obj.default is not None else None,
            # SQLAlchemy writes the name before NOT NULL, which would have it then.
            constraint_name=string(checks[0].path[-1]) if checks and not obj.not_null else None,
            not_null="True" if obj.not_null else None,
            check=sql(checks[0].expression) if checks else None,
            metadata="Base.metadata",
        )

    def _checks(self, domain: Object) -> list[DomainCheck]:
        return [
            obj
            for obj in _sorted(self.model, DomainCheck)
            if isinstance(obj, DomainCheck) and obj.path[:-1] == domain.path
        ]

    def _sequences(self) -> Iterator[str]:
        for obj in _sorted(self.model, Sequence):
            assert isinstance(obj, Sequence)
            if obj.ref in self.model.external or obj.ref in self.serials.values():
                continue
            top = _top(obj.type)
            yield laid(
                call(
                    "sa.Sequence",
                    string(obj.path[-1]),
                    start=str(obj.start) if obj.start is not None else None,
                    increment=str(obj.increment) if obj.increment != 1 else None,
                    minvalue=str(obj.minimum) if obj.minimum not in (None, 1) else None,
                    maxvalue=str(obj.maximum) if obj.maximum not in (None, top) else None,
                    cycle="True" if obj.cycle else None,
                    cache=str(obj.cache) if obj.cache != 1 else None,
                    schema=_schema(obj.path),
                    data_type=str(self._type(obj.type, None, "public"))
                    if obj.type != "bigint"
                    else None,
                    metadata="Base.metadata",
                )
            )

    # Tables.

    def _external(self, table: Table) -> str:
        columns = [self._plain_column(c) for c in self.known.columns(table.path)]
        return self._table(table.ref, "EXTERNAL", columns)

    def _plain_column(self, column: Column) -> Doc:
        type_ = self._type(column.type, column.collation, column.path[0])
        return call("sa.Column", string(column.path[-1]), type_)

    def _table(self, ref: Ref, metadata: str, columns: Iterable[Doc], *more: Doc) -> str:
        said = call("sa.Table", string(ref.path[-1]), metadata, *columns, *more)
        schema = _schema(ref.path)
        items = (*said.items, *([keyword("schema", schema)] if schema else []))
        return laid(Group(f"{self.variables[ref]} = {said.before}", items))

    def _record(self, record: Record) -> Iterator[str]:
        if record.ref.kind == "view":
            types = [
                (f.column, self._type(f.type, None, record.ref.path[0])) for f in record.fields
            ]
            columns = [call("sa.Column", string(name), type_) for name, type_ in types]
            yield self._table(record.ref, "VIEWS", columns)
        elif self._mapped(record):
            yield "\n".join(self._class(record)) + "\n"
        else:
            full = [self._full_column(c) for c in self.known.columns(record.ref.path)]
            said = [(key.strip('"'), value) for key, value in self._options(record)]
            options = [keyword(key, value) for key, value in said if key != "schema"]
            yield self._table(
                record.ref, "Base.metadata", full, *self._parts(record.ref.path), *options
            )

    def _full_column(self, column: Column) -> Doc:
        made = self._plain_column(column)
        assert isinstance(made, Group)
        words_ = column_words(column, self.known.null(column), False)
        return made._replace(items=(*made.items, *words_, *self._comment(column)))

    def _class(self, record: Record) -> Iterator[str]:
        doc = f"A row of {line(record.source)}."
        yield f"class {record.name}(Base):"
        yield docstring(f"{record.doc}\n\n{doc}" if record.doc.strip() else doc, "    ")
        yield ""
        yield f"    __tablename__ = {string(record.ref.path[-1])}"
        options = [f"{key}: {value}" for key, value in self._options(record)]
        parts = [*self._parts(record.ref.path)]
        if parts:
            parts += [Group("{", tuple(options), "}")] if options else []
            yield laid(Group("__table_args__ = (", tuple(parts)), "    ")
        elif options:
            yield laid(Group("__table_args__ = {", tuple(options), "}"), "    ")
        yield ""
        columns = {c.path[-1]: c for c in self.known.columns(record.ref.path)}
        for field in record.fields:
            yield from self._attribute(field, columns[field.column], record)

    def _attribute(self, field: Field, column: Column, record: Record) -> Iterator[str]:
        key = field.column in self.keys[record.ref.path].columns
        name = [string(field.column)] if field.attribute != field.column else []
        type_ = self._type(column.type, column.collation, column.path[0])
        column = replace(column, default=None) if column.path in self.serials else column
        words_ = [*column_words(column, field.null, key), *self._comment(column)]
        if column.path in self.serials:
            words_.remove("autoincrement=False")
        made = call("mapped_column", *name, type_, *words_)
        said = f"{field.attribute}: Mapped[{self._annotation(field, record)}] = "
        yield laid(made._replace(before=said + made.before), "    ")
        if field.doc.strip():
            yield docstring(field.doc.strip(), "    ")

    def _annotation(self, field: Field, record: Record) -> str:
        inner = re.sub(r"\b_*Range\b", "pg.Range", field.inner)
        inner = re.sub(r"\b_*Multirange\b", "pg.ranges.MultiRange", inner)
        plain, _, depth = split_type(field.type)
        if depth and self.known.enum(plain, record.ref.path[0]):
            inner = "list[" * depth + "str" + "]" * depth
        return inner + (" | None" if field.null else "")

    def _comment(self, column: Column) -> Iterator[Doc]:
        if text := self.known.comment("column", column.path):
            yield f"comment={string(text)}"

    def _parts(self, home: tuple[str, ...]) -> Iterator[Doc]:
        for obj in self.of_table.get(home, ()):
            said = None if _wordless(obj) else part(obj, self._target)
            if isinstance(said, Group):
                if text := self.known.comment(obj.kind, obj.path) if obj.kind != "index" else "":
                    said = said._replace(items=(*said.items, f"comment={string(text)}"))
                yield said

    def _target(self, table: tuple[str, ...], column: str) -> str:
        ref = Ref("table", table)
        if ref in self.model.external:
            dotted = naming.is_attribute(column) and not hasattr(dict, column)
            return f"{self.variables[ref]}.c" + (f".{column}" if dotted else f"[{string(column)}]")
        home = [] if table[0] == "public" else [table[0]]
        return string(".".join([*home, table[1], column]))

    def _options(self, record: Record) -> Iterator[tuple[str, str]]:
        """Yield what is said of a table as a whole."""
        table = self.model[record.ref]
        assert isinstance(table, Table)
        if record.doc:
            yield '"comment"', string(record.doc)
        if table.unlogged:
            yield '"prefixes"', '["UNLOGGED"]'
        if table.partition_by:
            yield '"postgresql_partition_by"', string(table.partition_by)
        if table.tablespace:
            yield '"postgresql_tablespace"', string(table.tablespace)
        if table.access_method:
            yield '"postgresql_using"', string(table.access_method)
        if schema := _schema(record.ref.path):
            yield '"schema"', schema

    def _type(self, type_: str, collation: str | None, schema: str) -> Doc:
        def named(plain: str) -> str | None:
            found = self.known.enum(plain, schema) or self.known.domain(plain, schema)
            return self.variables.get(found.ref) if found else None

        return sql_type(type_, collation, named)


_RANK = {k: i for i, k in enumerate(("primary_key", "unique", "foreign_key", "check", "exclude"))}


def _sorted(model: Model, *kinds: type[Object]) -> list[Object]:
    return [obj for _, obj in sorted(model.items()) if isinstance(obj, kinds)]


def _top(type_: str) -> int:
    """Return the greatest value of a sequence's type."""
    return int(2 ** {"smallint": 15, "integer": 31}.get(type_, 63)) - 1


def _schema(path: tuple[str, ...]) -> str | None:
    """Return a schema as SQLAlchemy is told it: the one that is there always is not named."""
    return None if path[0] == "public" else string(path[0])


def _word(name: str) -> str:
    return re.sub(r"\W", "_", name.lower())


def _bare(collation: str) -> str:
    return collation.rpartition(".")[2].strip('"')


def _depth(known: Known, obj: Object) -> int:
    """Return how many domains a domain stands on."""
    depth, seen = 0, {obj.path}
    while isinstance(obj, Domain):
        found = known.domain(split_type(obj.type)[0], obj.path[0])
        if found is None or found.path in seen:
            break
        depth, obj = depth + 1, found
        seen.add(obj.path)
    return depth


def _wordless(obj: Object) -> bool:
    """True for what has something that SQLAlchemy cannot say at all: schema.sql makes it."""
    if isinstance(obj, Table):
        return bool(obj.partition_of or obj.server or obj.inherits or obj.of)
    return (
        any(getattr(obj, field, None) for field in ("no_inherit", "without_overlaps", "period"))
        or getattr(obj, "enforced", True) is False
    )


def _stacked(blocks: Iterable[str]) -> str:
    """Return statements one below the other, with two empty lines around each class."""
    text, after = "", False
    for block in blocks:
        is_class = block.startswith(("class ", "@"))
        text += ("\n\n" if is_class or after else "") + block.rstrip("\n") + "\n"
        after = is_class
    return text


def _with_module(lines: Iterable[str]) -> Iterator[str]:
    """Yield the imports, with that of SQLAlchemy itself before its parts'."""
    begun = False
    for said in lines:
        if said.startswith("from sqlalchemy") and not begun:
            begun = True
            yield "import sqlalchemy as sa"
        yield said.replace("dialects import pg", "dialects import postgresql as pg")
