"""Who changed it, from the server's own log: a server that keeps one, in each of its formats."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo
from psycopg.errors import DivisionByZero

from tests.drift.conftest import ONE, Place
from tests.witness import psql
from vfed_schema import scratch
from vfed_schema.drift import watch
from vfed_schema.drift.serverlog import files
from vfed_schema.drift.serverlog.files import tail
from vfed_schema.drift.serverlog.lines import entries
from vfed_schema.drift.serverlog.sessions import runs
from vfed_schema.drift.serverlog.statements import logged
from vfed_schema.scratch import Database, Server, clusters
from vfed_schema.verdict import Trace

FULL = "%m [%p] %q%u@%d %h %a "
TRACE = Trace(
    at=datetime(2026, 1, 1, tzinfo=UTC), by="", application="", client="", tag="", statement=""
)


@contextmanager
def logging(server: Server, **settings: str) -> Iterator[Server]:
    """Run a server of the same programs that keeps a log."""
    said = {"logging_collector": "on", "log_statement": "ddl", **settings}
    lines = "".join(f"{key} = '{value}'\n" for key, value in said.items())
    unpack = clusters.unpack

    def configured(template: Path, data: Path, account: object) -> None:
        unpack(template, data, account)  # type: ignore[arg-type]
        with (data / "postgresql.conf").open("a") as file:
            file.write(lines)

    provider = "embedded" if "embedded" in server.origin else "binaries"
    with (
        patch.object(clusters, "unpack", configured),
        scratch.server(major=server.major, provider=provider) as found,
    ):
        yield found


def _formats(server: Server) -> list[str]:
    return ["stderr", "csvlog", *(["jsonlog"] if server.major >= 15 else [])]


def _place(folder: Path, database: Database) -> Place:
    place = Place(folder, database)
    place.model(ONE)
    place.apply()
    return place


def _written(database: Database, last: str) -> None:
    """Wait until the collector has written a statement."""
    with database.connect_admin() as conn:
        for _ in range(200):
            found = tail(conn, None)
            if found and last in found.text:
                return
            time.sleep(0.02)
    raise AssertionError(f"`{last}` is not in the log")


BY_HAND = """
create table elsewhere (size int);
create table item_too (name text);
drop table item_too;
create table if not exists item (id int);
alter table item drop column size /* what a size */;
drop table public.part;
create index "By hand" on item (name);
begin;
alter table item drop column name;
rollback;
"""


@pytest.mark.parametrize("format_", ["stderr", "csvlog", "jsonlog"])
def test_the_log_says_who_did_it(server: Server, tmp_path: Path, format_: str) -> None:
    """Each format tells when, who, in what and how; what failed or was taken back is nobody's."""
    if format_ not in _formats(server):
        pytest.skip(f"PostgreSQL {server.major} writes no {format_}")
    settings = {"log_destination": format_, "log_statement": "all", "log_line_prefix": FULL}
    with logging(server, **settings) as ours, ours.database() as database:
        place = _place(tmp_path, database)
        psql(database, BY_HAND)
        with database.connect_admin() as conn, pytest.raises(Exception, match="is in use|exists"):
            conn.execute("alter table item add column other int, add column id int")
        psql(database, "alter table item add column other int; comment on table item is 'mine'")
        _written(database, "is 'mine'")
        lines = {line.partition(";")[0]: line for line in place.drift()}

        size = lines["missing column public.item.size"]
        assert "; changed by postgres at 20" in size
        assert " UTC in psql with `alter table item drop column size /* what a size */`" in size
        assert "`drop table public.part`" in lines["missing table public.part"]
        assert "`drop table public.part`" in lines["missing column public.part.id"]
        assert '`create index "By hand" on item (name)`' in lines["extra index public.By hand"]
        assert "`alter table item add column other int`" in lines["extra column public.item.other"]
        assert "is 'mine'`" in next(v for k, v in lines.items() if "extra comment" in k)


@pytest.mark.parametrize("format_", ["stderr", "csvlog", "jsonlog"])
def test_a_transaction_that_failed_is_nobodys(server: Server, tmp_path: Path, format_: str) -> None:
    """Whatever failed in it: its COMMIT is a rollback. What a savepoint saved is not told."""
    if format_ not in _formats(server):
        pytest.skip(f"PostgreSQL {server.major} writes no {format_}")
    settings = {"log_destination": format_, "log_statement": "all", "log_line_prefix": FULL}
    with logging(server, **settings) as ours, ours.database() as database:
        place = _place(tmp_path, database)
        with database.connect_admin() as conn:
            conn.execute("begin")
            conn.execute("alter table item drop column size")
            with pytest.raises(DivisionByZero):
                conn.execute("select 1 / 0")
            conn.execute("commit")
            conn.execute("do $$ begin execute 'alter table item drop column si' || 'ze'; end $$")
            conn.execute("begin; drop table part; commit; select 'the end'")
        _written(database, "the end")
        lines = place.drift()

        assert "missing column public.item.size" in lines
        assert "`drop table part`" in next(x for x in lines if x.startswith("missing table"))


@pytest.mark.parametrize(
    ("prefix", "more", "told"),
    [
        (FULL, {}, "changed by postgres at 20"),
        ("%m [%p] ", {}, "changed at 20"),
        ("%n %c ", {"log_connections": "on"}, "changed by postgres at 20"),
        ("%t %u %r %-12a %d:", {}, "changed by postgres at 20"),
        ("%q%m %d ", {"log_statement": "none", "log_min_duration_statement": "0"}, "changed at 20"),
        ("[%p] %u@%d ", {}, None),
        ("%m [%p] %u ", {"alone": "no"}, None),
        (FULL, {"log_statement": "none"}, None),
        ("%m %d ", {"log_timezone": "Asia/Kathmandu"}, "changed at 20"),
    ],
)
def test_what_a_prefix_does_not_tell_is_not_said(
    server: Server, tmp_path: Path, prefix: str, more: Mapping[str, str], told: str | None
) -> None:
    """No user, no name; no time or no database, where there are several, no hint at all."""
    alone = more.get("alone") != "no"
    settings = {"log_line_prefix": prefix, **{k: v for k, v in more.items() if k != "alone"}}
    with logging(server, **settings) as ours, ours.database() as database:
        place = _place(tmp_path, database)
        time.sleep(1.1 if "%t" in prefix else 0)  # it tells whole seconds
        psql(database, "alter table item drop column size; create table late ()")
        if "none" != settings.get("log_statement") or "log_min_duration_statement" in settings:
            _written(database, "create table late")
        if alone:
            line = place.drift()[0]
        else:
            with ours.database():
                line = place.drift()[0]

        if told is None:
            assert "missing column public.item.size" == line
        else:
            assert f"; {told}" in line
            assert line.endswith("with `alter table item drop column size`")


READER = "create role log_reader login"
RIGHTS = """
grant pg_monitor to log_reader;
grant execute on function pg_current_logfile(text) to log_reader;
grant execute on function pg_read_binary_file(text, bigint, bigint, boolean) to log_reader;
"""


def test_rights_decide_what_is_told(server: Server, tmp_path: Path) -> None:
    """Without them it is drift as ever; what is named in the documentation is enough."""
    with (
        logging(server, log_line_prefix=FULL) as ours,
        ours.database() as database,
        database.connect_admin() as admin,
    ):
        place = _place(tmp_path, database)
        psql(database, f"drop table part; {READER}")
        _written(database, "drop table part")
        url = make_conninfo(database.admin_conninfo, user="log_reader")
        none = place.run("drift", url=url)
        admin.execute(RIGHTS.encode())
        told = place.run("drift", url=url)

        assert (2, 2) == (none.code, told.code)
        assert "missing table public.part" in none.out.splitlines()
        assert "missing table public.part; changed by postgres at 20" in told.out


def test_the_watch_goes_first(server: Server, tmp_path: Path) -> None:
    """What it has written down is surer than what a log says in words; each fills the other up."""
    with logging(server, log_line_prefix=FULL) as ours, ours.database() as database:
        place = _place(tmp_path, database)
        psql(database, "alter table item drop column name")
        with database.connect_admin() as conn:
            watch.install(conn)
        psql(database, "do $$ begin execute 'alter table item drop column ' || 'size'; end $$")
        psql(database, "alter table if exists no_item drop column size; drop table part")
        _written(database, "drop table part")
        lines = {line.partition(";")[0]: line for line in place.drift()}

        assert "with `do $$" in lines["missing column public.item.size"]
        assert "drop column name`" in lines["missing column public.item.name"]


def test_nothing_hides_and_no_password_is_told(server: Server, tmp_path: Path) -> None:
    """Whatever stands in a statement is shown; what may hold a password is left out, and named."""
    script = """
        alter table item drop column size /* [31m ‮ */;
        create foreign data wrapper w;
        create server s foreign data wrapper w options (host 'hidden-1');
        create user mapping for public server s options (password 'hidden-2');
        drop table part /* password = 'hidden-3' */;
    """
    with (
        logging(server, log_destination="csvlog") as ours,
        ours.database() as database,
    ):
        place = _place(tmp_path, database)
        with database.connect_admin() as conn:
            conn.execute(f"{script} create role somebody password 'hidden-4'".encode())
        _written(database, "hidden-4")
        said = place.run("drift").out
        data = place.run("drift", "--format", "json").out

        assert "hidden-" not in said + data
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "drop column size" in said
        assert said.count("(left out: it may hold a password)") == 3


def test_the_tail_spans_files_and_has_a_limit(server: Server, tmp_path: Path) -> None:
    """The newest files first, up to so many bytes: what is further back is not known."""
    settings = {"log_line_prefix": FULL, "log_filename": "%H%M%S.log"}
    with logging(server, **settings) as ours, ours.database() as database:
        place = _place(tmp_path, database)
        psql(database, "drop table part")
        _written(database, "drop table part")
        time.sleep(1.1)  # the name of a file is a second
        with database.connect_admin() as conn:
            conn.execute("select pg_rotate_logfile()")
        time.sleep(0.5)
        psql(database, f"create table late () -- {'é' * 3_000}\n;alter table item drop column size")
        _written(database, "drop column size")
        whole = place.run("drift").out
        with patch.object(files, "MOST", 5_001):
            part = place.run("drift").out

        assert "with `drop table part`" in whole
        assert "with `alter table item drop column size" in whole
        assert "drop table part" not in part
        assert "with `alter table item drop column size" in part


def test_a_federation_is_told_too(server: Server, tmp_path: Path) -> None:
    """Of each database what was run in that one."""
    with logging(server, log_line_prefix=FULL) as ours, ours.database() as one:
        place = _place(tmp_path, one)
        psql(one, "drop table part")
        _written(one, "drop table part")
        place.said("nodes.yaml", f"nodes:\n  here: {one.admin_conninfo!r}\n")
        told = place.vfed(
            "drift", "--nodes", "nodes.yaml", "--model", "tables.yaml", "--format", "json"
        )

        assert "drop table part" in told.out, told


PIECES = st.sampled_from(
    ["create ", "table ", "drop ", "alter ", "index ", "comment on ", "grant ", "on ", "to ", "a.b",
     '"', "'", "$$", "$a$", "(", ")", ",", ";", ".", "\n", "\t", "--", "/*", "*/", "rename ",
     "begin", "rollback", "LOG:  ", "statement: ", "ERROR:  ", "2026-11-26 14:23:04.708 UTC ",
     "[1] ", "u@d ", "{", "}", '"message": ', ",,,,,,,,,,,,,,,,,,,,,,,,", "\x00", "é", "%"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60), st.sampled_from(["jsonlog", "csvlog", "stderr"]))
def test_whatever_is_in_a_log_fails_nothing(pieces: list[str], format_: str) -> None:
    """It is passed over: a hint is not worth an error."""
    text = "".join(pieces)
    prefixed = f"2026-11-26 14:23:04.708 UTC [1] u@d h a LOG:  statement: {text}"
    for said in (text, prefixed):
        for run in runs(entries(format_, said, FULL)):
            logged(run.statement, TRACE)
    logged(text, TRACE)


@pytest.mark.parametrize(
    "line",
    [
        "a@b c " * 40_000,
        "x" * 400_000,
        "drop table a; " * 20_000,
        "password" * 30_000,
        "'" * 99_999,
    ],
    ids=["names", "no word", "statements", "secrets", "quotes"],
)
def test_no_line_takes_long_to_read(line: str) -> None:
    """There is one way to read a prefix, and no more of a statement is read than is worth it."""
    head = "2026-11-26 14:23:04.708 UTC [8396] "
    start = time.process_time()
    for said in (head + line, f"{head}u@d h a LOG:  statement: create table x (); {line}"):
        for run in runs(entries("stderr", said, FULL)):
            logged(run.statement, TRACE)

    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("statement", "tag", "named"),
    [
        ("create table if not exists a.b (c int)", "CREATE TABLE", {"a.b"}),
        ("create unlogged table x as select from y", "CREATE TABLE", {"x"}),
        ("CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY t (a)", "CREATE INDEX", {"i"}),
        ('alter table only "A b"."C" rename to d', "ALTER TABLE", {"A b.C", "A b.d"}),
        ("alter view v set schema other", "ALTER VIEW", {"v", "other.v"}),
        ("drop function f(int, text), s.g (x)", "DROP FUNCTION", {"f", "s.g"}),
        ("create or replace trigger t after insert on a.b", "CREATE TRIGGER", {"a.b.t"}),
        ("create constraint trigger t after insert on b", "CREATE TRIGGER", {"b.t"}),
        ("alter policy p on t rename to q", "ALTER POLICY", {"t.p", "t.q"}),
        ("comment on column t.c is 'on x'", "COMMENT", {"t.c"}),
        ("comment on constraint c on t is ''", "COMMENT", {"t.c"}),
        ("alter table t attach partition s.p default", "ALTER TABLE", {"t", "s.p"}),
        ("/* x */ drop table if exists a, b cascade", "DROP TABLE", {"a", "b"}),
        ("grant select on t to public", "GRANT", set()),
    ],
)
def test_what_a_statement_names(statement: str, tag: str, named: set[str]) -> None:
    """Its objects and, of what is renamed or moved, what they are afterwards."""
    found = logged(statement, TRACE)

    assert found
    assert (tag, named) == (found.trace.tag, set(found.objects))


@pytest.mark.parametrize(
    "statement",
    [
        "create index on t (a)",
        "create temp table t ()",
        "create role r password 'x'",
        "grant r to s",
        "alter system set a = b",
        "drop owned by r",
        "create table",
        "comment on",
    ],
)
def test_what_names_nothing_of_ours(statement: str) -> None:
    assert logged(statement, TRACE) is None
