"""Bad input: where it is, what it is, what to do; nothing half done."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.command import vfed
from vfed_schema.errors import SourceError
from vfed_schema.source import read
from vfed_schema.source.nodes import load
from vfed_schema.sources import Workshop, compile_lock

MISTAKES = {
    "an unknown key": (
        "tables:\n  t:\n    colums: {id: int}\n",
        "3:5: unknown key `colums`; did you mean `columns`?",
    ),
    "an unknown key at the top": (
        "table: {}\n",
        "1:1: unknown key `table`; did you mean `tables`?",
    ),
    "a number for a boolean": (
        "tables:\n  t:\n    columns:\n      id: {type: int, not_null: 1}\n",
        "4:33: expected true or false, not `1`",
    ),
    "text for a number": (
        "sequences: {s: {start: soon}}\n",
        "1:24: expected a whole number, not `soon`",
    ),
    "a tag of a profile": (
        "tables: !replace {}\n",
        "1:9: no tag `!replace` here; there is `!replace`, in a profile",
    ),
    "a tag that is none": (
        "tables: {t: {columns: {id: !!binary aW50}}}\n",
        "1:28: no tag `!!binary` here",
    ),
    "two merges": (
        "tables:\n  a: &a {columns: {id: int}}\n  b: {<<: *a, <<: *a}\n",
        "3:15: `<<` is said twice; say `<<: [*one, *two]`",
    ),
    "a NUL": (
        'tables: {t: {columns: {id: int}, comment: "a\\0b"}}\n',
        "1:43: a NUL, which Postgres takes nowhere",
    ),
    "a server that is too old": ("postgres: 12\n", "1:11: PostgreSQL 12 is none of 13 to 18"),
    "a pattern that matches nothing": (
        'ignore: ["tabel public.x"]\n',
        "1:9: `tabel public.x` begins with no kind of object; did you mean `table`?",
    ),
    "a boolean for a list": (
        "exclusive: true\ntables: {}\n",
        "1:12: expected a list, not `true`",
    ),
    "a list for text": (
        "tables: {t: {columns: {id: {type: [int]}}}}\n",
        "1:35: expected text, not a list",
    ),
    "a key twice": (
        "tables:\n  t: {columns: {id: int}}\n  t: {columns: {id: int}}\n",
        "3:3: `t` is said twice, first in line 2",
    ),
    "a tab": ("tables:\n\tt: {}\n", "2:1: a tab; indent with spaces"),
    "no YAML": ("tables: {t: [}\n", "1:14: not YAML: "),
    "an alias bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "aliases that grow into more than a model can be",
    ),
    "an alias that contains itself": ("tables: &t\n  a: *t\n", "an alias that contains itself"),
    "an alias of nothing": ("tables:\n  t: *u\n", "2:6: no anchor `&u` before its alias"),
    "an anchor twice": ("tables:\n  t: &t {}\n  u: &t {}\n", "3:6: the anchor `&t` is said twice"),
    "keys in keys": (f"{'? ' * 900}a\n", "1:3: a key must be a plain word"),
    "a second document": (
        "tables: {}\n---\nviews: {}\n",
        "2:1: a second document; a file holds one",
    ),
    "nested too deep": (f"tables: {'[' * 200}{']' * 200}\n", "1:109: nested too deep"),
    "a key twice, and no YAML behind it": (
        "tables: {t: {}, t: [}\nviews: {}\n",
        "1:21: not YAML: ",
    ),
    "a tag that is not ours": (
        "tables: !replaces {t: {columns: {id: int}}}\n",
        "1:9: no tag `!replaces` here; there is `!replace`, in a profile",
    ),
    "a tag of YAML's that is none of JSON's": (
        "tables: {t: {columns: !!set {id, name}}}\n",
        "1:23: no tag `!!set` here; there is `!replace`, in a profile",
    ),
    "a tag before a key": (
        "tables: {!replace t: {columns: {id: int}}}\n",
        "1:10: `!replace` belongs behind the colon, before the value",
    ),
    "a number of more digits than Python reads": (
        f"sequences: {{s: {{start: {'9' * 5000}}}}}\n",
        "1:24: expected a whole number, not `9",
    ),
    "text that looks like a boolean": (
        "tables: {t: {columns: {id: {type: int, not_null: !!str true}}}}\n",
        "1:50: expected true or false, not `true`",
    ),
    "a missing include": (
        "include: [more.yaml]\n",
        "1:11: cannot read `{dir}/more.yaml`: no such file",
    ),
    "a missing base": ("base: base.sql\n", "1:7: cannot read `{dir}/base.sql`: no such file"),
    "two of one name": (
        "tables: {t: {columns: {id: int}}}\nviews: {t: select 1 as one}\n",
        "2:9: view public.t: table public.t has that name already ({file}:1:10)",
    ),
    "an index named like a table": (
        "tables: {t: {columns: {id: int}, indexes: {t: [id]}}}\n",
        "1:44: index public.t: table public.t has that name already ({file}:1:10)",
    ),
    "a foreign key to nothing": (
        "tables:\n  t: {columns: {id: {type: int, references: others(id)}}}\n",
        "2:45: foreign key public.t.t_id_fkey: there is no table `public.others`",
    ),
    "a foreign key to a column that is not there": (
        "tables:\n  o: {columns: {k: int}}\n  t: {columns: {id: {type: int, references: o(id)}}}\n",
        "3:45: foreign key public.t.t_id_fkey: `public.o` has no column `id`",
    ),
    "an index on a column that is not there": (
        "tables: {t: {columns: {id: int}, indexes: {i: [idd]}}}\n",
        "1:47: index public.i: `public.t` has no column `idd`; did you mean `id`?",
    ),
    "a check on a column that is not there": (
        "tables: {t: {columns: {id: int}, checks: {c: idx > 1}}}\n",
        "1:46: check public.t.c: `public.t` has no column `idx`; did you mean `id`?",
    ),
    "a view of a table that is not there": (
        "tables: {t: {columns: {id: int}}}\nviews:\n  v: |\n    SELECT 1\n    FROM tt\n",
        "5:10: view public.v: there is no table or view `tt`; did you mean `t`?",
    ),
    "a view of a column that is not there": (
        "tables: {t: {columns: {id: int}}}\nviews: {v: SELECT t.x FROM t}\n",
        "2:12: view public.v: `public.t` has no column `x`",
    ),
    "a name over 63 bytes": (
        f"tables: {{{'é' * 32}: {{columns: {{id: int}}}}}}\n",
        f"1:10: `{'é' * 32}` has 64 bytes; Postgres cuts names at 63",
    ),
    "a default that may be SQL or text": (
        "tables: {t: {columns: {who: {type: text, default: current_user}}}}\n",
        "1:51: `current_user` may be SQL or text; write `(current_user)` for the one and"
        " `\"'current_user'\"` for the other",
    ),
    "a default beside an identity": (
        "tables: {t: {columns: {id: {type: int, default: 1, identity: always}}}}\n",
        "1:28: column `id` has both `default` and `identity`",
    ),
    "a column without a type": (
        "tables: {t: {columns: {id: {not_null: true}}}}\n",
        "1:28: column `id` needs a `type`",
    ),
    "an external table that relies on nothing": (
        "tables: {t: {external: true}}\n",
        "1:13: an external object needs `relies_on`: what of it has to be there",
    ),
    "text with a comma": (
        "tables: {t: {columns: {id: {type: int, comment: one, two}}}}\n",
        "1:54: unknown key `two`; known are",
    ),
    "a check without a name": (
        "tables: {t: {columns: {id: int}, checks: [id > 1]}}\n",
        "1:43: a check beside the columns needs a name: `name: condition`",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(name: str, tmp_path: Path) -> None:
    """Each mistake is said with its place, and what to do."""
    text, said = MISTAKES[name]
    file = tmp_path / "tables.yaml"
    file.write_text(text)
    with pytest.raises(SourceError) as caught:
        read(file)
    told = str(caught.value)

    assert told.startswith(f"{file}:")
    assert said.replace("{dir}", str(tmp_path)).replace("{file}", str(file)) in told


def test_every_mistake_at_once(tmp_path: Path) -> None:
    """Mistakes are collected, in the order of their lines."""
    file = tmp_path / "tables.yaml"
    file.write_text("tables:\n  a: {columns: {id: {typ: int}}}\n  b: {colums: {id: int}}\n")
    with pytest.raises(SourceError) as caught:
        read(file)

    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [
        f"{file}:2:21",
        f"{file}:3:7",
    ]


def test_not_utf8(tmp_path: Path) -> None:
    """Bytes that are no text have a place too."""
    file = tmp_path / "tables.yaml"
    file.write_bytes(b"tables:\n  caf\xe9: {}\n")
    with pytest.raises(SourceError, match="2:6: not UTF-8 text"):
        read(file)


LINE_ENDS = {"\r": "\\r", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}


@pytest.mark.parametrize("end", LINE_ENDS)
def test_what_ends_a_line_in_yaml_alone(end: str, tmp_path: Path) -> None:
    """In a text YAML would make a blank of it, and lines would be counted as nobody else does."""
    file = tmp_path / "tables.yaml"
    told = 'comment: "one{}two"\n'
    file.write_bytes(f"tables:\n  t:\n    {told}".format(end).encode())
    with pytest.raises(SourceError) as caught:
        read(file)
    file.write_text(f"tables:\n  t:\n    {told}".format(LINE_ENDS[end]))
    texts = [getattr(obj, "text", "") for obj in read(file).model.values()]

    assert str(caught.value).startswith(f"{file}:3:18: `")
    assert str(caught.value).endswith(f"in a text, write `{LINE_ENDS[end]}`, in double quotes")
    assert f"one{end}two" in texts


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, a link to itself and a pipe are each said to be what they are."""
    folder, loop, pipe = (tmp_path / f"{name}.yaml" for name in ("folder", "loop", "pipe"))
    folder.mkdir()
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    said = {path.stem: vfed("validate", "--model", path).err for path in (folder, loop, pipe)}

    assert {
        "folder": f"error: cannot read `{folder}`: it is a folder\n",
        "loop": f"error: cannot read `{loop}`: too many levels of symbolic links\n",
        "pipe": f"error: cannot read `{pipe}`: it is no regular file\n",
    } == said


def test_the_name_of_a_file_hides_nothing(tmp_path: Path) -> None:
    """A place is one line, whatever the file is called."""
    file = tmp_path / "a\nb\x1b[2J.yaml"
    file.write_text("x: 1\n")

    assert (
        f"{tmp_path}/a\\nb\\x1b[2J.yaml:1:1: unknown key `x`"
        in vfed("validate", "--model", file).err
    )


def test_included_twice(tmp_path: Path) -> None:
    """Files that include each other are found out."""
    file = tmp_path / "a.yaml"
    file.write_text("include: [b.yaml]\n")
    (tmp_path / "b.yaml").write_text("include: [a.yaml]\n")
    with pytest.raises(SourceError, match="is included twice"):
        read(file)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet=":{}[]-&*#|>'\"\n\t !%@`,?abnt01_é", max_size=60) | st.binary(max_size=60))
def test_anything_gives_a_source_or_a_complaint(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    """No text and no bytes get anything else out of the reader."""
    file = tmp_path_factory.mktemp("any") / "tables.yaml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with suppress(SourceError):
        read(file)


CORNERS = """\
a: &x {b: 1, c: ~, d: NULL, e: '', f: "null", g: nULL}
merged: {<<: *x, b: 2}
both: {<<: [*x, {i: 1}], c: 3}
named: {'<<': 1}
again: {!!str <<: 2}
looks: [<<, '<<', =, 2020-01-01, 0o17, 017, 0x1f, 1_000, 1:30, +5, -0, .5, 1e3, .inf, "5"]
words: [true, True, TRUE, false, yes, No, on, y, "true", !!str true, !!str 5, !!int 5]
replaced: [!replace {a: 1}, !replace [1], !replace 5, !replace ~, !replace , 1]
blocks:
  kept: |
    a
  folded: >-
    b
    c
=: 1
5: 2
true: 3
é😀: "\\U0001F600"
"""
PURE = """
import sys
from pathlib import Path
import yaml
del yaml.CSafeLoader
from vfed_schema.source.nodes import load
sys.stdout.reconfigure(encoding="utf-8")
for file in sys.argv[1:]:
    try:
        print(load(Path(file), profile=True))
    except Exception as error:
        print(type(error).__name__, error)
"""


def test_without_libyaml_all_is_read_the_same(tmp_path: Path) -> None:
    """Where PyYAML was built without C, items, their places and their tags are the same."""
    file, half = tmp_path / "corners.yaml", tmp_path / "half.yaml"
    file.write_text(CORNERS)
    half.write_text('tables: {t: "\\ud800"}\n')
    run = [sys.executable, "-c", PURE, str(file), str(half)]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.splitlines() == [
        str(load(file, profile=True)),
        f"SourceError {half}:1:13: a character that YAML does not allow",
    ]
    with pytest.raises(SourceError, match="1:1[0-9]: not YAML: found invalid Unicode"):
        load(half)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("~", None), ("", None), ("NULL", None), ("nULL", "nULL"), ("'~'", "~")),
        *(("TRUE", True), ("yes", "yes"), ("'true'", "true"), ("!!str true", "true")),
        *(("017", 17), ("0o17", "0o17"), ("1_000", "1_000"), ("1:30", "1:30"), ("+5", 5)),
        *((".5", 0.5), ("1e3", 1000.0), (".inf", ".inf"), ("!!str 5", "5"), ("<<", "<<")),
        *(("2020-01-01", "2020-01-01"), ("=", "="), ("!replace 5", 5)),
    ],
)
def test_what_a_word_is(text: str, value: object, tmp_path: Path) -> None:
    """Plain words are what YAML 1.2 makes of them in JSON's schema, and nothing else is guessed."""
    file = tmp_path / "word.yaml"
    file.write_text(f"a: {text}\n")
    found = load(file, profile=True).mapping()["a"].value

    assert found == value
    assert type(found) is type(value)


REFUSED = {
    "a type that is none": (
        "tables:\n  t:\n    columns:\n      id: nonsense\n",
        ':4:11: column public.t.id: type "nonsense" does not exist',
    ),
    "a modifier that is none": (
        'tables: {t: {columns: {id: {type: "numeric(3,)", default: a}}}}\n',
        ":1:35: column public.t.id: syntax error at or near",
    ),
    "a function's modifier that is none": (
        'functions: {"f(numeric(3,))": {returns: int, language: sql, body: select 1}}\n',
        ":1:31: function public.f(numeric(3,)): syntax error at or near",
    ),
    "a condition that is none": (
        "tables:\n  t:\n    columns: {id: int}\n    checks:\n      c: id >> 'x' > now()\n",
        ":5:",
    ),
    "a query that is none": (
        "tables: {t: {columns: {id: int}}}\nviews:\n  v: |\n    SELECT id,\n      lowr(id)\n"
        "    FROM t\n",
        ":5:7: view public.v: function lowr(integer) does not exist",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_postgres_refuses(name: str, tmp_path: Path) -> None:
    """The server's complaint has the line of the YAML; exit 1, and nothing is written."""
    text, said = REFUSED[name]
    home = tmp_path / "schema"
    home.mkdir()
    (home / "tables.yaml").write_text(text)
    done = vfed("generate", cwd=tmp_path)

    assert done.code == 1
    assert done.err.startswith(f"error: schema/tables.yaml{said}")
    assert not (tmp_path / "generated").exists()


def test_a_type_is_relied_on_however_it_is_spelled(tmp_path: Path, shop: Workshop) -> None:
    """What nobody builds is compared as Postgres would: `int`, a schema's own type, a length."""
    file = tmp_path / "tables.yaml"
    text = (
        "base: there.sql\ntables:\n  t:\n    external: true\n    relies_on:\n      columns: "
        "{a: int, b: 'varchar(9)[]', c: timestamptz, d: mood, e: public.mood, f: 'numeric(3,2)'}\n"
    )
    file.write_text(text)
    file.with_name("there.sql").write_text(
        "CREATE TYPE mood AS ENUM ('sad');"
        "CREATE TABLE t (a int, b varchar(9)[], c timestamptz, d mood, e mood, f numeric(3, 2));"
    )

    assert compile_lock(file, shop)
    file.write_text(text.replace("varchar(9)", "varchar(8)"))
    with pytest.raises(SourceError, match=r"public.t.b is of type character varying\(9\)\[\], not"):
        compile_lock(file, shop)


def test_a_missing_model() -> None:
    """A model that is not there is one clear sentence."""
    done = vfed("validate", "--model", "nowhere/tables.yaml")

    assert (done.code, done.err) == (
        1,
        "error: cannot read `nowhere/tables.yaml`: no such file\n",
    )
