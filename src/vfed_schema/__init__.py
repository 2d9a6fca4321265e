"""PostgreSQL schema as code."""
