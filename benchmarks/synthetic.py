"""A schema of N tables as SQL, always the same, and its twin of which 5 % has changed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

TYPES = (
    "text",
    "bigint",
    "integer",
    "numeric(10,2)",
    "timestamptz",
    "boolean",
    "uuid",
    "jsonb",
    "text[]",
    "date",
)


def schema(tables: int, *, twin: bool = False) -> str:
    """Return the script that makes it; of a twin, every twentieth table is another."""
    return "\n".join(_statements(tables, twin))


def _statements(tables: int, twin: bool) -> Iterator[str]:
    random = Random(20_261_126)
    for n in range(max(1, tables // 50)):
        yield f"CREATE TYPE mood_{n} AS ENUM ('glad', 'sad', 'so_so');"
    for n in range(max(1, tables // 20)):
        yield (
            f"CREATE FUNCTION twice_{n}(n integer) RETURNS integer LANGUAGE sql IMMUTABLE"
            f" AS 'SELECT n * 2 + {n}';"
        )
    for n in range(tables):
        yield from _table(n, tables, random, changed=twin and n % 20 == 7)
    for n in range(max(1, tables // 10)):
        of, other = random.randrange(tables), random.randrange(tables)
        yield (
            f"CREATE VIEW view_{n} AS SELECT a.id, a.c0, b.id AS other FROM table_{of} a"
            f" LEFT JOIN table_{other} b ON b.id = a.ref_id WHERE a.state <> 'gone';"
        )


def _table(n: int, tables: int, random: Random, *, changed: bool) -> Iterator[str]:
    name = f"table_{n}"
    types = [random.choice(TYPES) for _ in range(6)]
    columns = [
        "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'old', 'gone'))",
        f"mood mood_{random.randrange(max(1, tables // 50))}",
        f"ref_id bigint REFERENCES table_{random.randrange(n)}" if n else "ref_id bigint",
        *(f"c{i} {t}{' NOT NULL' if i % 3 == 0 else ''}" for i, t in enumerate(types)),
        f"CONSTRAINT {name}_id CHECK (id > {'1' if changed else '0'})",
    ]
    if changed:
        columns.append("added integer DEFAULT 7")
    yield f"CREATE TABLE {name} (\n    " + ",\n    ".join(columns) + "\n);"
    yield f"CREATE INDEX {name}_ref ON {name} (ref_id);"
    yield f"CREATE INDEX {name}_new ON {name} (id) WHERE state = 'new';"
    yield f"CREATE INDEX {name}_low ON {name} (lower(state));"
    comment = "changed" if changed else "as it was"
    yield f"COMMENT ON TABLE {name} IS 'table {n}, {comment}';"
