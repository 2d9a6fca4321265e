"""Published tables whose rows cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Level
from ...kinds.key import PrimaryKey
from ...kinds.publication import Publication
from ...kinds.replica_identity import ReplicaIdentity
from ...kinds.table import Table
from ...sql import split, split_name, unquoted
from ..facts import Facts
from ..rule import Found, Rule


def check(facts: Facts) -> Iterator[Found]:
    keyed = {key.path[:-1] for key in facts.all(PrimaryKey)}
    said = {told.path: told.identity for told in facts.all(ReplicaIdentity)}
    for publication in facts.own(Publication):
        if not {"update", "delete"} & {*publication.publish}:
            continue
        for table in facts.own(Table):
            has = said.get(table.path, "default")
            homes = tuple(facts.split_from(table.path))
            lacks = has == "nothing" or (has == "default" and keyed.isdisjoint(homes))
            sent = not table.split and any(_sends(publication, table, home) for home in homes)
            if lacks and sent:
                yield Found(table.ref, f"{publication.ref} sends it, and nothing tells its rows")


def _sends(publication: Publication, table: Table, home: tuple[str, ...]) -> bool:
    """True if a publication sends a table, as itself or as a partition of another one."""
    if table.server or table.unlogged:
        return False
    if publication.all_tables or home[0] in publication.schemas:
        return True
    return home in {_path(told) for told in publication.tables}


def _path(told: str) -> tuple[str, ...]:
    """Return the path of a table that is named with its schema, whatever follows."""
    schema, rest = split(told, ".")[0], told.partition(".")[2]
    return (unquoted(schema.strip()), unquoted(split_name(rest)[0]))


RULE = Rule(
    name="published-without-identity",
    group="Keys",
    level=Level.error,
    summary="a publication sends updates or deletes of a table that has no replica identity",
    why="From the moment of publication every UPDATE and DELETE of that table is an error.",
    instead="Give it a primary key, or `replica_identity: full`; or publish inserts alone.",
    check=check,
)
