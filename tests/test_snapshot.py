"""Whether anything in a catalog was written since."""

from __future__ import annotations

import re

import pytest

from vfed_schema.connection import major_of
from vfed_schema.kinds import KINDS
from vfed_schema.scratch import Database
from vfed_schema.snapshot import standing, versions

RELATION = re.compile(
    r"\b(?:from|join)\s+(?:only\s+)?(?:pg_catalog\.)?(pg_\w+)(?!\w|\()", re.IGNORECASE
)


def test_all_that_is_read_has_a_standing(database: Database) -> None:
    """Every catalog and every view that a kind asks is among those whose rows are looked at."""
    with database.connect_admin() as conn:
        asked = versions(conn)
        major = major_of(conn)
    looked_at = set(RELATION.findall(asked))
    read = {
        name: kind.kind
        for kind in KINDS
        if kind.stored
        for name in RELATION.findall(kind.catalog(major))
    }
    # What a subscription is doing, of which we read whose it is: that is there too.
    del read["pg_stat_subscription"]

    assert {"pg_class", "pg_attribute", "pg_roles", "pg_depend"} <= set(read)
    assert set(read) - looked_at == set()


@pytest.mark.parametrize(
    "statement",
    [
        "create table other ()",
        "alter table t alter b set not null",
        "grant select on t to public",
        "alter default privileges grant select on tables to public",
        "create function f() returns int language sql as 'select 1'",
        "create policy p on t",
        "create statistics s on a, b from t",
        "create publication p for table t",
        "alter type mood add value 'sad'",
        "comment on type mood is 'how'",
        "create server s foreign data wrapper w; create user mapping for public server s",
        "alter database {database} set work_mem = '5MB'",
        "create role {database}_r; drop role {database}_r; create role {database}_s",
        "update pg_index set indisready = false",
    ],
)
def test_whatever_is_written_is_noticed(database: Database, statement: str) -> None:
    """One row more, less or anew, and the standing is another."""
    with database.connect_admin() as conn:
        conn.execute(
            "create table t (a bigint primary key, b int); create type mood as enum ('glad');"
            "create foreign data wrapper w"
        )
        query = versions(conn)
        before = standing(conn, query)
        same = standing(conn, query)
        conn.execute(statement.format(database=database.name).encode())
        after = standing(conn, query)
        conn.execute(f"drop role if exists {database.name}_s".encode())

    assert before == same
    assert before != after


def test_rows_of_tables_are_none_of_it(database: Database) -> None:
    """What tables hold, and what the server keeps count of, changes nothing."""
    with database.connect_admin() as conn:
        conn.execute("create table t (a int primary key)")
        query = versions(conn)
        before = standing(conn, query)
        conn.execute("insert into t select generate_series(1, 1000)")
        conn.execute("vacuum analyze t")
        after = standing(conn, query)

    assert before == after


def test_a_user_who_may_not_see_all_has_none(database: Database) -> None:
    """What cannot be looked at might change."""
    with database.connect_admin() as conn:
        conn.execute("revoke select on pg_catalog.pg_proc from public")
    with database.connect() as conn:
        asked = versions(conn)
        found = standing(conn, asked)

    assert ("", "") == (asked, found)
