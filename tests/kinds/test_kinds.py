"""What holds for every kind alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.test_scenarios import FILES, GOLDEN, load, read
from vfed_schema.catalog import introspect
from vfed_schema.diff import diff
from vfed_schema.kinds import KINDS
from vfed_schema.lock import Header, dump, fingerprint
from vfed_schema.lock import load as loaded
from vfed_schema.model import Model
from vfed_schema.objects import Object, compared
from vfed_schema.record import fields
from vfed_schema.scratch import Database, Server

STORED = [kind for kind in KINDS if kind.stored]
MANAGED = [kind for kind in STORED if kind.managed]

# Fields that no scenario changes, and why.
UNTRIED = {
    ("table", "access_method"): "the embedded server has heap alone",
    ("table", "tablespace"): "the embedded server has no second one",
    ("index", "tablespace"): "the same",
    ("materialized_view", "access_method"): "the embedded server has heap alone",
    ("materialized_view", "tablespace"): "the embedded server has no second one",
    ("range", "canonical"): "only a function in C can be one",
    ("primary_key", "tablespace"): "the same",
    ("unique", "tablespace"): "the same",
    ("exclude", "tablespace"): "the same",
    ("extension", "version"): "the embedded server has one version of each",
    ("index", "table"): "the name of an index moved to another table",
    ("statistics", "table"): "the same",
    ("collation", "deterministic"): "the embedded server has no ICU",
    ("collation", "rules"): "the same",
    ("function", "library"): "a C function needs a library",
    ("function", "window"): "the same",
    ("function", "transforms"): "the embedded server has no language with transforms",
    ("language", "handler"): "the embedded server has one that may be one",
    **{("text_search_parser", f): "the same" for f in ("start", "gettoken", "end", "lextypes")},
    **{
        ("base_type", f): "an ALTER of its own for the like of it"
        for f in ("send", "typmod_in", "typmod_out", "analyze", "subscript", "storage")
    },
    **{
        ("base_type", f): "cannot change while there are values"
        for f in ("input", "output", "internallength", "passedbyvalue", "alignment", "category")
    },
    **{
        ("base_type", f): "the same"
        for f in ("preferred", "default", "element", "delimiter", "collatable")
    },
    ("trigger", "inherited"): "a clone of another trigger is another object",
    ("owner", "role"): "compared with models alone: see tests/cli/test_scope.py",
    ("procedure", "library"): "a C function needs a library",
    ("procedure", "transforms"): "the embedded server has no language with transforms",
    ("primary_key", "nulls_not_distinct"): "a primary key has no nulls",
}


@pytest.mark.parametrize("kind", [k for k in STORED if k.managed], ids=lambda k: k.kind)
def test_aliases_are_fields(kind: type[Object], database: Database) -> None:
    """Each alias of a catalog query is a field of the kind, or part of its address."""
    with database.connect() as conn:
        major = conn.info.server_version // 10000
        cursor = conn.execute(f"select * from ({kind.catalog(major)}) q limit 0")
        names = {column.name for column in cursor.description or ()}

    about = {"part", "called"} if kind.facet else set()
    assert names - {"oid", "sub", "address"} - about <= {f.name for f in fields(kind)}
    assert set(compared(kind)) - ({"path"} if kind.facet else set()) <= names


@pytest.mark.parametrize("major", range(13, 19))
@pytest.mark.parametrize("kind", STORED, ids=lambda k: k.kind)
def test_every_major_is_asked_something(kind: type[Object], major: int) -> None:
    """There is a query for every major that is supported."""
    assert "select" in kind.catalog(major)


def test_scenarios_change_every_field(server: Server) -> None:
    """No field is compared that no scenario ever changed, there and back, with rows in it."""
    if server.major != GOLDEN:
        pytest.skip("older servers know fewer fields")
    changed: set[tuple[str, str]] = set()
    for file in FILES:
        scenario = read(file)
        with server.database() as old, server.database() as new:
            load(old, scenario.before)
            load(new, scenario.after)
            with old.connect_admin() as ours, new.connect_admin() as theirs:
                for change in diff(introspect(ours, lazy=True), introspect(theirs, lazy=True)):
                    obj = change.after or change.before
                    assert obj
                    changed |= _fields(change.before, change.after, obj)
    wanted = {(k.kind, f) for k in MANAGED for f in compared(k) if f != "path"}

    assert set(UNTRIED) == wanted - changed


def _fields(was: Object | None, now: Object | None, obj: Object) -> set[tuple[str, str]]:
    if was and now:
        return {(obj.kind, f) for f in compared(type(obj)) if getattr(was, f) != getattr(now, f)}
    return set()


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.parent.name == "mixed"], ids=lambda f: f.stem
)
def test_a_lock_reads_back(file: Path, database: Database) -> None:
    """What is written to a lock is what is read from it: objects, and what stands on what."""
    load(database, read(file).after)
    with database.connect_admin() as conn:
        model = introspect(conn)
    text = dump(model, Header(digest="d", files=("f",), major=18))
    again, header = loaded(text)

    assert dict(model) == dict(again)
    assert _uses(model) == _uses(again)
    assert text == dump(again, header)
    assert fingerprint(model) == fingerprint(again)


def _uses(model: Model) -> dict[object, object]:
    return {ref: dict(model.uses(ref)) for ref in model if model[ref].managed}
