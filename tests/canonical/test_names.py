"""What is written with short names of types is what the catalog has."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import vfed
from vfed_schema.kinds.privileges import Privileges
from vfed_schema.kinds.routine import Function
from vfed_schema.lock import load
from vfed_schema.ref import Ref

MODEL = """
schemas:
  app: {enums: {mood: [ok, bad]}}
enums: {mood: [ok, bad]}
functions:
  weigh(mood, app.mood):
    renamed_from: measure
    returns: int
    body: SELECT 1
    comment: of moods
    privileges: {vf_reader: execute}
casts:
  mood as int: {function: "weighed(mood)", comment: short}
operators:
  "~~~(mood, mood)": {function: alike, comment: near}
"""
MORE = """
  weighed(mood): {returns: int, body: SELECT 1}
  alike(mood, mood): {returns: bool, body: SELECT true}
"""


def test_short_names_of_types_are_found(tmp_path: Path) -> None:
    """What only the file can know of a function stays with it, whose path has other words."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "tables.yaml").write_text(MODEL.replace("casts:", f"{MORE}casts:"))
    done = vfed("generate", cwd=tmp_path)
    lock, _ = load((tmp_path / "generated" / "catalog.jsonl").read_text())
    path = ("public", "weigh(public.mood, app.mood)")
    function = lock[Ref("function", path)]
    privileges = lock[Ref("privileges", ("function", *path))]

    assert done.code == 0, done.err
    assert isinstance(function, Function)
    assert isinstance(privileges, Privileges)
    assert function.renamed_from == "measure"
    assert privileges.grants == ("EXECUTE TO vf_reader",)
    assert Ref("comment", ("cast", "public.mood AS integer")) in lock
    assert Ref("comment", ("operator", "public", "~~~(public.mood, public.mood)")) in lock
    assert len([ref for ref in lock if ref.kind == "privileges"]) == 1
