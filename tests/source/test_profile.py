"""Profiles: what is laid over a model, and what is wrong with that, at its own lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import vfed
from vfed_schema.errors import SourceError
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.key import PrimaryKey
from vfed_schema.model import Model
from vfed_schema.ref import Ref
from vfed_schema.source import read

MODEL = """
include: more.yaml
tables:
  t:
    columns:
      id: {type: int, primary_key: true, comment: a number}
      a: {type: text, not_null: true, default: x}
      b: int
    indexes: {t_a: [a]}
"""
MORE = """
tables:
  u: {columns: {id: int, gone: int}}
schemas: {other: {tables: {w: {columns: {id: int}}}}}
"""


def profiled(folder: Path, text: str) -> Model:
    (folder / "tables.yaml").write_text(MODEL)
    (folder / "more.yaml").write_text(MORE)
    (folder / "production.yaml").write_text(f"profile_of: tables.yaml\n{text}")
    return read(folder / "production.yaml").model


def test_it_adds_changes_and_takes_away(tmp_path: Path) -> None:
    """Key by key, in whichever file something is; the rest stays as it is."""
    model = profiled(
        tmp_path,
        """
tables:
  t:
    columns:
      id: {primary_key: ~}
      a: !replace {type: bigint, not_null: !replace false}
    primary_key: [id, b]
    indexes: {t_a: ~, t_b: [b]}
  u: {columns: {gone: ~, more: int}}
  v: {columns: {id: int}}
schemas: {other: {tables: {w: {columns: {id: !replace text}}}}}
""",
    )
    key = model[Ref("primary_key", ("public", "t", "t_pkey"))]
    a = model[Ref("column", ("public", "t", "a"))]
    w = model[Ref("column", ("other", "w", "id"))]
    assert isinstance(key, PrimaryKey)
    assert isinstance(a, Column)
    assert isinstance(w, Column)

    assert key.columns == ("id", "b")
    assert (a.type, a.not_null, a.default, w.type) == ("bigint", False, None, "text")
    assert Ref("comment", ("column", "public", "t", "id")) in model
    assert Ref("index", ("public", "t_a")) not in model
    assert Ref("index", ("public", "t_b")) in model
    assert {r.path[-1] for r in model if r.path[:2] == ("public", "u")} == {"u", "id", "more"}
    assert Ref("table", ("public", "v")) in model


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("tables: {x: ~}", "2:10: nothing to take away at `tables.x`"),
        ("tables:\n  t:\n    indexes: {t_c: ~}", "4:15: nothing to take away at `tables.t"),
        ("tables: {t: {columns: {c: !replace int}}}", "2:24: nothing to replace at `tables.t.col"),
        ("tables: {t: {columns: {b: {not_null: true}}}}", "2:24: `tables.t.columns.b` is `int`"),
        ("tables: {t: {colums: {b: int}}}", "2:14: unknown key `colums`; did you mean"),
        ("tables: {t: {indexes: {t_z: [zz]}}}", "has no column `zz`"),
        ("tables: [", "not YAML"),
        ("tables: {t: !replce {}}", "2:13: no tag `!replce` here; there is `!replace`, in a"),
        ("tables:\n", "2:1: nothing is said at `tables`; say `~` to take it away, `{}` to add it"),
    ],
)
def test_mistakes_are_told_at_its_lines(text: str, complaint: str, tmp_path: Path) -> None:
    """Whoever wrote the profile is told where in it."""
    with pytest.raises(SourceError) as caught:
        profiled(tmp_path, text)

    assert complaint in str(caught.value)
    assert str(tmp_path / "production.yaml") in str(caught.value)


def test_it_has_artifacts_of_its_own(tmp_path: Path) -> None:
    """Beside those of the model, up to date by themselves; a profile that is none is named."""
    home = tmp_path / "schema"
    home.mkdir()
    profiled(home, "tables: {v: {columns: {id: int}}}")
    made = [vfed("generate", *more, cwd=tmp_path) for more in ((), ("--profile", "production"))]
    checked = vfed("generate", "--check", "--profile", "production", cwd=tmp_path)
    (home / "more.yaml").write_text(MORE.replace("gone: int", "gone: text"))
    stale = vfed("generate", "--check", "--profile", "production", cwd=tmp_path)
    unknown = vfed("validate", "--profile", "staging", cwd=tmp_path)
    plain = (tmp_path / "generated" / "schema.sql").read_text()
    production = (tmp_path / "generated" / "production" / "schema.sql").read_text()

    assert [done.code for done in (*made, checked, stale)] == [0, 0, 0, 2]
    assert "public.v" not in plain
    assert "public.v" in production
    assert unknown.code == 1
    assert "known are production" in unknown.err


def test_its_model_and_its_name_have_a_place(tmp_path: Path) -> None:
    """A model that is not there is told at the line that names it; a path is no name."""
    model = tmp_path / "tables.yaml"
    model.write_text(MODEL)
    (tmp_path / "more.yaml").write_text(MORE)
    (tmp_path / "lost.yaml").write_text("# of nothing\nprofile_of: nowhere.yaml\n")
    lost = vfed("validate", "--model", model, "--profile", "lost")
    path = vfed("validate", "--model", model, "--profile", "../lost")

    assert f"error: {tmp_path}/lost.yaml:2:13: cannot read `{tmp_path}/nowhere.yaml`" in lost.err
    assert f"error: `../lost` is no profile: say the name of a file beside `{model}`\n" == path.err
