"""What we write, run by the real tools, there and back; each where it is installed.

Flyway's jars are looked for in `$VFED_TEST_FLYWAY` (flyway-core, flyway-database-postgresql and the
JDBC driver): its undo is not free, so that psql runs those scripts.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.folders.project import Project
from tests.witness import dump, psql
from vfed_schema.scratch import Database
from vfed_schema.sources import Workshop

ONE = "tables: {t: {columns: {a: {type: int, not_null: true}}}}\n"
TWO = """
tables:
  t:
    comment: "a :b ${c} 100 % it's"
    columns: {a: {type: int, not_null: true, check: a > 0}, b: text}
    indexes: {t_a: {keys: [a]}}
"""
# What the tools keep for themselves.
THEIRS = ("-T", "alembic_version", "-T", "schema_migrations", "-T", "flyway_schema_history")
Way = Callable[[Project, Database], None]


def run(program: str, *arguments: object, cwd: Path | None = None, **env: str) -> None:
    done = subprocess.run(
        [program, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def there(database: Database) -> dict[str, str]:
    said = conninfo_to_dict(database.admin_conninfo)
    return {"host": str(said["host"]), "port": str(said["port"]), "user": str(said["user"])}


def scripts(pattern: str, *, backwards: bool = False) -> Way:
    """Return what runs scripts by psql."""

    def way(project: Project, database: Database) -> None:
        for path in sorted(project.folder.glob(pattern), reverse=backwards):
            psql(database, path.read_text())

    return way


def dbmate(*verbs: str) -> Way:
    def way(project: Project, database: Database) -> None:
        at = there(database)
        where = f"host={at['host']}&port={at['port']}&sslmode=disable"
        url = f"postgres://{at['user']}@/{database.name}?{where}"
        for _ in project.files() if verbs == ("rollback",) else verbs:
            run("dbmate", "--url", url, "-d", project.folder, "--no-dump-schema", *verbs)

    return way


def sqitch(*verbs: str) -> Way:
    def way(project: Project, database: Database) -> None:
        at = {f"PG{key.upper()}": value for key, value in there(database).items()}
        (project.folder / "sqitch.conf").write_text("[core]\n\tengine = pg\n")
        who = {"SQITCH_FULLNAME": "a", "SQITCH_EMAIL": "a@b"}
        run("sqitch", *verbs, f"db:pg:{database.name}", cwd=project.folder, **at, **who)

    return way


def alembic(*verbs: str) -> Way:
    def way(project: Project, database: Database) -> None:
        at = there(database)
        where = f"host={quote(at['host'], safe='')}&port={at['port']}"
        url = f"postgresql+psycopg://{at['user']}@/{database.name}?{where}"
        project.put(
            "env.py",
            "from alembic import context\nfrom sqlalchemy import create_engine\n"
            f"with create_engine({url!r}).connect() as connection:\n"
            "    context.configure(connection=connection)\n"
            "    with context.begin_transaction():\n        context.run_migrations()\n",
        )
        ini = project.home / "alembic.ini"
        ini.write_text(f"[alembic]\nscript_location = {project.folder}\n")
        run("alembic", "-c", ini, *verbs)

    return way


def flyway(project: Project, database: Database) -> None:
    at = there(database)
    port = relayed(f"{at['host']}/.s.PGSQL.{at['port']}")
    jars = f"{os.environ['VFED_TEST_FLYWAY']}/*"
    url = f"jdbc:postgresql://127.0.0.1:{port}/{database.name}"
    program = Path(__file__).with_name("Migrate.java")
    run("java", "-cp", jars, program, url, at["user"], project.folder)


def relayed(path: str) -> int:
    """Return a port of this machine that leads to a socket: JDBC knows no other way."""
    door = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)

    def serve() -> None:
        while True:
            caller, _ = door.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(path)
            for pair in ((caller, server), (server, caller)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return int(door.getsockname()[1])


def real(tool: str, up: Way, down: Way, *, lacks: bool) -> object:
    skip = pytest.mark.skipif(lacks, reason=f"there is no {tool} here")
    return pytest.param(tool, up, down, id=tool, marks=skip)


NO_FLYWAY = "VFED_TEST_FLYWAY" not in os.environ or shutil.which("java") is None


@pytest.mark.parametrize(
    ("tool", "up", "down"),
    [
        real("psql", scripts("*.up.sql"), scripts("*.down.sql", backwards=True), lacks=False),
        real("dbmate", dbmate("migrate"), dbmate("rollback"), lacks=not shutil.which("dbmate")),
        real(
            "sqitch",
            sqitch("deploy", "--verify"),
            sqitch("revert", "-y"),
            lacks=not shutil.which("sqitch"),
        ),
        real(
            "alembic",
            alembic("upgrade", "head"),
            alembic("downgrade", "base"),
            lacks=not shutil.which("alembic"),
        ),
        real("flyway", flyway, scripts("U*.sql", backwards=True), lacks=NO_FLYWAY),
    ],
)
def test_the_tool_itself_goes_there_and_back(
    tmp_path: Path, shop: Workshop, database: Database, tool: str, up: Way, down: Way
) -> None:
    """To what the model says, by two migrations, and to the dump that it began with."""
    from vfed_schema.prepare import compare
    from vfed_schema.sources import given

    project = Project(tmp_path, shop, tool)
    for text, message in ((ONE, "one"), (TWO, "two")):
        project.model.write_text(text)
        project.new(message)
    start = dump(database)
    up(project, database)
    with given(str(project.model), shop) as goal, given(database.admin_conninfo, shop) as live:
        changes = compare(live, goal)[1]
    down(project, database)

    assert [] == changes
    assert start == dump(database, *THEIRS, "-N", "sqitch")
