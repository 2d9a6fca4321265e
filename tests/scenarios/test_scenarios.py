"""Every scenario there and back, with rows in it, by psql, and pg_dump to witness.

A scenario is a file of SQL in three parts, under `--- before`, `--- rows` and `--- after`. What the
tool makes of it stands beside it, both ways: `pytest tests/scenarios --golden` writes that anew.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from psycopg import errors

from tests.witness import dump, psql
from vfed_schema import lock
from vfed_schema.catalog import Reading
from vfed_schema.emit.script import script
from vfed_schema.errors import PlanError
from vfed_schema.migration import Migration, Wishes
from vfed_schema.model import Model
from vfed_schema.prepare import compare, prepare
from vfed_schema.record import replace as replace_fields
from vfed_schema.record import same
from vfed_schema.scratch import Database, Server
from vfed_schema.sources import Given, Workshop, given

HERE = Path(__file__).parent
GOLDEN = 18
TOO_NEW = (
    errors.SyntaxError,
    errors.FeatureNotSupported,
    errors.InvalidParameterValue,
    errors.UndefinedObject,
    errors.InvalidObjectDefinition,
)
IN_C = {"base_type/all", "aggregate/internal"}  # what only a trusted scratch server can prove
FILES = sorted(HERE.glob("*/*.sql"))


class Scenario(NamedTuple):
    """What is there, the rows in it, and what is wanted."""

    before: str
    rows: str
    after: str
    one_way: str = ""  # why the way back is not walked, where pg_dump cannot witness it


def read(file: Path) -> Scenario:
    parts = re.split(r"^--- (before|rows|after|one_way)\n", file.read_text(), flags=re.M)
    return Scenario(**{"rows": "", **dict(zip(parts[1::2], parts[2::2], strict=True))})


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_there_and_back(
    file: Path, server: Server, shop: Workshop, request: pytest.FixtureRequest
) -> None:
    """The plan arrives, keeps every value that can be kept, and its way back arrives too."""
    scenario = read(file)
    if in_c(file):
        server = replace(server, trusted=True)
        shop.servers.update(dict.fromkeys(shop.servers, server))
    with server.database() as old, server.database() as new:
        try:
            load(old, scenario.before + scenario.rows)
            load(new, scenario.after)
        except TOO_NEW as error:
            if server.major == GOLDEN:
                raise
            pytest.skip(f"PostgreSQL {server.major} has it not: {error.diag.message_primary}")
        with given(new.admin_conninfo, shop) as target:
            known = locked(target.model)
            if server.major == GOLDEN:
                reread(target, known)
            with given(old.admin_conninfo, shop) as origin:
                forth, back = travel(origin, target, shop), None
                walked = isinstance(forth, Migration) and not scenario.one_way
                if server.major == GOLDEN or not walked:
                    back = travel(target, origin, shop)
            if server.major == GOLDEN:  # others spell and do some things otherwise
                write = request.config.getoption("golden")
                golden(file.with_suffix(".plan"), forth, back or "", write=write)
            if isinstance(forth, Migration):
                there(old, new, forth)
                with given(old.admin_conninfo, shop) as arrived, server.database() as start:
                    assert compare(arrived, target)[1] == []
                    if walked and not isinstance(back, str):
                        load(start, scenario.before)
                        and_back(old, start, arrived, target, shop)


def and_back(old: Database, start: Database, arrived: Given, target: Given, shop: Workshop) -> None:
    """Go back from where a plan arrived: refused is only what is refused from `target` too."""
    with given(start.admin_conninfo, shop) as goal:
        back = travel(arrived, goal, shop)
        if isinstance(back, str):
            assert isinstance(travel(target, goal, shop), str), back
            return
        there(old, start, back)
        with given(old.admin_conninfo, shop) as again:
            assert compare(again, goal)[1] == []


def in_c(file: Path) -> bool:
    return f"{file.parent.name}/{file.stem}" in IN_C


def load(database: Database, sql: str) -> None:
    with database.connect_admin() as conn:
        conn.execute(sql.encode())


def locked(there: Model) -> Model:
    """All that is in a catalog is of the types that a lock is read as, and comes back as it was."""
    found, _ = lock.load(lock.dump(there, lock.Header(digest="", files=(), major=GOLDEN)))

    assert len({*there.values(), *found.values()}) == len(there)
    assert [obj for ref, obj in there.items() if not same(obj, found[ref])] == []
    assert [ref for ref in there if there.uses(ref) != found.uses(ref)] == []
    return found


def reread(given: Given, known: Model) -> None:
    """Beside what is known, whatever that leaves open, a catalog says the same."""
    assert given.live is not None
    reading = Reading(given.live)
    left = [replace_fields(obj, **dict.fromkeys(obj.left_open)) for obj in known.values()]
    reading.known = Model(left)
    found, there = reading.model(lazy=True), given.model

    assert found.keys() == there.keys()
    assert [ref for ref in there if not same(found[ref], there[ref])] == []


def travel(origin: Given, target: Given, shop: Workshop) -> Migration | str:
    """Plan with everything allowed that loses data on purpose; a refusal is an answer too."""
    wishes = Wishes(allow=frozenset({"data-loss"}))
    try:
        return prepare(origin, target, shop, wishes, lambda text: None)
    except PlanError as error:
        return f"refused: {error}"


def there(old: Database, new: Database, plan: Migration) -> None:
    """Run a plan with psql: the same dump as what was built directly, and no value lost."""
    assert plan.same or plan.proven, plan.unproven
    before, roots = values(old), parents(old)
    meant = {loss for step in plan.plan.steps if (loss := step.loses)}
    psql(old, script(plan.plan.steps))
    after, kept = values(old), parents(old)
    left_it = [(root, part) for part, root in roots.items() if part not in kept]
    before = {c: n for c, n in before.items() if c.rpartition(".")[0] not in roots}
    for column in before:
        table, _, own = column.rpartition(".")
        freed = [f"{part}.{own}" for root, part in left_it if root == table]
        after[column] = sum(after.get(c, 0) for c in (column, *freed))
    lost = {c: (n, after[c]) for c, n in before.items() if after[c] < n}
    lost = {c: n for c, n in lost.items() if not any(said(c, loss) for loss in meant)}

    assert dump(new) == dump(old)
    assert lost == {}


def said(column: str, loss: str) -> bool:
    """True if a step said that it loses this column, or the table it is in."""
    table = column.rpartition(".")[0]
    return bool(re.search(rf"column {re.escape(column)} and|table {re.escape(table)} and", loss))


def values(database: Database) -> dict[str, int]:
    """Return how many values each column of each table holds, with its partitions."""
    with database.connect_admin() as conn:
        columns = conn.execute(
            "select n.nspname, c.relname, a.attname, format('select count(%I) from %s %I.%I',"
            "   a.attname, case c.relkind when 'r' then 'only' else '' end, n.nspname, c.relname)"
            " from pg_attribute a"
            " join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace"
            " where (c.relkind = 'r' or c.relkind = 'p' and not exists ("
            "   select from pg_partition_tree(c.oid) t join pg_class f on f.oid = t.relid"
            "   where f.relkind = 'f'))"
            " and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''"
            " and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
        ).fetchall()
        counts = {}
        for schema, table, column, query in columns:
            found = conn.execute(query).fetchone()
            counts[f"{schema}.{table}.{column}"] = found[0] if found else 0
        return counts


def parents(database: Database) -> dict[str, str]:
    """Return the partitions that are there, each with the table that it belongs to in the end."""
    with database.connect_admin() as conn:
        return dict(
            conn.execute(
                "select pn.nspname || '.' || p.relname, rn.nspname || '.' || r.relname"
                " from pg_class p join pg_namespace pn on pn.oid = p.relnamespace"
                " join pg_class r on r.oid = pg_partition_root(p.oid)"
                " join pg_namespace rn on rn.oid = r.relnamespace where p.relispartition"
            ).fetchall()
        )


def golden(file: Path, forth: Migration | str, back: Migration | str, *, write: bool) -> None:
    """Compare both plans with the ones that were agreed on."""
    text = f"--- forth\n{told(forth)}\n--- back\n{told(back)}"
    if write:
        file.write_text(text)

    assert file.read_text() == text


def told(plan: Migration | str) -> str:
    if isinstance(plan, str):
        return f"{plan}\n"
    if plan.same:
        return "nothing to do\n"
    hazards = "".join(f"-- {h.code}: {h.message}\n" for h in plan.plan.hazards)
    return script(plan.plan.steps) + hazards
