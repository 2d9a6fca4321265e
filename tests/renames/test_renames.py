"""Renames: what a model calls otherwise keeps its rows, and whatever mentions it follows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import vfed
from tests.witness import dump
from vfed_schema.scratch import Database, Server

BEFORE = """
create type mood as enum ('sad', 'glad');
create domain code as text constraint short check (length(value) < 9);
create sequence numbers;
create function total(a int) returns int language sql immutable as 'select a + 1';
create table client (
    id serial primary key, nick text default 'sad', m mood default 'sad',
    n int constraint positive check (n > 0), c code,
    constraint once unique (nick)
);
create index client_by_n on client (n);
create view clients as select id, nick, m from client where m = 'sad' and n > 0;
create table invoice (id int primary key, client_id int references client (id));
create function noted() returns trigger language plpgsql as 'begin return new; end';
create trigger note before insert on client for each row execute function noted();
alter table client enable row level security;
create policy everybody on client using (n > 0);
comment on column client.nick is 'what they are called';
insert into client (nick, n) values ('a', 1), ('b', 2);
insert into invoice values (1, 1);
"""
MODEL = """
enums:
  feeling: {labels: [low, glad], renamed_from: mood, renamed_labels: {low: sad}}
domains:
  brief:
    renamed_from: code
    type: text
    checks: {brief_short: {expression: length(VALUE) < 9, renamed_from: short}}
sequences:
  counter: {renamed_from: numbers}
functions:
  sum_of(a int): {renamed_from: total, returns: int, volatility: immutable, body: "select a + 1"}
  noted(): {returns: trigger, language: plpgsql, body: "begin return new; end"}
tables:
  customer:
    renamed_from: client
    row_security: true
    columns:
      id: {type: serial, primary_key: true}
      name: {type: text, default: sad, renamed_from: nick, comment: what they are called}
      m: {type: feeling, default: "'low'::feeling"}
      n: int
      c: brief
    unique: {customer_once: {columns: [name], renamed_from: once}}
    checks: {above_zero: {expression: n > 0, renamed_from: positive}}
    indexes: {customer_n: {keys: [n], renamed_from: client_by_n}}
    triggers:
      notes: {renamed_from: note, timing: before, events: insert, row: true, function: noted}
    policies: {all_of_them: {using: n > 0, renamed_from: everybody}}
  invoice:
    columns:
      id: {type: int, primary_key: true}
      customer_id: {type: int, renamed_from: client_id, references: customer(id)}
views:
  customers:
    renamed_from: clients
    query: select id, name as nick, m from customer where m = 'low' and n > 0
"""


@pytest.fixture
def there(database: Database) -> Database:
    with database.connect_admin() as conn:
        conn.execute(BEFORE)
    return database


def model(tmp_path: Path, text: str = MODEL) -> Path:
    home = tmp_path / "schema"
    home.mkdir(exist_ok=True)
    (home / "tables.yaml").write_text(text)
    return home / "tables.yaml"


def test_everything_is_renamed_and_nothing_made_again(there: Database, tmp_path: Path) -> None:
    """Names change, default names along with them; no object goes or comes, and no row."""
    file = model(tmp_path)
    before = dump(there)
    sides = ("--from", there.admin_conninfo, "--model", file)
    shown = vfed("diff", *sides, "-f", "sql")
    applied = vfed("apply", *sides, "--yes")
    again = vfed("diff", *sides)
    with there.connect_admin() as conn:
        rows = conn.execute("select id, name, m::text from public.customer order by 1").fetchall()
    back = vfed("rollback", "--from", there.admin_conninfo, "--yes")

    assert "DROP" not in shown.out, shown.out
    assert "CREATE" not in shown.out
    assert "RENAME CONSTRAINT client_pkey TO customer_pkey" in shown.out
    assert "RENAME TO customer_id_seq" in shown.out
    assert (applied.code, again.code, back.code) == (0, 0, 0), applied.err + again.out + back.err
    assert rows == [(1, "a", "low"), (2, "b", "low")]
    assert before == dump(there)


FORMATS = ("text", "markdown", "mermaid", "html", "github", "gitlab", "sarif", "json", "sql")


def test_every_format_says_a_rename(there: Database, tmp_path: Path) -> None:
    """In none of them does a thing go and come; each names both, and `drift` says what is to be."""
    sides = ("--from", there.admin_conninfo, "--model", model(tmp_path))
    files = {name: tmp_path / f"out.{name}" for name in FORMATS}
    done = vfed("diff", *sides, *(w for n, f in files.items() for w in ("-f", f"{n}={f}")))
    told = {name: file.read_text() for name, file in files.items()}
    drifted = vfed("drift", *sides)

    assert done.code == 2, done.err
    assert {} == {name: text for name, text in told.items() if "customer_once" not in text
                  and name != "mermaid"}  # fmt: skip
    assert "table public.customer<br/>was table public.client" in told["mermaid"]
    assert "(+)" not in told["mermaid"]
    assert "(-)" not in told["mermaid"]
    assert ["rename", "table-lock"] == sorted(
        {result["ruleId"] for result in json.loads(told["sarif"])["runs"][0]["results"]}
    )
    assert not re.search("CREATE|DROP", told["sql"])
    assert "to be renamed from enum public.feeling" not in told["github"]
    said = "note: table public.client is to be called table public.customer: `apply` renames it\n"
    assert said in drifted.err


def test_half_of_it_may_be_done_already(there: Database, tmp_path: Path) -> None:
    """What somebody has renamed by hand is left; the rest is renamed."""
    with there.connect_admin() as conn:
        conn.execute(
            "alter table client rename to customer; alter type mood rename value 'sad' to 'low'"
        )
    sides = ("--from", there.admin_conninfo, "--model", model(tmp_path))
    applied = vfed("apply", *sides, "--yes")

    assert applied.code == 0, applied.err
    assert vfed("diff", *sides).code == 0


def test_both_names_are_refused(there: Database, tmp_path: Path) -> None:
    """Where a database has both, nobody knows which is meant."""
    with there.connect_admin() as conn:
        conn.execute("create table customer (id int)")
    done = vfed("diff", "--from", there.admin_conninfo, "--model", model(tmp_path))

    assert done.code == 3
    assert "table public.customer: the database has table public.client too" in done.err


def test_a_rename_and_a_change_at_once(there: Database, tmp_path: Path) -> None:
    """What is renamed may differ in other things too."""
    text = MODEL.replace("n: int", "n: bigint").replace("n > 0, renamed", "n > 1, renamed")
    sides = ("--from", there.admin_conninfo, "--model", model(tmp_path, text))
    with there.connect_admin() as conn:
        conn.execute("delete from invoice; delete from client where n = 1")
    applied = vfed("apply", *sides, "--yes", "--allow", "data-loss")

    assert applied.code == 0, applied.err
    assert vfed("diff", *sides).code == 0


def test_alike_is_pointed_out_and_never_guessed(there: Database, server: Server) -> None:
    """Between two databases a column that goes and one that comes are no rename, but may be."""
    with server.database() as other:
        with other.connect_admin() as conn:
            conn.execute(BEFORE.replace("c code,", "d code,"))
        done = vfed(
            "diff", "--from", there.admin_conninfo, "--to", other.admin_conninfo, "--allow", "all"
        )

    assert "column public.client.c goes and column public.client.d comes, alike" in done.out
    assert "RENAME" not in done.out


PARTS = """
create type person as (nick text, age int);
create table people of person;
insert into people values ('a', 1);
create view adults as select nick, age from people where age > 17;
create view named as select nick from adults;
create materialized view kept as select nick, age from people;
create foreign data wrapper wrap;
create server far foreign data wrapper wrap;
create foreign table away (id int) server far;
create text search dictionary plain (template = simple);
create text search configuration words (parser = default);
alter text search configuration words add mapping for word with plain;
create operator family shared using btree;
create publication p for table people;
"""
PARTS_MODEL = """
composites:
  person:
    attributes: {name: text, age: int}
    renamed_attributes: {name: nick}
tables:
  people: {of: public.person}
  away: {server: near, columns: {id: int}}
views:
  adults:
    query: select name, age as years from people where age > 17
    renamed_columns: {years: age, name: nick}
  named: select name as nick from adults
materialized_views:
  kept: {query: "select name as called, age from people", renamed_columns: {called: nick}}
foreign_data_wrappers: {wrapped: {renamed_from: wrap}}
servers: {near: {wrapper: wrapped, renamed_from: far}}
text_search_dictionaries: {simple_one: {template: simple, renamed_from: plain}}
text_search_configurations:
  tokens: {parser: default, mappings: {word: simple_one}, renamed_from: words}
operator_families: {common using btree: {renamed_from: shared}}
publications: {changes: {tables: public.people, renamed_from: p}}
"""


def test_parts_are_renamed_too(database: Database, tmp_path: Path) -> None:
    """Attributes of types, columns of views, and all else that Postgres can rename."""
    with database.connect_admin() as conn:
        conn.execute(PARTS)
    before = dump(database)
    sides = ("--from", database.admin_conninfo, "--model", model(tmp_path, PARTS_MODEL))
    shown = vfed("diff", *sides, "-f", "sql")
    applied = vfed("apply", *sides, "--yes")
    again = vfed("diff", *sides)
    assert applied.code == 0, applied.err + shown.out
    with database.connect_admin() as conn:
        rows = conn.execute("select name, age from public.people").fetchall()
    back = vfed("rollback", "--from", database.admin_conninfo, "--yes")

    assert "DROP" not in shown.out, shown.out
    assert "CREATE" not in shown.out
    assert (applied.code, again.code, back.code) == (0, 0, 0), applied.err + again.out + back.err
    assert rows == [("a", 1)]
    assert before == dump(database)
