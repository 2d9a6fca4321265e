"""Tables: a declarative class where there is a primary key, a Table where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...kinds.column import Column
from ...kinds.table import Table
from ...record import replace
from ...ref import Ref
from ..python.layout import Doc, Group, call, keyword, laid
from ..python.module import line
from ..python.records import Field, Record
from ..python.text import docstring, string
from .context import Context, schema_of, wordless
from .parts import column_words, part


def external(context: Context, table: Table) -> str:
    """Return a table that is not for us to make, with the columns that are known."""
    columns = [_plain_column(context, c) for c in context.known.columns(table.path)]
    return _table(context, table.ref, "EXTERNAL", columns)


def _plain_column(context: Context, column: Column) -> Doc:
    type_ = context.type(column.type, column.collation, column.path[0])
    return call("sa.Column", string(column.path[-1]), type_)


def _table(context: Context, ref: Ref, metadata: str, columns: Iterable[Doc], *more: Doc) -> str:
    said = call("sa.Table", string(ref.path[-1]), metadata, *columns, *more)
    schema = schema_of(ref.path)
    items = (*said.items, *([keyword("schema", schema)] if schema else []))
    return laid(Group(f"{context.variables[ref]} = {said.before}", items))


def record_of(context: Context, record: Record) -> Iterator[str]:
    """Yield a table or view; one that is made elsewhere has been said."""
    if record.ref.kind == "view":
        types = [(f.column, context.type(f.type, None, record.ref.path[0])) for f in record.fields]
        columns = [call("sa.Column", string(name), type_) for name, type_ in types]
        yield _table(context, record.ref, "VIEWS", columns)
    elif record.ref in context.foreign:
        return
    elif context.mapped(record):
        yield "\n".join(_class(context, record)) + "\n"
    else:
        full = [_full_column(context, c) for c in context.known.columns(record.ref.path)]
        said = [(key.strip('"'), value) for key, value in _options(context, record)]
        options = [keyword(key, value) for key, value in said if key != "schema"]
        yield _table(
            context, record.ref, "Base.metadata", full, *_parts(context, record.ref.path), *options
        )


def _full_column(context: Context, column: Column) -> Doc:
    made = _plain_column(context, column)
    assert isinstance(made, Group)
    words_ = column_words(column, context.known.null(column), False)
    return made._replace(items=(*made.items, *words_, *_comment(context, column)))


def _class(context: Context, record: Record) -> Iterator[str]:
    doc = f"A row of {line(record.source)}."
    yield f"class {record.name}(Base):"
    yield docstring(f"{record.doc}\n\n{doc}" if record.doc.strip() else doc, "    ")
    yield ""
    yield f"    __tablename__ = {string(record.ref.path[-1])}"
    options = [f"{key}: {value}" for key, value in _options(context, record)]
    parts = [*_parts(context, record.ref.path)]
    if parts:
        parts += [Group("{", tuple(options), "}")] if options else []
        yield laid(Group("__table_args__ = (", tuple(parts)), "    ")
    elif options:
        yield laid(Group("__table_args__ = {", tuple(options), "}"), "    ")
    yield ""
    columns = {c.path[-1]: c for c in context.known.columns(record.ref.path)}
    for field in record.fields:
        yield from _attribute(context, field, columns[field.column], record)


def _attribute(context: Context, field: Field, column: Column, record: Record) -> Iterator[str]:
    key = field.column in context.keys[record.ref.path].columns
    name = [string(field.column)] if field.attribute != field.column else []
    type_ = context.type(column.type, column.collation, column.path[0])
    column = replace(column, default=None) if column.path in context.serials else column
    words_ = [*column_words(column, field.null, key), *_comment(context, column)]
    if column.path in context.serials:
        words_.remove("autoincrement=False")
    made = call("mapped_column", *name, type_, *words_)
    said = f"{field.attribute}: Mapped[{context.annotation(field, record)}] = "
    yield laid(made._replace(before=said + made.before), "    ")
    if field.doc.strip():
        yield docstring(field.doc.strip(), "    ")


def _comment(context: Context, column: Column) -> Iterator[Doc]:
    if text := context.known.comment("column", column.path):
        yield f"comment={string(text)}"


def _parts(context: Context, home: tuple[str, ...]) -> Iterator[Doc]:
    for obj in context.of_table.get(home, ()):
        said = None if wordless(obj) else part(obj, context.target)
        if isinstance(said, Group):
            if text := context.known.comment(obj.kind, obj.path) if obj.kind != "index" else "":
                said = said._replace(items=(*said.items, f"comment={string(text)}"))
            yield said


def _options(context: Context, record: Record) -> Iterator[tuple[str, str]]:
    """Yield what is said of a table as a whole."""
    table = context.model[record.ref]
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
    if schema := schema_of(record.ref.path):
        yield '"schema"', schema
