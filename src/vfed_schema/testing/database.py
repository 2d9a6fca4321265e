"""A database that a test has for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from psycopg import Connection

    from ..scratch import Database


class SchemaDatabase:
    """A database of the model: by URL, or by a connection that is opened when first asked for."""

    def __init__(self, database: Database) -> None:
        self.name = database.name
        self.url = _url(database.conninfo)
        self._conn: Connection[Any] | None = None
        self._given: list[Connection[Any]] = []

    def __repr__(self) -> str:
        return f"<SchemaDatabase {self.name}>"

    @property
    def conn(self) -> Connection[Any]:
        """A psycopg connection in autocommit mode: what it does is seen by others at once."""
        if self._conn is None or self._conn.closed:
            self._conn = self.connect(autocommit=True)
        return self._conn

    def connect(self, **how: Any) -> Connection[Any]:
        """Return another connection, with whatever psycopg.connect takes beside the URL.

        It is closed at the end, if nobody has closed it before.
        """
        import psycopg

        made: Connection[Any] = psycopg.connect(self.url, **how)
        self._given.append(made)
        return made

    def close(self) -> None:
        """Close every connection that was given."""
        for conn in self._given:
            conn.close()


def _url(conninfo: str) -> str:
    """Return connection parameters as a URL, which drivers other than libpq take as well."""
    from psycopg.conninfo import conninfo_to_dict

    parts = {key: str(value) for key, value in conninfo_to_dict(conninfo).items() if value}
    user, password = quote(parts.pop("user", ""), safe=""), parts.pop("password", None)
    login = user if password is None else f"{user}:{quote(password, safe='')}"
    name = quote(parts.pop("dbname", ""), safe="")
    query = urlencode(parts)
    return f"postgresql://{login}{'@' if login else ''}/{name}{'?' if query else ''}{query}"
