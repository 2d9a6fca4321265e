"""Which versions are at work."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version


def versions(url: str | None) -> Iterator[str]:
    """Yield a line each for the tool, Python, psycopg and, given a URL, the server."""
    yield f"vfed-schema {version('vfed-schema')}"
    yield f"Python {platform.python_version()}"
    yield f"psycopg {version('psycopg')}"
    if url:
        from ..connection import connect

        with connect(url) as conn:
            row = conn.execute("show server_version").fetchone()
            yield f"PostgreSQL {row[0] if row else 'of unknown version'}"
