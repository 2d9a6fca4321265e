"""What is made before the tables: schemas, extensions, types, sequences."""

from __future__ import annotations

from collections.abc import Iterator

from ...kinds.domain import Domain
from ...kinds.enum import Enum
from ...kinds.sequence import Sequence
from ...sql import name as sql_name
from ..python.known import Known
from ..python.layout import Group, call, laid
from ..python.spelling import split_type
from ..python.text import string
from .context import Context, ordered, schema_of, top
from .parts import sql
from .types import labels


def events(context: Context) -> Iterator[str]:
    """Yield what makes schemas and extensions before all else."""
    made = [
        f"{make} IF NOT EXISTS {sql_name(*ref.path)}"
        for kind, make in (("schema", "CREATE SCHEMA"), ("extension", "CREATE EXTENSION"))
        for ref in sorted(r for r in context.model if r.kind == kind)
        if ref not in context.model.external and ref.path[0] not in ("public", "plpgsql")
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


def types(context: Context) -> Iterator[str]:
    """Yield enums and domains, each after what it stands on."""
    for obj in sorted(context.types, key=lambda o: (o.kind != "enum", _depth(context.known, o))):
        said = _enum(obj) if isinstance(obj, Enum) else _domain(context, obj)
        yield laid(said._replace(before=f"{context.variables[obj.ref]} = {said.before}"))


def _enum(obj: Enum) -> Group:
    made = labels(obj.labels, schema_of(obj.path), obj.path[-1])
    assert isinstance(made, Group)
    return made


def _domain(context: Context, obj: Domain) -> Group:
    checks = context.checks(obj)
    return call(
        "pg.DOMAIN",
        string(obj.path[-1]),
        context.type(obj.type, None, obj.path[0]),
        schema=schema_of(obj.path),
        collation=string(_bare(obj.collation)) if obj.collation else None,
        default=sql(obj.default) if obj.default is not None else None,
        # SQLAlchemy writes the name before NOT NULL, which would have it then.
        constraint_name=string(checks[0].path[-1]) if checks and not obj.not_null else None,
        not_null="True" if obj.not_null else None,
        check=sql(checks[0].expression) if checks else None,
        metadata="Base.metadata",
    )


def sequences(context: Context) -> Iterator[str]:
    """Yield sequences, but for those that a serial column brings along."""
    for obj in ordered(context.model, Sequence):
        if obj.ref in context.model.external or obj.ref in context.serials.values():
            continue
        most = top(obj.type)
        yield laid(
            call(
                "sa.Sequence",
                string(obj.path[-1]),
                start=str(obj.start) if obj.start is not None else None,
                increment=str(obj.increment) if obj.increment != 1 else None,
                minvalue=str(obj.minimum) if obj.minimum not in (None, 1) else None,
                maxvalue=str(obj.maximum) if obj.maximum not in (None, most) else None,
                cycle="True" if obj.cycle else None,
                cache=str(obj.cache) if obj.cache != 1 else None,
                schema=schema_of(obj.path),
                data_type=str(context.type(obj.type, None, "public"))
                if obj.type != "bigint"
                else None,
                metadata="Base.metadata",
            )
        )


def _bare(collation: str) -> str:
    return collation.rpartition(".")[2].strip('"')


def _depth(known: Known, obj: Enum | Domain) -> int:
    """Return how many domains a domain stands on."""
    depth, seen = 0, {obj.path}
    while isinstance(obj, Domain):
        found = known.domain(split_type(obj.type)[0], obj.path[0])
        if found is None or found.path in seen:
            break
        depth, obj = depth + 1, found
        seen.add(obj.path)
    return depth
