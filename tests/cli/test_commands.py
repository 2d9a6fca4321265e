"""Commands, from outside: what they print where, and how they end."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.command import interrupt, start, vfed
from tests.witness import dump, psql
from vfed_schema import scratch
from vfed_schema.connection import supported
from vfed_schema.errors import CatalogError
from vfed_schema.scratch import Database, Server

ROOT = Path(__file__).parents[2]
OLD = """
create table parcel (id int primary key, weight int);
insert into parcel values (1, 10), (2, 20);
create table gone (id int);
"""
NEW = """
create table parcel (id int primary key, weight int not null, note text default 'none');
create index parcel_weight on parcel (weight);
"""


@pytest.fixture
def old(database: Database) -> Database:
    with database.connect() as conn:
        conn.execute(OLD)
    return database


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.sql"
    path.write_text(NEW)
    return path


def test_help_lists_every_command() -> None:
    """--help names the commands of the contract."""
    done = vfed("--help")

    assert done.code == 0
    for command in ("try", "validate", "generate", "diff", "plan", "apply", "rollback", "drift"):
        assert f"\n  {command} " in done.out


def test_version_says_what_is_at_work(database: Database) -> None:
    """--version says tool, Python, psycopg and, given a URL, server."""
    done = vfed("--version", DATABASE_URL=database.conninfo)

    words = [line.split()[0] for line in done.out.splitlines()]
    assert words == ["vfed-schema", "Python", "psycopg", "PostgreSQL"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diff", "--bogus"), "error: No such option: --bogus; see --help\n"),
        (("nonsense",), "error: No such command 'nonsense'; see --help\n"),
        (
            ("diff", "--format", "xml"),
            "error: `diff` has no format `xml`: it has text, sql, json, markdown",
        ),
        (("diff", "--allow", "everything"), "error: no hazard is called `everything`; known are"),
    ],
)
def test_a_wrong_option_is_an_error(arguments: tuple[str, ...], said: str) -> None:
    """It exits 1: 2 says that things differ."""
    done = vfed(*arguments)

    assert done.code == 1
    assert said in done.err


def test_diff_refuses_to_lose_data_and_still_shows(old: Database, new: Path) -> None:
    """The report goes to stdout, the refusal to stderr, and the exit code is 3."""
    done = vfed("diff", "--from", old.conninfo, "--to", new)

    assert done.code == 3
    assert "- table public.gone (1 column)" in done.out
    assert "not_null: false → true" in done.out
    assert "--allow data-loss" in done.err


def test_diff_of_two_live_databases(old: Database, server: Server) -> None:
    """Both sides may be databases; the same on both sides is exit code 0."""
    with server.database() as twin:
        with twin.connect() as conn:
            conn.execute(OLD)
        done = vfed("diff", "--from", old.conninfo, "--to", twin.conninfo)

    assert done.code == 0


def test_a_script_runs_as_it_is(old: Database, new: Path) -> None:
    """What --format sql prints, psql runs, and then nothing differs."""
    done = vfed("diff", "--from", old.conninfo, "--to", new, "--allow", "data-loss", "-f", "sql")
    psql(old, done.out)

    assert done.code == 2
    assert vfed("diff", "--from", old.conninfo, "--to", new).code == 0


def test_no_script_without_permission(old: Database, new: Path) -> None:
    """A script that loses data is not printed before that is allowed."""
    done = vfed("diff", "--from", old.conninfo, "--to", new, "--format", "sql")

    assert (done.code, done.out) == (3, "")


def test_json_is_whole(old: Database, new: Path) -> None:
    """--format json tells changes, steps, hazards and the way back."""
    done = vfed("diff", "--from", old.conninfo, "--to", new, "--format", "json")
    told = json.loads(done.out)

    assert told["format"] == 1
    assert {c["action"] for c in told["changes"]} == {"create", "change", "drop"}
    assert told["proven"].startswith("PostgreSQL")
    assert told["rollback"]
    assert "data-loss" in {h["code"] for step in told["steps"] for h in step["hazards"]}


def test_unproven_is_said(old: Database, new: Path) -> None:
    """--no-verify skips the proof, and the output says so."""
    done = vfed("diff", "--from", old.conninfo, "--to", new, "--no-verify")

    assert "NOT PROVEN (proof was skipped)" in done.out


def test_apply_there_and_rollback(old: Database, new: Path) -> None:
    """Apply arrives, the ledger knows, rollback returns to the same dump."""
    before = dump(old)
    applied = vfed("apply", "--from", old.conninfo, "--to", new, "--allow", "data-loss", "--yes")
    between = vfed("diff", "--from", old.conninfo, "--to", new)
    back = vfed("rollback", "--from", old.conninfo, "--allow", "data-loss", "--yes")

    assert (applied.code, between.code, back.code) == (0, 0, 0)
    assert before == dump(old)
    with old.connect() as conn:
        assert conn.execute("select id, weight from parcel order by 1").fetchall() == [
            (1, 10),
            (2, 20),
        ]
        ledger = "select state, applied_by, version, plan ->> 'to' from vfed_schema.ledger"
        assert conn.execute(ledger).fetchall() == [("rolled back", conn.info.user, "", str(new))]


def test_apply_asks_first(old: Database, new: Path) -> None:
    """Where nobody can be asked and nobody said --yes, nothing is changed."""
    before = dump(old)
    done = vfed("apply", "--from", old.conninfo, "--to", new, "--allow", "data-loss")

    assert done.code == 3
    assert "--yes" in done.err
    assert before == dump(old)


def test_a_plan_file_is_good_for_its_database_alone(
    old: Database, new: Path, tmp_path: Path
) -> None:
    """A plan is refused when the database has changed since, and runs when it has not."""
    file = tmp_path / "plan.json"
    allow = ("--allow", "data-loss")
    written = vfed("plan", "--from", old.conninfo, "--to", new, *allow, "-o", file)
    with old.connect() as conn:
        conn.execute("create table extra ()")
        refused = vfed("apply", file, "--from", old.conninfo, *allow, "--yes")
        conn.execute("drop table extra")
    applied = vfed("apply", file, "--from", old.conninfo, *allow, "--yes")

    assert (written.code, refused.code, applied.code) == (2, 3, 0)
    assert "has changed since" in refused.err


def test_two_cannot_apply_at_once(old: Database, new: Path) -> None:
    """Whoever holds the advisory lock is alone."""
    with old.connect() as conn:
        conn.execute("select pg_advisory_lock(1986422116, 1935894629)")
        done = vfed("apply", "--from", old.conninfo, "--to", new, "--allow", "all", "--yes")

    assert done.code == 3
    assert "somebody else" in done.err


def test_a_failed_step_can_be_resumed(old: Database, new: Path, tmp_path: Path) -> None:
    """What is committed stays, what failed is rolled back, and the same plan goes on from there."""
    file = tmp_path / "plan.json"
    allow = ("--allow", "data-loss")
    with old.connect() as conn:
        conn.execute("insert into parcel values (3, null)")
    vfed("plan", "--from", old.conninfo, "--to", new, *allow, "-o", file)
    failed = vfed("apply", file, "--from", old.conninfo, *allow, "--yes")
    with old.connect() as conn:
        conn.execute("update parcel set weight = 0 where weight is null")
    resumed = vfed("apply", file, "--from", old.conninfo, *allow, "--yes")

    assert (failed.code, resumed.code) == (1, 0)
    assert "rolled back to step" in failed.err
    assert vfed("diff", "--from", old.conninfo, "--to", new).code == 0


def test_a_failed_rollback_is_not_resumed_forward(old: Database, new: Path, tmp_path: Path) -> None:
    """What a way back leaves when it fails is no half of the way forth."""
    file = tmp_path / "plan.json"
    new.write_text(NEW.replace("weight int not null", "weight bigint not null"))
    vfed("plan", "--from", old.conninfo, "--to", new, "-o", file)
    vfed("apply", file, "--from", old.conninfo, "--allow", "all", "--yes")
    with old.connect() as conn:
        conn.execute(f"insert into parcel values (3, {2**40})")
    failed = vfed("rollback", "--from", old.conninfo, "--allow", "all", "--yes")
    forth = vfed("apply", file, "--from", old.conninfo, "--allow", "all", "--yes")
    again = vfed("rollback", "--from", old.conninfo, "--allow", "all", "--yes")

    assert (failed.code, forth.code, again.code) == (1, 3, 3)
    assert "the last plan is rollback failed" in again.err
    assert "integer out of range" in failed.err
    assert "has changed since the plan was made" in forth.err


def test_interrupted_apply_rolls_back(old: Database, new: Path) -> None:
    """Ctrl-C while waiting for a table: rolled back, and said so."""
    before = dump(old)
    with old.connect() as conn:
        conn.execute("begin; lock table parcel, gone")
        process = start("apply", "--from", old.conninfo, "--to", new, "--allow", "all", "--yes")
        wait_for_lock(old)
        done = interrupt(process)
        conn.execute("rollback")

    assert done.code == 130
    assert "interrupted: rolled back, and nothing has changed\n" in done.err
    assert before == dump(old)


def wait_for_lock(database: Database) -> None:
    """Wait until somebody waits for a table."""
    with database.connect_admin() as conn:
        for _ in range(600):
            waiting = "select count(*) from pg_locks where not granted"
            row = conn.execute(waiting).fetchone()
            if row and row[0]:
                return
            time.sleep(0.05)
    pytest.fail("nobody waits")


def test_drift_tells_a_line_an_object(old: Database, new: Path) -> None:
    """Drift exits 2, names each object once, and counts them."""
    done = vfed("drift", "--from", old.conninfo, "--to", new)

    assert done.code == 2
    assert done.out.splitlines() == [
        "extra column public.gone.id",
        "missing column public.parcel.note",
        "changed column public.parcel.weight: not_null is false, not true",
        "missing index public.parcel_weight",
        "extra table public.gone",
        "5 objects differ: 2 missing, 1 changed, 2 extra",
    ]


def test_no_server() -> None:
    """A server that is not there is one clear sentence."""
    url = "postgresql://nobody:hunter2@127.0.0.1:1/x"
    done = vfed("diff", "--from", url, "--to", url)

    assert done.code == 1
    assert done.err.startswith("error: cannot connect to `user=nobody dbname=x host=127.0.0.1")
    assert len(done.err.splitlines()) == 1
    assert "hunter2" not in done.err


def test_wrong_password_is_never_printed(tmp_path: Path) -> None:
    """A wrong password is one clear sentence, without the password."""
    with scratch.server(provider="embedded") as server, server.database() as database:
        with database.connect_admin() as conn:
            conn.execute("create role locked login password 'right'")
            row = conn.execute("show hba_file").fetchone()
            assert row
            hba = Path(row[0])
            hba.write_text(f"local all locked scram-sha-256\n{hba.read_text()}")
            conn.execute("select pg_reload_conf()")
            url = f"host={hba.parent} dbname={database.name} user=locked password=hunter2"
        time.sleep(0.3)
        done = vfed("drift", "--from", url, "--to", url)

    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "password authentication failed" in done.err
    assert "hunter2" not in done.out + done.err


def test_a_source_nobody_knows() -> None:
    """A source that is none is refused with what it could be."""
    done = vfed("diff", "--from", "what", "--to", "ever")

    assert done.code == 1
    assert "`what` is no source" in done.err


def test_a_script_postgres_refuses(old: Database, tmp_path: Path) -> None:
    """An error in a script has file, line and column."""
    script = tmp_path / "bad.sql"
    script.write_text("create table a (id int);\n\ncreate table b (id int,\n  x nonsense);\n")
    done = vfed("diff", "--from", old.conninfo, "--to", script)

    assert done.code == 1
    assert done.err.startswith(f'error: {script}:4:5: type "nonsense" does not exist')


def test_reading_needs_no_rights(old: Database, new: Path) -> None:
    """A role that may only read the catalog is enough for a diff."""
    with old.connect_admin() as conn:
        conn.execute("drop role if exists vf_looker")
        conn.execute("create role vf_looker login")
    url = old.conninfo.replace("user=vfed_builder", "user=vf_looker")
    done = vfed("drift", "--from", url, "--to", new)
    with old.connect_admin() as conn:
        conn.execute("drop role vf_looker")

    assert done.code == 2


def test_a_catalog_nobody_may_read(database: Database) -> None:
    """A catalog that is closed to a role is one clear sentence."""
    with database.connect_admin() as conn:
        conn.execute("create role vf_blind login")
        conn.execute("revoke select on pg_catalog.pg_constraint from public")
    url = database.conninfo.replace("user=vfed_builder", "user=vf_blind")
    done = vfed("drift", "--from", url, "--to", url)
    with database.connect_admin() as conn:
        conn.execute("grant select on pg_catalog.pg_constraint to public")
        conn.execute("drop role vf_blind")

    assert done.code == 1
    assert done.err == (
        "error: cannot read the catalog: permission denied for table pg_constraint\n"
    )


@pytest.mark.parametrize("version", [90624, 120020, 190000])
def test_a_server_nobody_knows(version: int) -> None:
    """A major that is not supported is one clear sentence."""
    with pytest.raises(CatalogError, match=f"PostgreSQL {version // 10000} is not supported"):
        supported(version)


def test_a_killed_apply_is_no_obstacle(old: Database, new: Path) -> None:
    """What a killed process leaves behind is rolled back by the server; applying again arrives."""
    apply = ("apply", "--from", old.conninfo, "--to", new, "--allow", "all", "--yes")
    with old.connect() as conn:
        conn.execute("begin; lock table parcel, gone")
        process = start(*apply)
        wait_for_lock(old)
        process.kill()
        process.communicate()
        conn.execute("rollback")
    for _ in range(100):  # the server takes a moment to see that nobody is there
        again = vfed(*apply)
        if again.code != 3:
            break
        time.sleep(0.1)

    assert again.code == 0
    assert vfed("diff", "--from", old.conninfo, "--to", new).code == 0


def test_a_model_and_its_lock_are_the_same() -> None:
    """A YAML model and its own lock differ in nothing, either way round."""
    model, lock = ROOT / "schema" / "tables.yaml", ROOT / "generated" / "catalog.jsonl"

    assert vfed("diff", "--from", lock, "--to", model).code == 0
    assert vfed("diff", "--from", model, "--to", lock).code == 0


def test_a_damaged_lock_is_found_out(tmp_path: Path) -> None:
    """A lock that was edited by hand is refused, with what to do."""
    lock = tmp_path / "catalog.jsonl"
    text = (ROOT / "generated" / "catalog.jsonl").read_text()
    lock.write_text(text.replace('"not_null": true, ', "", 1))
    done = vfed("diff", "--from", lock, "--to", lock)

    assert done.code == 1
    assert done.err == (f"error: {lock}:1:1: edited by hand, or cut; run `vfed-schema generate`\n")


def test_without_a_database_the_base_is_compared() -> None:
    """With no --from and no $DATABASE_URL, the model's base in scratch is what is there."""
    done = vfed("diff", cwd=ROOT)

    assert done.code == 2
    assert "+ table public.federation_nodes" in done.out
    assert "422 to make, 0 to change, 0 to drop" in done.out


def test_views_are_remade_for_their_owner(server: Server) -> None:
    """A view that is made again belongs to whom it belonged, and whoever might read it may."""
    sql = "create role vf_owner; grant create on schema public to vf_owner;"
    sql += "create table t (id int, a int); create view v as select id, a from t;"
    sql += "alter view v owner to vf_owner; grant select on v to vf_reader"
    with server.database() as one, server.database() as two:
        with one.connect_admin() as conn:
            conn.execute(sql.encode())
        with two.connect_admin() as conn:
            conn.execute("create table t (id int, a bigint); create view v as select id, a from t")
        apply = ("apply", "--from", one.admin_conninfo, "--to", two.admin_conninfo, "--yes")
        done = vfed(*apply)
        with one.connect_admin() as conn:
            owner = (
                "select pg_get_userbyid(relowner), has_table_privilege('vf_reader', oid, 'select')"
            )
            found = conn.execute(f"{owner} from pg_class where relname = 'v'".encode()).fetchone()
            conn.execute("drop owned by vf_owner; drop role vf_owner")

    assert done.code == 0, done.err
    assert found == ("vf_owner", True)


def test_a_failed_index_build_leaves_nothing(database: Database, tmp_path: Path) -> None:
    """A unique index that rows stand in the way of is taken away again, and can be resumed."""
    with database.connect() as conn:
        conn.execute("create table t (a int); insert into t values (1), (1)")
    new, file = tmp_path / "new.sql", tmp_path / "plan.json"
    new.write_text("create table t (a int); create unique index t_a on t (a);")
    vfed("plan", "--from", database.conninfo, "--to", new, "-o", file)
    failed = vfed("apply", file, "--from", database.conninfo, "--yes")
    with database.connect() as conn:
        left = conn.execute("select count(*) from pg_index where not indisvalid").fetchone()
        conn.execute("delete from t where ctid = '(0,1)'")
    resumed = vfed("apply", file, "--from", database.conninfo, "--yes")

    assert (failed.code, resumed.code) == (1, 0)
    assert "could not create unique index" in failed.err
    assert left == (0,)
    assert vfed("diff", "--from", database.conninfo, "--to", new).code == 0
