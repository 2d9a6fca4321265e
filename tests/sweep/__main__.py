"""Other people's schemas, there and back: `make sweep`.

Each is fetched by name from its registry and kept in the user's cache; nothing of it is in this
repository. It is loaded on a scratch server, an empty database is migrated to it and back to empty,
it is imported, and what was imported is built again; pg_dump is the witness of all three.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.witness import dump, program, psql
from vfed_schema import scratch
from vfed_schema.canonical import compiled
from vfed_schema.catalog import introspect
from vfed_schema.diff import diff, overlay
from vfed_schema.emit.model import files, left_out
from vfed_schema.emit.script import script
from vfed_schema.errors import VfedSchemaError
from vfed_schema.model import Model
from vfed_schema.plan import plan
from vfed_schema.scratch import Database, Server
from vfed_schema.source import read

CACHE = Path.home() / ".cache" / "vfed-schema" / "sweep"
CONTRIB = (
    "btree_gist",
    "citext",
    "hstore",
    "ltree",
    "pg_stat_statements",
    "pg_trgm",
    "postgres_fdw",
)


@dataclass(frozen=True)
class Wanted:
    """A schema: where it comes from, and which of the package's files make it, in order."""

    name: str
    fetch: Callable[[str], Path]
    paths: tuple[str, ...]


def debian(name: str) -> Path:
    """Fetch and unpack a Debian package."""
    home = CACHE / name
    if not home.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                ["apt-get", "download", name], cwd=folder, check=True, capture_output=True
            )
            package = next(Path(folder).glob("*.deb"))
            home.mkdir(parents=True)
            subprocess.run(["dpkg", "-x", package, home], check=True)
    return home


def pypi(name: str) -> Path:
    """Fetch and unpack a wheel."""
    home = CACHE / name
    if not home.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, name]
            subprocess.run(pip, check=True)
            zipfile.ZipFile(next(Path(folder).glob("*.whl"))).extractall(home)
    return home


SCHEMAS = (
    Wanted("zabbix-server-pgsql", debian, ("**/zabbix-server-pgsql/schema.sql.gz",)),
    Wanted("icinga2-ido-pgsql", debian, ("**/schema/pgsql.sql",)),
    Wanted("bacula-director-pgsql", debian, ("**/install/pgsql",)),
    Wanted("matrix-synapse", pypi, (
        "**/common/full_schemas/72/full.sql.postgres", "**/main/full_schemas/72/full.sql.postgres",
        "**/state/full_schemas/72/full.sql.postgres",
    )),
    Wanted("procrastinate", pypi, ("procrastinate/sql/schema.sql",)),
    Wanted("kinto", pypi, ("**/*/postgresql/schema.sql",)),
)  # fmt: skip


def text_of(wanted: Wanted) -> str:
    """Return the SQL of a schema."""
    home = wanted.fetch(wanted.name)
    found = [path for pattern in wanted.paths for path in sorted(home.glob(pattern))]
    raw = (gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in found)
    return "\n".join(part.decode() for part in raw)


def model_of(database: Database) -> Model:
    with database.connect_admin() as conn:
        return introspect(conn)


def there_and_back(server: Server, full: Database) -> Iterator[str]:
    """Yield what is wrong with a migration from nothing to a database, and back."""
    goal = model_of(full)
    with server.database() as made, server.database() as empty:
        for wanted in (full, empty):
            now, then = model_of(made), model_of(wanted)
            steps = plan(
                now, overlay(now, then), major=server.major, allow=frozenset({"all"})
            ).steps
            psql(made, script(steps))
            if dump(made) != dump(wanted):
                yield "pg_dump differs " + ("there" if wanted is full else "back")
            if wanted is full and (left := _differs(goal, model_of(made))):
                yield f"left {left[0]} and {len(left) - 1} more"


def imported(server: Server, full: Database) -> Iterator[str]:
    """Yield what is wrong with what is imported and built again."""
    live = model_of(full)
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files(live, "by-table"):
            (Path(folder) / path).parent.mkdir(exist_ok=True)
            (Path(folder) / path).write_text(text)
        model = compiled(read(Path(folder) / "tables.yaml"), server, lambda text: None)
    with server.database() as built:
        empty = model_of(built)
        psql(
            built,
            script(plan(empty, overlay(empty, model), major=server.major, online=False).steps),
        )
        if left := _differs(live, model_of(built)):
            yield f"imported otherwise: {left[0]} and {len(left) - 1} more"
        if not list(left_out(live)) and dump(built) != dump(full):
            yield "pg_dump differs of what was imported"


def _differs(one: Model, other: Model) -> list[str]:
    """Return what differs, but for owners: databases do not say them."""
    return [str(c.ref) for c in diff(one, other) if c.ref.kind != "owner"]


def line(server: Server, name: str, load: Callable[[Database], None]) -> bool:
    """Try one schema and print a line; True if nothing is wrong."""
    begun = time.monotonic()
    with server.database() as full:
        load(full)
        model = model_of(full)
        wrong: list[str] = []
        for check in (there_and_back, imported):
            try:
                wrong += check(server, full)
            except (VfedSchemaError, AssertionError) as error:
                wrong.append(" ".join(str(error).split())[:300])
    counts = Counter(ref.kind for ref, obj in model.items() if obj.stored)
    told = ", ".join(f"{n} {kind}" for kind, n in counts.most_common(5))
    strange = counts.get("unmanaged", 0)
    seconds = time.monotonic() - begun
    said = f"{len(model)} objects ({told}), {strange} not managed, {seconds:.1f} s"
    say(f"{name:22} {said}: {'; '.join(wrong) or 'passed'}")
    return not wrong


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    if shutil.which("apt-get") is None:
        say("no apt-get here: Debian's packages are left out")
    passed = True
    with scratch.server(provider="embedded") as server:
        for wanted in SCHEMAS:
            if wanted.fetch is debian and shutil.which("apt-get") is None:
                continue
            text = text_of(wanted)
            passed &= line(server, wanted.name, lambda db, sql=text: _psql(db, sql))  # type: ignore[misc]
        every = "".join(f"create extension {name};" for name in CONTRIB)
        passed &= line(server, "contrib", lambda db: _psql(db, every))
    return 0 if passed else 1


def _psql(database: Database, sql: str) -> None:
    """Load somebody's script as psql does: what is refused is passed over."""
    command = [str(program("psql")), "-X", "-q", "-d", database.admin_conninfo, "-f", "-"]
    subprocess.run(command, input=sql, text=True, capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
