"""What options are where the command line does not say them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.cli.command import vfed
from vfed_schema.connection import usual_url
from vfed_schema.scratch import Database, Server

SHOP = "tables:\n  orders:\n    columns:\n      id: {type: bigint, primary_key: true}\n"
MORE = "profile_of: shop.yaml\ntables: {orders: {columns: {note: text}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a model in a folder of its own, and a folder beside that."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "shop.yaml").write_text(SHOP)
    (tmp_path / "db" / "more.yaml").write_text(MORE)
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "shop"\n\n[tool.vfed-schema]\nmodel = "db/shop.yaml"\n'
    )
    return tmp_path


def _add(project: Path, text: str) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write(text)


def test_the_file_is_found_from_any_folder(project: Path) -> None:
    """Paths in it are from its own folder; where a repository ends, nobody looks further."""
    below = vfed("validate", cwd=project / "app")
    (project / "app" / ".git").touch()
    apart = vfed("validate", cwd=project / "app")

    assert below.out.startswith("../db/shop.yaml: 3 objects")
    assert "cannot read `schema/tables.yaml`" in apart.err


def test_the_command_line_goes_first(project: Path) -> None:
    """Command line, then the command's variable, then the general one, the command's table, all."""
    _add(project, 'profile = "more"\n[tool.vfed-schema.validate]\nprofile = "none"\n')
    (project / "db" / "other.yaml").write_text(SHOP.replace("orders", "others"))
    said = [
        vfed("validate", cwd=project).err,
        vfed("validate", cwd=project, VFED_SCHEMA_PROFILE="sure").err,
        vfed("validate", cwd=project, VFED_SCHEMA_PROFILE="sure",
             VFED_SCHEMA_VALIDATE_PROFILE="more").out,
        vfed("validate", "--profile", "last", cwd=project, VFED_SCHEMA_PROFILE="more").err,
        vfed("generate", "--check", cwd=project).out,
        vfed("validate", "-m", "db/other.yaml", cwd=project, VFED_SCHEMA_PROFILE="").err,
    ]  # fmt: skip

    assert "`db/none.yaml` is no profile" in said[0]
    assert "`db/sure.yaml` is no profile" in said[1]
    assert said[2].startswith("db/more.yaml: 4 objects")
    assert "`db/last.yaml` is no profile" in said[3]
    assert "generated/more/catalog.jsonl" in said[4]
    assert "`db/none.yaml` is no profile" in said[5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("modle = 1\n", "6:1: unknown key `modle`; did you mean `model`?"),
        ("strict = 1\n", "6:1: `strict` is true or false"),
        ("profile = []\n", "6:1: `profile` is a value"),
        ("jobs = 'x'\n", "6:1: `jobs`: 'x' is not a valid int"),
        ("yes = true\n", "6:1: unknown key `yes`"),
        ("[tool.vfed-schema.import]\nsplit = 'all'\n", "7:1: `split`: 'all' is not one of"),
        ("[tool.vfed-schema.diff]\n  formt = 1\n", "7:3: unknown key `formt`; did you mean"),
        ("[tool.vfed-schema.scratch]\ntrust = true\n", "7:1: unknown key `trust`"),
        ("scratch = 1\n", "6:1: `scratch` is a table"),
        ("model = 2\n", "6:10: no TOML: cannot overwrite a value"),
    ],
)  # fmt: skip
def test_mistakes_in_the_file_have_a_place(project: Path, text: str, said: str) -> None:
    """An unknown key and a value of another kind are told with file, line and column."""
    _add(project, text)
    done = vfed("validate", cwd=project)

    assert 1 == done.code
    assert f"pyproject.toml:{said}" in done.err


def test_two_files_are_one_too_many(project: Path) -> None:
    """vfed-schema.toml has the same keys at its top; beside it, pyproject.toml may have none."""
    (project / "vfed-schema.toml").write_text('profile = "more"\n')
    both = vfed("validate", cwd=project)
    (project / "pyproject.toml").unlink()
    alone = vfed("validate", "-m", "db/shop.yaml", cwd=project)

    assert "pyproject.toml` has settings too: keep them in one" in both.err
    assert alone.out.startswith("db/more.yaml")


def test_variables_that_mean_nothing_are_told(project: Path) -> None:
    """A variable of ours that is no option, or whose value is none, is an error."""
    wrong = vfed("validate", cwd=project, VFED_SCHEMA_MODLE="x")
    value = vfed("diff", cwd=project, VFED_SCHEMA_FORMAT="yml")

    assert "`VFED_SCHEMA_MODLE` in the environment is no option; did you mean" in wrong.err
    assert "`$VFED_SCHEMA_FORMAT`: 'yml' is not one of" in value.err


def test_hazards_and_a_database_may_be_said_once(project: Path, database: Database) -> None:
    """`from` and `allow` hold for all that have them; $DATABASE_URL goes before the file."""
    with database.connect() as conn:
        conn.execute("create table orders (id bigint primary key, note text)")
    refused = vfed("diff", "--from", database.conninfo, cwd=project)
    _add(project, f'from = "{database.conninfo}"\nallow = ["data-loss"]\n')
    allowed = vfed("diff", cwd=project)
    other = vfed("diff", cwd=project, DATABASE_URL="host=/nowhere dbname=x")

    assert (3, 2) == (refused.code, allowed.code), allowed.err
    assert "/nowhere" in other.err


def test_scratch_is_said_in_the_file(project: Path) -> None:
    """Where scratch servers come from may be said, and the environment goes before."""
    _add(project, '[tool.vfed-schema.scratch]\nprovider = "url"\nurl = "host=/nowhere"\n')
    told = vfed("generate", cwd=project)

    assert "no scratch server" in told.err
    assert "nowhere" in told.err
    assert 0 == vfed("generate", cwd=project, VFED_SCRATCH_PROVIDER="embedded").code


def _service(database: Database, folder: Path, *left_out: str) -> Path:
    """Write a service file for a database."""
    file = folder / "services.conf"
    parts = conninfo_to_dict(database.conninfo)
    lines = [f"{k}={v}" for k, v in parts.items() if v and k not in left_out]
    file.write_text("\n".join(["[prod]", *lines, ""]))
    return file


def test_services_are_sources(project: Path, database: Database) -> None:
    """`service=` in --from, and $PGSERVICE alone, name a database by libpq's service file."""
    file = str(_service(database, project))
    said = vfed("diff", "--from", "service=prod", cwd=project, PGSERVICEFILE=file)
    alone = vfed("diff", cwd=project, PGSERVICEFILE=file, PGSERVICE="prod")
    version = vfed("--version", cwd=project, PGSERVICEFILE=file, PGSERVICE="prod")

    assert (2, 2) == (said.code, alone.code), said.err + alone.err
    assert "+ table public.orders" in said.out
    assert said.out == alone.out
    assert "PostgreSQL" in version.out


def test_libpq_s_variables_name_a_database(project: Path, database: Database) -> None:
    """$PGHOST and $PGDATABASE are taken as psql takes them, where there is no $DATABASE_URL."""
    parts = conninfo_to_dict(database.conninfo)
    env = {"PGHOST": parts["host"], "PGDATABASE": parts["dbname"], "PGUSER": parts["user"]}
    done = vfed("apply", "--yes", cwd=project, **env)  # type: ignore[arg-type]

    assert 0 == done.code, done.err
    with database.connect() as conn:
        assert conn.execute("select to_regclass('orders')::text").fetchone() == ("orders",)


def test_what_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service says all; a user or a port alone name no database."""
    for name in ("DATABASE_URL", "PGSERVICE", "PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PGPORT", "6543")
    none = usual_url()
    monkeypatch.setenv("PGDATABASE", "a 'b'")
    quoted = usual_url()
    monkeypatch.setenv("PGSERVICE", "prod")

    assert none is None
    assert quoted == "port=6543 dbname='a \\'b\\''"
    assert usual_url() == "service=prod"


@contextmanager
def _with_password(server: Server, database: Database) -> Iterator[str]:
    """Let a login with a password into one database alone, and yield its name."""
    login = f"login_{database.name}"
    with database.connect_admin() as admin:
        row = admin.execute("show hba_file").fetchone()
        assert row
        file = Path(row[0])
        kept = file.read_text()
        admin.execute(f"create role {login} login password 'swordfish'".encode())
        admin.execute(f"grant create, usage on schema public to {login}".encode())
        try:
            file.write_text(f"local {database.name} {login} scram-sha-256\n{kept}")
            admin.execute("select pg_reload_conf()")
            yield login
        finally:
            file.write_text(kept)
            admin.execute("select pg_reload_conf()")
            admin.execute(f"drop owned by {login}".encode())
            admin.execute(f"drop role {login}".encode())


def test_passwords_may_be_in_a_file_of_libpq_s(
    project: Path, server: Server, database: Database
) -> None:
    """A password in .pgpass is used, and without one the server's refusal is told in one line."""
    with _with_password(server, database) as login:
        url = psycopg.conninfo.make_conninfo(database.conninfo, user=login)
        file = project / "pgpass"
        file.write_text(f"*:*:{database.name}:{login}:swordfish\n")
        file.chmod(0o600)
        without = vfed("diff", "--from", url, cwd=project, PGPASSFILE="/nowhere")
        done = vfed("diff", "--from", url, cwd=project, PGPASSFILE=str(file))

    assert (1, 2) == (without.code, done.code), done.err
    assert "password" in without.err
    assert 1 == len(without.err.splitlines())
    assert "swordfish" not in done.out + done.err


def test_a_url_of_sqlalchemy_s_is_one(project: Path, database: Database) -> None:
    """`postgresql+psycopg://` is taken: what SQLAlchemy calls the driver means nothing here."""
    parts = conninfo_to_dict(database.conninfo)
    url = f"postgresql+psycopg://{parts['user']}@/{parts['dbname']}?host={parts['host']}"
    done = vfed("diff", "--from", url, cwd=project)

    assert 2 == done.code, done.err
