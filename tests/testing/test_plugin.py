"""The pytest plugin, in suites of its own: each is a folder, run as a process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from vfed_schema.scratch import Server

MODEL = """
base: base.sql
tables:
  owners:
    external: true
    relies_on: {columns: {id: bigint}}
  orders:
    columns:
      id: {type: bigint, identity: always, primary_key: true}
      owner_id: {type: bigint, not_null: true, references: owners(id)}
      status: {type: text, not_null: true, default: open, values: [open, paid],
               enforced_by: orders_status}
    indexes:
      orders_owner: [owner_id]
materialized_views:
  totals: {query: "SELECT status, count(*) AS n FROM orders GROUP BY status"}
data:
  the_first_owner: {sql: INSERT INTO owners VALUES (1), after: [orders]}
"""
BASE = "create table owners (id bigint primary key);"
SUITE = '''
import pytest, psycopg

@pytest.mark.parametrize("n", range(6))
def test_each_has_its_own(schema_db, n):
    """What one test writes, no other sees: in the same database, or over the URL."""
    assert schema_db.conn.execute("select count(*) from orders").fetchone() == (0,)
    schema_db.conn.execute("insert into orders (owner_id) values (1)")
    with psycopg.connect(schema_db.url) as conn:
        assert conn.execute("select status from orders").fetchall() == [("open",)]
        with pytest.raises(psycopg.errors.CheckViolation):
            conn.execute("update orders set status = 'lost'")
    left = schema_db.connect()  # nobody closes it

def test_drift(schema_db, assert_no_drift):
    assert_no_drift(schema_db)
    assert_no_drift(schema_db.url)
    assert_no_drift(schema_db.conn)
    assert schema_db.conn.execute("select * from totals").fetchall() == []
    schema_db.conn.execute("drop index orders_owner; alter table orders add note text")
    with pytest.raises(AssertionError) as found:
        assert_no_drift(schema_db)
    assert str(found.value).splitlines()[1:] == [
        "extra column public.orders.note", "missing index public.orders_owner"
    ]
'''


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A project with a model and tests of its own."""
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "shop.yaml").write_text(MODEL)
    (tmp_path / "db" / "base.sql").write_text(BASE)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nvfed_schema_model = db/shop.yaml\naddopts = --strict-config\n"
        "filterwarnings = error\n"
    )
    (tmp_path / "test_it.py").write_text(SUITE)
    return tmp_path


def _run(folder: Path, *arguments: str, **env: str) -> str:
    """Run a suite as a process, and return what it says."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder, env={**kept, **env}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_every_test_has_a_database_of_its_own(suite: Path) -> None:
    """The model is built once, with its base and its data, and copied; drift is told by object."""
    said = _run(suite)

    assert "7 passed" in said, said


def test_workers_have_templates_of_their_own(suite: Path) -> None:
    """It works under xdist as it does in one process."""
    said = _run(suite, "-n", "2")

    assert "7 passed" in said, said


def test_on_a_server_of_others_nothing_is_left(suite: Path, server: Server) -> None:
    """With $VFED_SCRATCH_URL databases are made there, by a plain login, and gone afterwards."""
    with server.database() as home, home.connect_admin() as admin:
        admin.execute("create role tester login createdb")
        try:
            url = psycopg.conninfo.make_conninfo(home.admin_conninfo, user="tester")
            said = _run(suite, VFED_SCRATCH_URL=url)
            left = admin.execute(
                "select datname from pg_database where datname like 'vfed_scratch%'"
            ).fetchall()
        finally:
            admin.execute("drop role tester")

    assert "7 passed" in said, said
    assert [] == left


def test_a_profile_and_a_conftest_say_which_model(suite: Path) -> None:
    """A profile is laid over the model; a conftest.py may name another file altogether."""
    (suite / "db" / "more.yaml").write_text(
        "profile_of: shop.yaml\ntables: {orders: {columns: {note: text}}}\n"
    )
    test = "def test_it(schema_db):\n    schema_db.conn.execute('select note from orders')\n"
    (suite / "test_it.py").write_text(test)
    said = _run(suite, "-o", "vfed_schema_profile=more")
    (suite / "conftest.py").write_text(
        "import pytest\n@pytest.fixture(scope='session')\n"
        "def schema_model(pytestconfig):\n    return pytestconfig.rootpath / 'db' / 'more.yaml'\n"
    )

    assert "1 passed" in said, said
    assert "1 passed" in _run(suite)


def test_the_project_s_settings_say_which_model(suite: Path) -> None:
    """Where pytest's ini file says nothing, the model is that of vfed-schema's own settings."""
    (suite / "pytest.ini").unlink()
    (suite / "vfed-schema.toml").write_text('model = "db/shop.yaml"\n')
    said = _run(suite, "-k", "drift")

    assert "1 passed" in said, said


def test_a_missing_model_is_told(suite: Path) -> None:
    """Where the model is not, the error says which file and which option."""
    said = _run(suite, "-o", "vfed_schema_model=nowhere.yaml", "-k", "drift")

    assert re.search(r"cannot read `.*nowhere\.yaml`: say `vfed_schema_model`", said), said


def test_loading_it_imports_nothing(tmp_path: Path) -> None:
    """A suite that does not use it pays nothing: no driver, no room of ours but the plugin's."""
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    ours = {m for m in sys.modules if m.startswith('vfed_schema')}\n"
        "    assert ours == {'vfed_schema', 'vfed_schema.pytest_plugin'}\n"
        "    assert not {'psycopg', 'yaml', 'typer'} & set(sys.modules)\n"
    )
    said = _run(tmp_path)

    assert "1 passed" in said, said
