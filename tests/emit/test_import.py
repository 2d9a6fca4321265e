"""What is imported and built again is the same database."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.cli.command import vfed
from tests.emit.test_json_schema import SCHEMA, Core
from tests.scenarios.test_scenarios import FILES, GOLDEN, TOO_NEW, in_c, load, read
from tests.witness import dump, psql
from vfed_schema.canonical import compiled
from vfed_schema.catalog import introspect
from vfed_schema.diff import diff, overlay
from vfed_schema.emit.model import files, left_out
from vfed_schema.emit.model.text import document
from vfed_schema.emit.script import script
from vfed_schema.model import Model
from vfed_schema.plan import plan
from vfed_schema.scratch import Database, Server
from vfed_schema.source import read as read_model
from vfed_schema.source.nodes import load as parsed

ODD = [
    "", "~", "null", "yes", "true", "1", "-1.5", "a: b", "a #b", "#", "'", '"', "- x", "[x]", "{x}",
    "x, y", "*a", "&a", "!x", "%x", "@x", "`x`", "|", ">", "a\nb", "a\n", "\na", "a\n\n",
    "  a\n b\n",
    "\ta", "a\t", "é 漢", "\u2028", "<<", "=", "? x", ": x", "x:", "a\\b", "a  b", " a ", "\r\n",
    "a\x7f", "\U0001f600\xa0", "\ufeffa", "x" * 2000,
    "a\n  \nb", "{}", "[]", "---", "...", "'a'::text", "x" * 200,
]  # fmt: skip
KINDS = sorted({f.parent.name for f in FILES})
SMALL = """
create type mood as enum ('sad', 'it''s ok');
create table client (
    id bigserial primary key, name varchar(20) not null default 'it''s: "x"', m mood default 'sad',
    state text check (state in ('open', 'no', '~')), at timestamptz default now(),
    tags text[] default '{}', doc jsonb default '{"a": 1}', n numeric(10,2) default 0.5
);
create table invoice (
    id int generated always as identity primary key,
    client_id bigint references client (id) on delete cascade,
    no text unique, constraint odd check (id > 0 and no <> 'a: b # c')
);
create index invoice_no on invoice (lower(no)) where no is not null;
create view open_clients as select id, name from client where state = 'open';
create function f(a int, b text default 'x, y') returns int language plpgsql as
'
  begin
    return a;  -- $$
  end';
comment on table client is 'who pays
and when: - always';
grant select on client to vf_reader;
grant select (no), update (no) on invoice to vf_app with grant option;
"""
TEXT = """\
enums:
  mood: [sad, it's ok]
tables:
  client:
    columns:
      id: {type: bigserial, primary_key: true}
      name: {type: varchar(20), not_null: true, default: 'it''s: "x"'}
      m: {type: public.mood, default: sad}
      state: {type: text, check: 'state IN (''open'', ''no'', ''~'')'}
      at: {type: timestamptz, default: now()}
      tags: {type: 'text[]', default: '{}'}
      doc: {type: jsonb, default: '{"a": 1}'}
      n: {type: 'numeric(10,2)', default: 0.5}
    privileges: {vf_reader: select}
    comment: |-
      who pays
      and when: - always
  invoice:
    columns:
      id: {type: int, identity: always, primary_key: true}
      client_id: {type: bigint, references: client(id), on_delete: cascade}
      no: {type: text, unique: true}
    checks: {odd: '(id > 0) AND (no <> ''a: b # c''::text)'}
    indexes:
      invoice_no: {keys: [lower(no)], where: (no IS NOT NULL)}
    privileges: {vf_app: [select (no) with grant option, update (no) with grant option]}
views:
  open_clients: |-
    SELECT id,
        name
       FROM public.client
      WHERE (state = 'open'::text)
functions:
  f(a integer, b text DEFAULT 'x, y'::text):
    language: plpgsql
    body: "\\n  begin\\n    return a;  -- $$\\n  end"
    returns: integer
"""

EMPTY: list[Model] = []  # what any new database of the server holds


def again(there: Database, server: Server, home: Path, split: str = "one") -> None:
    """Import a database, build what was written in an empty one, and compare."""
    with there.connect_admin() as conn:
        live = introspect(conn)
    for path, text in files(live, split):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
        assert not list(SCHEMA.iter_errors(yaml.load(text, Loader=Core)))
    model = compiled(read_model(home / "tables.yaml"), server, lambda text: None)
    with server.database() as built:
        if not EMPTY:
            with built.connect_admin() as conn:
                EMPTY.append(introspect(conn))
        (empty,) = EMPTY
        steps = plan(empty, overlay(empty, model), major=server.major, online=False).steps
        psql(built, script(steps))
        with built.connect_admin() as conn:
            made = introspect(conn)
        left = "; ".join(left_out(live))
        # Owners are not imported, and what a failed build has left is not imitated.
        wrong = [c for c in diff(live, made) if c.ref.kind != "owner" and str(c.ref) not in left]
        wrong = [c for c in wrong if not (c.before and c.before.broken)]
        written = "\n".join(p.read_text() for p in sorted(home.rglob("*.yaml")))

        assert not wrong, f"{wrong}\n{written}"
        if not left and not any(obj.broken for obj in live.values()):
            assert dump(there) == dump(built)


@pytest.mark.sweep
@pytest.mark.parametrize("kind", KINDS)
def test_imported_and_built_it_is_the_same(kind: str, server: Server, tmp_path: Path) -> None:
    """What each scenario of a kind arrives at."""
    for number, file in enumerate(f for f in FILES if f.parent.name == kind):
        home = tmp_path / str(number)
        home.mkdir()
        with server.database() as there:
            with suppress(*(() if server.major == GOLDEN else TOO_NEW)):
                load(there, read(file).after)
            again(there, replace(server, trusted=in_c(file)), home)


@pytest.mark.parametrize("split", ["by-schema", "by-table"])
def test_it_may_be_in_several_files(split: str, server: Server, tmp_path: Path) -> None:
    """A file a schema, or a file a table, say the same."""
    with server.database() as there:
        load(there, f"{SMALL} create schema s; create table s.t (id int);")
        again(there, server, tmp_path, split)

    assert len(list(tmp_path.rglob("*.yaml"))) > 1


@pytest.mark.parametrize("split", ["by-schema", "by-table"])
def test_no_name_leads_out_of_the_folder(split: str, server: Server, tmp_path: Path) -> None:
    """And none hides another file."""
    home = tmp_path / "in"
    home.mkdir()
    with server.database() as there:
        load(
            there,
            'create table "../a/b" (id int); create table "A" (id int); create table a (id int);'
            'create schema tables; create table tables.t (id int); create schema "../s";'
            'create table "../s".t (id int);',
        )
        again(there, server, home, split)

    assert [home] == list(tmp_path.iterdir())


def test_what_no_short_form_can_hold(server: Server, tmp_path: Path) -> None:
    """Dots, brackets and commas in names, a name that is a yes, a list of one, a long signature."""
    arguments = ", ".join(f"argument_number_{i} text default 'x, {i}: y'" for i in range(40))
    with server.database() as there:
        load(
            there,
            'create table "p.q" (id int primary key, "k(1)" int unique, "a,b" int unique);'
            'create table c (a int references "p.q" ("k(1)"), b int);'
            'alter table c add constraint "true" unique (b), add foreign key (b) references "p.q";'
            'alter table c add foreign key (a) references "p.q" ("a,b");'
            'create sequence "s.q"; alter sequence "s.q" owned by "p.q"."a,b";'
            "create table t (a text check (a = any (array['x'])));"
            f"create function f({arguments}) returns int language sql as 'select 1';",
        )
        again(there, server, tmp_path)


def test_it_reads_well(server: Server, tmp_path: Path) -> None:
    """Short forms where they say the same; what YAML would take for something else is quoted."""
    with server.database() as there:
        load(there, SMALL)
        shown = vfed("import", there.admin_conninfo)
        again(there, server, tmp_path)
        folder = tmp_path / "again"
        first = vfed("import", there.admin_conninfo, "-o", folder)
        second = vfed("import", there.admin_conninfo, "-o", folder)

    if server.major == GOLDEN:  # older ones spell views otherwise
        assert TEXT == shown.out.replace("\n\n", "\n")
    assert (first.code, second.code) == (0, 1)
    assert "is there already" in second.err


def test_a_file_and_all_files_or_none(tmp_path: Path) -> None:
    """What is called as a model's file is one; where one file of several is there, none is made."""
    script = tmp_path / "there.sql"
    script.write_text("create table a (id int primary key); create table b (id int primary key);")
    one = vfed("import", script, "-o", tmp_path / "shop.yaml", cwd=tmp_path)
    both = vfed("import", script, "-o", tmp_path / "s.yaml", "--split", "by-table", cwd=tmp_path)
    folder = tmp_path / "schema"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "b.yaml").write_text("# ours")
    halves = vfed("import", script, "-o", folder, "--split", "by-table", cwd=tmp_path)

    assert (0, f"wrote {tmp_path / 'shop.yaml'}\n") == one[:2], one.err
    assert {"a", "b"} == {ref.path[-1] for ref in read_model(tmp_path / "shop.yaml").model
                          if ref.kind == "table"}  # fmt: skip
    assert "wants a folder" in both.err
    assert "is there already: it is not overwritten" in halves.err
    assert ["tables"] == [path.name for path in folder.iterdir()]
    assert ["b.yaml"] == [path.name for path in (folder / "tables").iterdir()]


def test_what_other_tools_remember_is_left_out(server: Server, tmp_path: Path) -> None:
    """And named; where something else stands on it, it is taken along."""
    books = """
        create table alembic_version (version_num varchar(32) primary key);
        create schema sqitch;
        create table sqitch.changes (change_id text primary key);
        create table goose_db_version (id int primary key);
        create table t (id int primary key references goose_db_version);
    """
    with server.database() as there:
        load(there, books)
        done = vfed("import", there.admin_conninfo, "-o", tmp_path)
        drift = vfed("drift", "--from", there.admin_conninfo, "--model", tmp_path / "tables.yaml")

    assert [
        f"note: left out: {each}, in which another tool remembers what it ran"
        for each in ("schema sqitch", "table public.alembic_version", "table sqitch.changes")
    ] == [line for line in done.err.splitlines() if line.startswith("note:")]
    assert ["goose_db_version", "t"] == list(
        yaml.safe_load((tmp_path / "tables.yaml").read_text())["tables"]
    )
    assert 0 == drift.code, drift.out


@pytest.mark.parametrize("text", ODD)
def test_every_scalar_reads_back(text: str, tmp_path: Path) -> None:
    """As a key, in a block and in a line."""
    file = tmp_path / "odd.yaml"
    file.write_text(document({"a": {text or "x": {"list": [text], "text": text}}, "b": text}))
    read_back = parsed(file).mapping()
    inner = read_back["a"].mapping()[text or "x"].mapping()

    assert [text, text, text] == [
        inner["list"].strings()[0],
        inner["text"].string(),
        read_back["b"].string(),
    ]


def test_what_no_database_has_is_named(tmp_path: Path) -> None:
    """Of a lock: samples, queries and silences are not written, and each is said."""
    file = tmp_path / "tables.yaml"
    file.write_text("""\
schemas:
  app:
    tables:
      a:
        columns: {id: {type: bigint, primary_key: true, lint: {narrow-key: it is wide}}, n: int}
        indexes: {a_n: [n]}
        sample: {rows: 1000}
    queries:
      by_n: {sql: select * from app.a where n = 1, uses: [a_n]}
""")
    assert 0 == vfed("generate", "--model", file).code
    done = vfed("import", tmp_path / "generated" / "catalog.jsonl")

    assert 0 == done.code
    for left in ("query app.by_n", "sample app.a", "silence column.app.a.id.narrow-key"):
        assert f"note: left out, as no database has it: {left}" in done.err


WHOLE = """\
schema: public
tables:
  item:
    columns:
      id: {type: int, primary_key: true}
      name: text
    comment: things
"""


def test_a_model_in_public_is_whole(database: Database, tmp_path: Path) -> None:
    """Its lock, the model and a database of it say the same: that schema is nobody's to bring."""
    (tmp_path / "tables.yaml").write_text(WHOLE)
    scratch = {"VFED_SCRATCH_PROVIDER": "url", "VFED_SCRATCH_URL": database.admin_conninfo}
    psql(database, "create table item (id int primary key, name text)")
    psql(database, "comment on table item is 'things'")
    vfed("generate", "--model", "tables.yaml", cwd=tmp_path, **scratch)
    sources = ("generated/catalog.jsonl", "tables.yaml", database.admin_conninfo)
    done = [vfed("import", source, cwd=tmp_path, **scratch) for source in sources]

    assert [0, 0, 0] == [one.code for one in done], done
    assert {WHOLE.removeprefix("schema: public\n")} == {one.out for one in done}
    assert not any("otherwise" in one.err for one in done)


def test_what_is_of_others_is_named(tmp_path: Path) -> None:
    """A model on top of tables that are there already is no whole one."""
    done = vfed("import", Path(__file__).parents[2] / "generated" / "catalog.jsonl", cwd=tmp_path)

    assert done.code == 1
    assert "has objects of others, column public.beliefs.confidence and 16 more" in done.err
