"""Other people's schemas, there and back: `make sweep`.

Each is fetched by name from its registry and kept in the user's cache; nothing of it is in this
repository. It is loaded on a scratch server, an empty database is migrated to it and back to empty,
it is imported, and what was imported is built again; where there are versions, each is migrated to
the next. pg_dump is the witness of all. `make sweep` with `SWEEP="kinto zabbix"` tries these alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from tests.sweep import checks, fetch, regress
from tests.witness import program
from vfed_schema import scratch
from vfed_schema.errors import VfedSchemaError
from vfed_schema.scratch import Database, Server

# Each with the program without which it cannot be had.
SCHEMAS: dict[str, tuple[Callable[[], list[str]], str]] = {
    "zabbix": (fetch.zabbix, "apt-get"),
    "icinga2-ido": (fetch.icinga, "apt-get"),
    "bacula": (fetch.bacula, "apt-get"),
    "matrix-synapse": (fetch.synapse, ""),
    "procrastinate": (fetch.procrastinate, ""),
    "kinto": (fetch.kinto, ""),
    "graphile-worker": (fetch.graphile, "npm"),
    "pg-boss": (fetch.boss, "npm"),
}
SITES = {"django": fetch.django, "airflow": fetch.airflow, "pulpcore": fetch.pulp}
# What PostgreSQL's own tests leave and no model holds: what owners may not do with their objects,
# privileges of system tables, whether an identity column's sequence is logged, half an index.


def main(names: list[str]) -> int:
    passed = True
    with scratch.server(provider="embedded") as server:
        for name, (texts, needs) in SCHEMAS.items():
            if not wanted(name, names):
                continue
            if needs and not shutil.which(needs):
                say(f"{name:16} left out: no {needs} here")
                continue
            passed &= one(server, name, texts())
        for name, migrate in SITES.items():
            if wanted(name, names):
                passed &= line(server, name, partial(_migrated, migrate))
        if wanted("contrib", names):
            passed &= line(server, "contrib", contrib)
    if wanted("regress", names):
        passed &= regression()
    return 0 if passed else 1


def wanted(name: str, names: list[str]) -> bool:
    return not names or name in names


def one(server: Server, name: str, versions: list[str]) -> bool:
    """Try one schema, in its last version and from each to the next."""

    def whole(database: Database) -> None:
        for text in versions:
            _psql(database, text)

    def walk() -> Iterator[str]:
        return checks.walked(server, versions, _psql) if len(versions) > 1 else iter(())

    return line(server, name, whole, walk, f", {len(versions)} versions" * (len(versions) > 1))


def contrib(database: Database) -> None:
    """Create every extension that the server comes with."""
    with database.connect_admin() as conn:
        names = conn.execute("select name from pg_available_extensions order by 1").fetchall()
        for (name,) in names:
            conn.execute(f'create extension if not exists "{name}" cascade'.encode())


def regression() -> bool:
    """Try PostgreSQL's own regression database, on the machine's own server."""
    try:
        with scratch.server(provider="binaries", trusted=True) as server:
            home = regress.fetched(fetch.CACHE, server)
            if home is None:
                say("regress          left out: no sources of the server's release, or no compiler")
                return True
            return line(server, f"regress {server.major}", partial(regress.load, home), known=True)
    except VfedSchemaError as error:
        say(f"regress          left out: {error}")
        return True


def line(
    server: Server,
    name: str,
    load: Callable[[Database], None],
    more: Callable[[], Iterator[str]] = lambda: iter(()),
    told: str = "",
    known: bool = False,
) -> bool:
    """Try one schema and print a line; True if nothing is wrong but what is known."""
    begun = time.monotonic()
    wrong: list[str] = []
    with server.database() as full:
        load(full)
        model = checks.model_of(full)
        every: tuple[Callable[[], Iterator[str]], ...] = (
            lambda: checks.there_and_back(server, full),
            lambda: checks.imported(server, full),
            more,
        )
        for check in every:
            try:
                wrong += check()
            except (VfedSchemaError, AssertionError) as error:
                wrong.append(" ".join(str(error).split())[:300])
                known = False
    counts = Counter(ref.kind for ref, obj in model.items() if obj.stored)
    most = ", ".join(f"{n} {kind}" for kind, n in counts.most_common(5))
    strange = counts.get("unmanaged", 0)
    fine = not wrong or (known and not any("objects" in w for w in wrong))
    said = f"{len(model)} objects ({most}){told}, {strange} not managed"
    verdict = "passed" if fine else "FAILED"
    say(f"{name:16} {said}, {time.monotonic() - begun:.1f} s: {'; '.join([verdict, *wrong])}")
    return bool(fine)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _migrated(migrate: Callable[[str], None], database: Database) -> None:
    migrate(database.admin_conninfo)


def _psql(database: Database, sql: str) -> None:
    """Load somebody's script as psql does: what is refused is passed over."""
    command = [str(program("psql")), "-X", "-q", "-d", database.admin_conninfo, "-f", "-"]
    subprocess.run(command, input=sql, text=True, capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(main(os.environ.get("SWEEP", "").split()))
