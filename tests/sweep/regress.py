"""PostgreSQL's own regression database, as `make installcheck` leaves it, on Debian's major."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.witness import program
from vfed_schema.scratch import Database, Server

_KEY = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
_LIST = f"""deb-src {_KEY} http://deb.debian.org/debian bookworm main
deb-src {_KEY} http://deb.debian.org/debian-security bookworm-security main
"""


def fetched(cache: Path, server: Server) -> Path | None:
    """Return the unpacked source of the server's release with its library of C functions built.

    None where Debian's sources or a compiler are not to be had.
    """
    release = f"{server.version // 10000}.{server.version % 10000}"
    home = cache / f"postgresql-{release}"
    if (home / "regress.so").is_file():
        return home
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "sources.list").write_text(_LIST)
    (cache / "lists").mkdir(exist_ok=True)
    apt = [
        "apt-get",
        "-qq",
        *("-o", f"Dir::Etc::sourcelist={cache / 'sources.list'}", "-o", "APT::Sandbox::User=root"),
        *("-o", "Dir::Etc::sourceparts=/dev/null", "-o", f"Dir::State::lists={cache / 'lists'}"),
    ]
    script = f"""set -e
        {" ".join(apt)} update
        {" ".join(apt)} source --download-only postgresql-{server.major}={release}-0+deb12u1
        tar xf postgresql-{server.major}_{release}.orig.tar.bz2
        cd postgresql-{release}
        ./configure -q --without-readline --without-zlib --without-icu
        make -s -C src/backend generated-headers
        gcc -shared -fPIC -Isrc/include src/test/regress/regress.c -o regress.so
    """
    done = subprocess.run(["sh", "-c", script], cwd=cache, capture_output=True, check=False)
    return home if done.returncode == 0 else None


def load(home: Path, database: Database) -> None:
    """Run every test of the schedule; what is refused is refused on purpose."""
    regress = home / "src" / "test" / "regress"
    schedule = (regress / "parallel_schedule").read_text()
    names = [n for line in re.findall(r"^test: (.*)$", schedule, re.M) for n in line.split()]
    environment = {
        **os.environ,
        "PG_ABS_SRCDIR": str(regress),
        "PG_ABS_BUILDDIR": str(regress),
        "PG_LIBDIR": str(home),
        "PG_DLSUFFIX": ".so",
        "PGTZ": "PST8PDT",
        "PGDATESTYLE": "Postgres, MDY",
        "PGOPTIONS": "-c intervalstyle=postgres_verbose -c statement_timeout=20s",
    }
    with database.connect_admin() as conn:
        conn.execute("set client_min_messages = error")
        conn.execute(f'alter database "{database.name}" set lc_messages = "C"'.encode())
    for name in names:
        command = [str(program("psql")), "-X", "-q", "-a", "-d", database.admin_conninfo]
        with (regress / "sql" / f"{name}.sql").open() as script:
            subprocess.run(
                command,
                stdin=script,
                env=environment,
                cwd=regress,
                capture_output=True,
                check=False,
            )
