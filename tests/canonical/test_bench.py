"""A model under review is untrusted: its SQL gets no rights in scratch that it could keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from vfed_schema.canonical import bench
from vfed_schema.errors import SourceError
from vfed_schema.scratch import Server

GREEDY = {
    "a role that runs programs": "GRANT pg_execute_server_program TO vfed_builder",
    "a function that reads files": (
        "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO vfed_builder"
    ),
    "a trigger in the superuser's commands": (
        "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
        "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()"
    ),
    "a cast that reads memory": (
        "CREATE TYPE t AS (a int); CREATE CAST (t AS bigint) WITHOUT FUNCTION"
    ),
}


@pytest.mark.parametrize("what", GREEDY)
def test_rights_that_could_be_kept_are_refused(what: str, server: Server, tmp_path: Path) -> None:
    """What would make the builder more than it is does not run, with anybody's rights."""
    script = tmp_path / "base.sql"
    script.write_text(GREEDY[what])
    with bench(server, lambda text: None) as db, pytest.raises(SourceError):
        db.script(script)


def test_what_the_builder_made_never_belongs_to_a_superuser(server: Server, tmp_path: Path) -> None:
    """A dump's OWNER TO is passed over, and named: a function of the superuser's would be one."""
    script = tmp_path / "base.sql"
    script.write_text(
        "CREATE FUNCTION f() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1';"
        "CREATE TABLE t (id int); ALTER FUNCTION f() OWNER TO postgres;"
        "ALTER TABLE public.t OWNER TO postgres; ALTER TABLE t ADD COLUMN a int"
    )
    notes: list[str] = []
    with bench(server, notes.append) as db:
        db.script(script)
        owners = db.admin.execute(
            "select distinct pg_get_userbyid(proowner) from pg_proc where proname = 'f'"
            " union select pg_get_userbyid(relowner) from pg_class where relname = 't'"
        ).fetchall()

    assert [("vfed_builder",)] == owners
    assert [n for n in notes if "OWNER TO postgres" in n]


def test_an_extension_is_made_with_the_rights_it_needs(server: Server, tmp_path: Path) -> None:
    """Extensions are what rights are raised for, and each is named."""
    script = tmp_path / "base.sql"
    script.write_text("CREATE EXTENSION pg_stat_statements")
    notes: list[str] = []
    with bench(server, notes.append) as db:
        db.script(script)

    assert [n for n in notes if "CREATE EXTENSION pg_stat_statements" in n]
