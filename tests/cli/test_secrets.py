"""What belongs to nobody but a database is never shown."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import vfed
from vfed_schema.scratch import Database

THERE = """
create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw;
create user mapping for vf_app server far options (user 'app', password 'hunter2');
create user mapping for public server far options (user 'all', password 'hunter2');
"""
MODEL = """
extensions: {postgres_fdw: {}}
servers:
  far:
    wrapper: postgres_fdw
    user_mappings:
      vf_app: {options: {user: other}}
"""


def test_a_password_is_neither_read_nor_written(database: Database, tmp_path: Path) -> None:
    """No report, script or model holds it; it stays where the mapping stays, else it is told."""
    with database.connect_admin() as conn:
        conn.execute(THERE)
    file = tmp_path / "tables.yaml"
    file.write_text(MODEL)
    sides = ("--from", database.admin_conninfo, "--model", file, "--allow", "data-loss")
    shown = [vfed("diff", *sides, "-f", form) for form in ("text", "sql", "json")]
    imported = vfed("import", database.admin_conninfo, "-o", tmp_path / "imported")
    applied = vfed("apply", *sides, "--yes")
    with database.connect_admin() as conn:
        left = conn.execute("select usename, umoptions from pg_user_mappings").fetchall()
    everything = "".join(d.out + d.err for d in (*shown, imported, applied))

    assert applied.code == 0, applied.err
    assert "the password of public on server far" in shown[0].out
    assert "the password of user mapping far.vf_app" in imported.err
    assert left == [("vf_app", ["password=hunter2", "user=other"])] or left == [
        ("vf_app", ["user=other", "password=hunter2"])
    ]
    assert "hunter2" not in everything
    assert "hunter2" not in (tmp_path / "imported" / "tables.yaml").read_text()


def test_a_password_in_a_model_is_refused(tmp_path: Path) -> None:
    """It does not belong in a file: the complaint says where it stands, and not what it is."""
    file = tmp_path / "tables.yaml"
    file.write_text(MODEL.replace("user: other", "user: other, password: hunter2"))
    done = vfed("validate", "--model", file)

    assert done.code == 1
    assert f"{file}:7:" in done.err
    assert "`password` does not belong in a file" in done.err
    assert "hunter2" not in done.err
