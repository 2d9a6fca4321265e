"""Other people's schemas, by name from their registries, kept in the user's cache."""

from __future__ import annotations

import base64
import gzip
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

CACHE = Path.home() / ".cache" / "vfed-schema" / "sweep"


def debian(name: str) -> Path:
    """Fetch and unpack a Debian package."""
    home = CACHE / name
    if not home.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            run(["apt-get", "download", name], folder)
            package = next(Path(folder).glob("*.deb"))
            home.mkdir(parents=True)
            run(["dpkg", "-x", str(package), str(home)])
    return home


def pypi(name: str) -> Path:
    """Fetch and unpack a wheel."""
    home = CACHE / name
    if not home.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, name])
            zipfile.ZipFile(next(Path(folder).glob("*.whl"))).extractall(home)
    return home


def npm(name: str) -> Path:
    """Fetch and unpack a package of Node's."""
    home = CACHE / name
    if not home.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            run(["npm", "pack", "--silent", name], folder)
            home.mkdir(parents=True)
            run(["tar", "xzf", str(next(Path(folder).glob("*.tgz"))), "-C", str(home)])
    return home


def installed(*names: str) -> Path:
    """Install packages, with all that they need, beside each other; return where."""
    home = CACHE / f"{names[0]}-installed"
    if not home.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            target = Path(folder) / "packages"
            run([sys.executable, "-m", "pip", "install", "-q", "--target", str(target), *names])
            target.rename(home)
    return home


def run(command: list[str], folder: str | None = None, stdin: str = "") -> str:
    """Run a program and return what it prints. Raises CalledProcessError."""
    done = subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, text=True, check=True
    )
    return done.stdout


def scripts(home: Path, *patterns: str) -> Iterator[str]:
    """Yield the text of each file below a folder, in the order of patterns and names."""
    for pattern in patterns:
        for path in sorted(home.glob(pattern)):
            raw = path.read_bytes()
            yield (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


def zabbix() -> list[str]:
    return list(scripts(debian("zabbix-server-pgsql"), "**/zabbix-server-pgsql/schema.sql.gz"))


def icinga() -> list[str]:
    return list(scripts(debian("icinga2-ido-pgsql"), "**/schema/pgsql.sql"))


def bacula() -> list[str]:
    return list(scripts(debian("bacula-director-pgsql"), "**/install/pgsql"))


def synapse() -> list[str]:
    parts = (f"**/{part}/full_schemas/72/full.sql.postgres" for part in ("common", "main", "state"))
    return ["\n".join(scripts(pypi("matrix-synapse"), *parts))]


def kinto() -> list[str]:
    return ["\n".join(scripts(pypi("kinto"), "**/*/postgresql/schema.sql"))]


def procrastinate() -> list[str]:
    """Return every migration there was, from nothing."""
    return list(scripts(pypi("procrastinate"), "procrastinate/sql/migrations/*.sql"))


def graphile() -> list[str]:
    texts = scripts(npm("graphile-worker"), "package/sql/*.sql")
    first = """create schema graphile_worker;
        create table graphile_worker.migrations (
            id int primary key, ts timestamptz default now() not null);
        alter table graphile_worker.migrations add column breaking boolean default false not null;
    """
    return [first, *(t.replace(":GRAPHILE_WORKER_SCHEMA", "graphile_worker") for t in texts)]


def boss() -> list[str]:
    home = npm("pg-boss") / "package"
    told = run(
        ["node", "-e", "console.log(require('./src/plans').create('pgboss', 24))"], str(home)
    )
    return [re.sub(r"SELECT pg_advisory_xact_lock\(.*?\);", "", told, flags=re.DOTALL)]


def airflow(conninfo: str) -> None:
    """Run Airflow's migrations to their head."""
    home = installed("apache-airflow-core", "psycopg2-binary", "asyncpg")
    given = conninfo_to_dict(conninfo)
    place = f"{given['dbname']}?host={given['host']}&port={given.get('port', '')}"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "airflow", "db", "migrate"],
            env={
                "PYTHONPATH": str(home),
                "PATH": "/usr/bin:/bin",
                "HOME": folder,
                "AIRFLOW_HOME": folder,
                "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": (
                    f"postgresql+psycopg2://{given['user']}@/{place}"
                ),
            },
            check=True,
            capture_output=True,
        )


def pulp(conninfo: str) -> None:
    """Run Pulp's migrations."""
    home = installed("pulpcore", "psycopg[binary]")
    given = conninfo_to_dict(conninfo)
    database = {key.upper(): given.get(key, "") for key in ("user", "host", "port")}
    database |= {"ENGINE": "django.db.backends.postgresql", "NAME": given["dbname"]}
    with tempfile.TemporaryDirectory() as folder:
        key, settings = Path(folder) / "key", Path(folder) / "settings.py"
        key.write_bytes(base64.urlsafe_b64encode(os.urandom(32)))
        places = dict.fromkeys(("FILE_UPLOAD_TEMP_DIR", "MEDIA_ROOT", "WORKING_DIRECTORY"), folder)
        said = {
            "DATABASES": {"default": database},
            "DB_ENCRYPTION_KEY": str(key),
            "SECRET_KEY": "x",
            "CONTENT_ORIGIN": "http://x",
            "CACHE_ENABLED": False,
            **places,
        }
        settings.write_text("".join(f"{key} = {value!r}\n" for key, value in said.items()))
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "-v0"],
            env={
                "PYTHONPATH": str(home),
                "PATH": "/usr/bin:/bin",
                "HOME": folder,
                "PULP_SETTINGS": str(settings),
                "DJANGO_SETTINGS_MODULE": "pulpcore.app.settings",
            },
            check=True,
            capture_output=True,
        )


def django(conninfo: str) -> None:
    """Migrate a database to what a site with all of Django's own applications has."""
    home = installed("django", "psycopg[binary]")
    script = f"""
import django
from django.conf import settings
from django.core.management import call_command
from psycopg.conninfo import conninfo_to_dict
given = conninfo_to_dict({conninfo!r})
apps = ("admin", "auth", "contenttypes", "flatpages", "messages", "postgres", "redirects",
        "sessions", "sites", "sitemaps")
settings.configure(
    SECRET_KEY="x", SITE_ID=1, INSTALLED_APPS=["django.contrib." + app for app in apps],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={{"default": {{
        "ENGINE": "django.db.backends.postgresql", "NAME": given["dbname"],
        "USER": given["user"], "HOST": given["host"], "PORT": given.get("port", ""),
        "PASSWORD": given.get("password", "")}}}},
)
django.setup()
call_command("migrate", verbosity=0)
"""
    subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(home), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
