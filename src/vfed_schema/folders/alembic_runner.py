"""A program of its own, run where Alembic is installed: it runs revisions one at a time.

The folder's env.py is not run, so that nothing can lead to another database than the one that is
given. Lines of JSON come in and go out: first `{"folder": …, "conninfo": …}`, then, as often as
you like, `{"way": "up" or "down", "to": revision}`; each is answered by `{}` or by what failed.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any


def main() -> None:
    told = json.loads(sys.stdin.readline())
    answers, sys.stdout = sys.stdout, sys.stderr  # what a revision prints is no answer
    sys.path.insert(0, os.getcwd())

    def answer(said: dict[str, Any]) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    try:
        work = _Work(told["folder"], told["conninfo"])
    except Exception as error:
        answer(_failed(error, told["folder"]))
        return
    answer({})
    for line in sys.stdin:
        wish = json.loads(line)
        try:
            work.go(wish["way"], wish["to"])
            answer({})
        except Exception as error:
            answer(_failed(error, told["folder"]))


class _Work:
    def __init__(self, folder: str, conninfo: str) -> None:
        from alembic.config import Config
        from alembic.script import ScriptDirectory
        from sqlalchemy import create_engine, pool

        driver, connect = _driver()
        self.config = Config()
        self.config.set_main_option("script_location", folder.replace("%", "%%"))
        self.config.set_main_option("recursive_version_locations", "true")
        self.script = ScriptDirectory.from_config(self.config)
        self.engine = create_engine(
            f"postgresql+{driver}://", creator=lambda: connect(conninfo), poolclass=pool.NullPool
        )

    def go(self, way: str, to: str) -> None:
        from alembic.runtime.environment import EnvironmentContext

        def steps(here: Any, context: Any) -> Any:
            if way == "up":
                return self.script._upgrade_revs(to, here)
            return self.script._downgrade_revs(to, here)

        with (
            EnvironmentContext(self.config, self.script, fn=steps) as env,
            self.engine.connect() as connection,
        ):
            env.configure(connection=connection, transaction_per_migration=True)
            with env.begin_transaction():
                env.run_migrations()


def _driver() -> tuple[str, Any]:
    try:
        import psycopg

        return "psycopg", psycopg.connect
    except ImportError:
        pass
    import psycopg2

    return "psycopg2", psycopg2.connect


def _failed(error: Exception, folder: str) -> dict[str, Any]:
    """Return what went wrong, and the last line of a revision that had a part in it."""
    inner = getattr(error, "orig", None) or error
    frames = traceback.extract_tb(error.__traceback__)
    folder = os.path.abspath(folder)
    spot = next(
        (f for f in reversed(frames) if os.path.abspath(f.filename).startswith(folder)), None
    )
    return {
        "error": " ".join(str(inner).split()) or type(inner).__name__,
        "refused": isinstance(error, NotImplementedError)
        or getattr(inner, "sqlstate", getattr(inner, "pgcode", "")) == "P0001",
        "file": spot.filename if spot else "",
        "line": spot.lineno if spot else 0,
    }


if __name__ == "__main__":
    main()
