"""Tables in which tools that run migrations remember what they ran: nobody's schema."""

from __future__ import annotations

from .ref import Ref

TABLES = frozenset(
    {
        "__drizzle_migrations",
        "_prisma_migrations",
        "_sqlx_migrations",
        "alembic_version",
        "ar_internal_metadata",
        "databasechangelog",
        "databasechangeloglock",
        "django_migrations",
        "flyway_schema_history",
        "goose_db_version",
        "schema_migrations",
    }
)
SCHEMAS = frozenset({"sqitch"})


def is_bookkeeping(ref: Ref) -> bool:
    """True for such a table and what is in it: it is dropped only where a model names it."""
    return bool(TABLES.intersection(ref.path[1:2])) or ref.path[0] in SCHEMAS
