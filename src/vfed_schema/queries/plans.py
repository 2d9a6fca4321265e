"""What EXPLAIN says of a prepared query: the indexes it takes, the cost, how well it guesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import PlanError, in_words
from ..kinds.query import Query
from ..sql import how_many, name, text

if TYPE_CHECKING:
    from psycopg import Connection

Node = dict[str, Any]
STATEMENT = "vfed_schema_query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A plan that Postgres takes."""

    node: Node
    indexes: dict[str, str]  # the name, and how it is read

    @property
    def cost(self) -> float:
        return float(self.node["Total Cost"])

    @property
    def estimated(self) -> int:
        return int(self.node["Plan Rows"])

    @property
    def actual(self) -> int | None:
        """Return how many rows came, or None where it was not run."""
        found = self.node.get("Actual Rows")
        return None if found is None else round(found)

    def lines(self) -> list[str]:
        """Return the plan as EXPLAIN would indent it, in short."""
        return list(_lines(self.node, 0))


@contextmanager
def prepared(conn: Connection[Any], query: Query) -> Iterator[list[str]]:
    """Prepare a query, and give its arguments as literals: drawn, where it says so.

    Raises PlanError where Postgres cannot, or there is nothing to draw.
    """
    import psycopg

    # The driver would put away every prepared statement, with its own, when one is rolled back.
    conn.prepare_threshold = None
    path = name(query.path[0])
    try:
        conn.execute(f"set search_path = {path}, public".encode())
        conn.execute(f"prepare {STATEMENT} as {query.sql.strip().rstrip(';')}".encode())
    except psycopg.Error as error:
        raise PlanError(f"query {query.path[-1]}: {in_words(error)}") from None
    try:
        yield _literals(conn, query)
    finally:
        conn.execute(f"deallocate {STATEMENT}".encode())


def _literals(conn: Connection[Any], query: Query) -> list[str]:
    import psycopg

    row = conn.execute(
        "select cardinality(parameter_types) from pg_prepared_statements where name = %s",
        [STATEMENT],
    ).fetchone()
    wanted = row[0] if row else 0
    if wanted != len(query.arguments):
        given = how_many(len(query.arguments), "argument")
        told = f"it has {how_many(wanted, 'parameter')}, and {given}"
        raise PlanError(f"query {query.path[-1]}: {told}")
    found = []
    for argument in query.arguments:
        if not argument.lstrip().upper().startswith("SELECT "):
            found.append(text(argument))
            continue
        try:
            drawn = conn.execute(f"select ({argument})::text".encode()).fetchone()
        except psycopg.Error as error:
            raise PlanError(f"query {query.path[-1]}: `{argument}`: {in_words(error)}") from None
        if drawn is None or drawn[0] is None:
            raise PlanError(f"query {query.path[-1]}: `{argument}` draws nothing: no such rows")
        found.append(text(drawn[0]))
    return found


def explain(
    conn: Connection[Any], arguments: Sequence[str], *, generic: bool, analyze: bool = False
) -> Taken:
    """Return the plan for the prepared query, for these arguments or for any."""
    import json

    mode = "force_generic_plan" if generic else "force_custom_plan"
    conn.execute(f"set plan_cache_mode = {mode}".encode())
    how = "analyze, timing off, format json" if analyze else "format json"
    call = f"execute {STATEMENT}" + (f" ({', '.join(arguments)})" if arguments else "")
    said = conn.execute(f"explain ({how}) {call}".encode()).fetchall()[0][0]
    node = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    roots = _roots(conn)
    found = {roots.get(i, i): how for i, how in _indexes(node)}
    return Taken(node=node, indexes=found)


def _indexes(node: Node) -> Iterator[tuple[str, str]]:
    if "Index Name" in node:
        yield node["Index Name"], node["Node Type"].lower()
    for inner in node.get("Plans", ()):
        yield from _indexes(inner)


def _roots(conn: Connection[Any]) -> dict[str, str]:
    """Return the index of a whole table for each of a partition."""
    return dict(
        conn.execute(
            "select i.relname, r.relname from pg_class i"
            " join pg_class r on r.oid = pg_partition_root(i.oid)"
            " where i.relkind = 'i' and i.relispartition"
        ).fetchall()
    )


def _lines(node: Node, depth: int) -> Iterator[str]:
    said = node["Node Type"]
    if "Index Name" in node:
        said += f" using {node['Index Name']}"
    if "Relation Name" in node:
        said += f" on {node['Relation Name']}"
    rows = f"rows {node['Plan Rows']:,}"
    if "Actual Rows" in node:
        rows += f", {round(node['Actual Rows']):,} came"
    yield f"{'  ' * depth}{said} (cost {node['Total Cost']:.0f}, {rows})"
    for key in ("Index Cond", "Recheck Cond", "Filter", "Order By"):
        if key in node:
            yield f"{'  ' * depth}  {key}: {node[key]}"
    for inner in node.get("Plans", ()):
        yield from _lines(inner, depth + 1)
