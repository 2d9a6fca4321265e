"""Many databases at once: where each stands, brought forward in waves, and taken back."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.cli.command import Done, vfed
from tests.emit.test_schemas import JUNIT
from tests.witness import dump, psql
from vfed_schema.scratch import Database, Server

ONE = """
version: one
tables:
  item:
    columns: {id: {type: int, primary_key: true}, name: text}
"""
TWO = ONE.replace("one", "two").replace(
    "name: text", "name: text, more: {type: int, check: more > 0}"
)
PROFILE = """
profile_of: tables.yaml
tables:
  item: {indexes: {item_name: [name]}}
"""


class Federation:
    """Databases by name, a file that names them, and a model."""

    def __init__(self, folder: Path, databases: dict[str, Database]) -> None:
        self.folder, self.databases = folder, databases
        self.file = folder / "nodes.yaml"
        self.said: dict[str, str] = {n: json.dumps(d.admin_conninfo) for n, d in databases.items()}
        self.model(ONE)

    def model(self, text: str) -> None:
        (self.folder / "tables.yaml").write_text(text)
        (self.folder / "big.yaml").write_text(PROFILE)

    def run(self, *arguments: str, **env: str) -> Done:
        lines = [f"  {name}: {said}\n" for name, said in self.said.items()]
        self.file.write_text("nodes:\n" + "".join(lines))
        command = (*arguments, "--model", "tables.yaml", "--nodes", "nodes.yaml")
        return vfed(*command, cwd=self.folder, **env)


@pytest.fixture
def federation(server: Server, tmp_path: Path) -> Iterator[Federation]:
    with ExitStack() as stack:
        found = {n: stack.enter_context(server.database()) for n in ("a", "b", "c", "d")}
        yield Federation(tmp_path, found)


def test_each_node_has_a_state_and_a_reason(federation: Federation, server: Server) -> None:
    """In step, behind a version, drifted, never applied; a line each, and one that counts."""
    for name in ("a", "b", "c"):
        url = federation.databases[name].admin_conninfo
        vfed("apply", "--from", url, "--model", federation.folder / "tables.yaml", "--yes")
    psql(federation.databases["b"], "alter table item add column stray int")
    before = federation.run("drift")
    federation.model(TWO)
    after = federation.run("drift")
    said = json.loads(federation.run("drift", "--format", "json").out)

    assert before.code == 2
    assert [
        "a  in step",
        "b  drifted      column public.item.stray",
        "c  in step",
        "d  behind       nothing was applied here yet; column public.item.id and 3 more",
        "4 nodes: 2 in step, 1 drifted, 1 behind",
    ] == [" ".join(x.split("\x00")) for x in before.out.splitlines()]
    assert "a  behind       at one; check public.item.item_more_check and 1 more" in after.out
    assert "b  drifted      column public.item.stray; 2 to come" in after.out
    assert ["behind", "drifted", "behind", "behind"] == [n["state"] for n in said["nodes"]]
    assert "one" == said["nodes"][0]["version"]
    assert "column" == said["nodes"][0]["changes"][1]["object"][0]


def test_each_node_is_a_test(federation: Federation) -> None:
    """One that is in step passes, and what is to come does where that is all right."""
    for name in ("a", "b", "c"):
        url = federation.databases[name].admin_conninfo
        vfed("apply", "--from", url, "--model", federation.folder / "tables.yaml", "--yes")
    psql(federation.databases["b"], "alter table item add column stray int")
    federation.said["gone"] = "host=/nowhere dbname=x"
    first = federation.run("drift", "-f", "junit=drift.xml", "-f", "text")
    suite = Xml.parse(federation.folder / "drift.xml")
    federation.model(TWO)
    later = federation.run("drift", "-f", "junit", "--pending-ok")

    assert (2, 2) == (first.code, later.code)
    JUNIT.validate((federation.folder / "drift.xml").read_text())
    JUNIT.validate(later.out)
    assert {"a": None, "b": "drifted", "c": None, "d": "behind", "gone": "unreachable"} == {
        case.attrib["name"]: None if (bad := case.find("failure")) is None else bad.attrib["type"]
        for case in suite.iter("testcase")
    }
    assert "extra column public.item.stray" in (suite.findtext(".//failure") or "")
    assert 3 == later.out.count("<failure ")
    assert 5 == later.out.count("<testcase ")


def test_dead_and_slow_nodes_hold_nobody_up(federation: Federation) -> None:
    """One that is not there, one that refuses, one that takes the call and never answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        port = silent.getsockname()[1]
        federation.said["silent"] = f"postgresql://x@127.0.0.1:{port}/x"
        federation.said["closed"] = "postgresql://x@127.0.0.1:1/x"
        federation.said["gone"] = "host=/nowhere dbname=x"
        start = time.monotonic()
        done = federation.run("drift", "--timeout", "2", "--jobs", "2")
        seconds = time.monotonic() - start

    assert done.code == 2
    assert "7 nodes: 4 behind, 3 unreachable" in done.out
    assert "closed  unreachable  cannot connect to" in done.out
    assert "Connection refused" in done.out
    assert seconds < 12


def test_only_unreachable_is_an_error_and_no_drift(federation: Federation) -> None:
    """1 where nothing is known to differ, 0 where all are in step."""
    federation.run("apply", "--yes")
    same = federation.run("drift")
    federation.said["gone"] = "host=/nowhere dbname=x"
    gone = federation.run("drift")

    assert (0, 1) == (same.code, gone.code), same.out


def test_a_rollout_goes_in_waves_and_proves_once(federation: Federation) -> None:
    """The canary first; the plan is shown once for all that are alike."""
    federation.said["c"] = f"{{url: {federation.said['c']}, tags: [canary, eu]}}"
    done = federation.run("apply", "--yes", "--batch", "2")
    again = federation.run("apply", "--yes")
    lines = [line for line in done.out.splitlines() if line.startswith("wave")]

    assert done.code == 0, done.err
    assert lines[0].startswith("wave 1  c  applied ")
    assert ["wave 2", "wave 2", "wave 3"] == [line[:6] for line in lines[1:]]
    assert 1 == done.out.count("proven there and back")
    assert "4 of 4 nodes brought to the model, 0 failed" in done.out
    assert 4 == again.out.count("in step")
    assert 1 == len({tuple(dump(database)) for database in federation.databases.values()})


def test_the_first_failure_stops_it_and_it_resumes(federation: Federation) -> None:
    """Rows that a new check refuses: the others are not begun; mended, the same command goes on."""
    federation.run("apply", "--yes")
    federation.model(TWO.replace("more > 0", "id > 0"))
    psql(federation.databases["b"], "insert into item values (-1)")
    stopped = federation.run("apply", "--yes", "--jobs", "1", "--batch", "1")
    standing = federation.run("drift")
    psql(federation.databases["b"], "update item set id = 1")
    on = federation.run("apply", "--yes", "--batch", "1")

    assert stopped.code == 1
    assert "wave 1  a  applied " in stopped.out
    assert "wave 2  b  failed: " in stopped.out
    assert "not begun: c, d; the same command goes on" in stopped.out
    assert "b  behind       the last plan, to two, is failed" in standing.out
    assert on.code == 0, on.out
    assert "wave 1  a  in step" in on.out
    assert "4 of 4 nodes brought to the model, 0 failed" in on.out


def test_keep_going_leaves_out_who_fails(federation: Federation) -> None:
    """All others are brought forward; the exit code says that not all were."""
    federation.said["gone"] = "host=/nowhere dbname=x"
    federation.said["e"] = federation.said.pop("d")
    done = federation.run("apply", "--yes", "--keep-going", "--batch", "1")

    assert done.code == 1
    assert "4 of 5 nodes brought to the model, 1 failed" in done.out
    assert "not begun" not in done.out


def test_a_rollout_is_taken_back(federation: Federation) -> None:
    """Of those that are at the model; one that is not is left alone, unless it is named."""
    empty = [dump(database) for database in federation.databases.values()]
    federation.run("apply", "--yes")
    one = [dump(database) for database in federation.databases.values()]
    federation.model(TWO)
    federation.run("apply", "--yes", "--node", "a", "--node", "b")
    back = federation.run("rollback", "--yes", "--allow", "data-loss")
    at_one = [dump(database) for database in federation.databases.values()]
    named = federation.run("rollback", "--yes", "--allow", "data-loss", "--node", "d")
    federation.model(ONE)
    all_back = federation.run("rollback", "--yes", "--allow", "data-loss")

    assert back.code == 0, back.out
    assert "a  took back " in back.out
    assert "c  left alone: it is at one, of another model" in back.out
    assert one == at_one
    assert "d  took back " in named.out
    assert all_back.code == 0, all_back.out
    assert "d  nothing was applied here" in all_back.out
    assert empty == [dump(database) for database in federation.databases.values()]


def test_nodes_have_profiles_and_tags(federation: Federation) -> None:
    """Each is compared with its own profile; tags choose."""
    federation.said["a"] = f"{{url: {federation.said['a']}, profile: big, tags: [eu]}}"
    done = federation.run("apply", "--yes")
    drift = federation.run("drift")
    eu = federation.run("drift", "--tag", "eu", "--format", "json")
    with federation.databases["a"].connect_admin() as conn:
        there = conn.execute("select to_regclass('item_name') is not null").fetchall()
    with federation.databases["b"].connect_admin() as conn:
        not_there = conn.execute("select to_regclass('item_name') is null").fetchall()

    assert done.code == 0, done.err
    assert drift.code == 0, drift.out
    assert ["a"] == [node["name"] for node in json.loads(eu.out)["nodes"]]
    assert [(True,)] == there == not_there


def test_nobody_is_asked_twice_and_nobody_answers(federation: Federation) -> None:
    """Without --yes and without a terminal nothing is changed anywhere."""
    done = federation.run("apply")

    assert done.code == 3
    assert "say `--yes` where nobody can be asked" in done.out
    assert "4 nodes: 4 behind" in federation.run("drift").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nodes: {a: 'postgresql://u:secret@h/d'}", "nodes.yaml:1:12: a password in a file"),
        ("nodes: {a: 'host=h password=x'}", "nodes.yaml:1:12: a password in a file"),
        ("nodes: {a: 'host=h sslpassword=x'}", "nodes.yaml:1:12: a password in a file"),
        ("postgresql://h/d?sslpassword=secret", "nodes.yaml:1:1: a password in a file"),
        ("mysql://h/d", "nodes.yaml:1:1: neither a URL, as the first of a list (postgresql://…), "),
        ("nodes: {a: $NOWHERE_URL}", "nodes.yaml:1:12: the environment has no `NOWHERE_URL`"),
        ("nodes: {a: nonsense}", "nodes.yaml:1:12: `nonsense` is no URL"),
        ("nodes: {a: {ur: x}}", "unknown key `ur`; did you mean `url`?"),
        ("nodes: {a: {tags: [x]}}", "node `a` has no `url`"),
        ("knots: {}", "unknown key `knots`; did you mean `nodes`?"),
        ("nodes:\n\ta: x", "nodes.yaml:2:1: a tab; indent with spaces"),
        ("nodes: {a: {url: 'host=x', profile: none}}", "is no profile of"),
    ],
)
def test_mistakes_have_their_place(tmp_path: Path, text: str, said: str) -> None:
    """And nobody is spoken to: a secret in the file among them, which is not repeated."""
    (tmp_path / "tables.yaml").write_text(ONE)
    (tmp_path / "nodes.yaml").write_text(text)
    done = vfed("drift", "--model", "tables.yaml", "--nodes", "nodes.yaml", cwd=tmp_path)

    assert done.code == 1
    assert said in done.err
    assert "secret" not in done.err


def test_a_url_may_come_from_the_environment(federation: Federation) -> None:
    """As a whole, or in part."""
    url = json.loads(federation.said["a"])
    federation.said = {"a": "$ALPHA", "b": "${ALPHA} application_name=x"}
    done = federation.run("drift", ALPHA=url)

    assert "2 nodes: 2 behind" in done.out


def test_options_for_one_database_do_not_go_with_many(federation: Federation) -> None:
    """Said, and not ignored."""
    done = federation.run("drift", "--from", "host=x")

    assert done.code == 1
    assert "`--from` is for one database, and `--nodes` for many" in done.err


def test_known_drift_is_known_of_many(federation: Federation) -> None:
    """Of all nodes, or of those that are named; what is to come may be all right."""
    known = federation.folder / "known.yaml"
    federation.run("apply", "--yes", "--no-verify", "--node", "a", "--node", "b", "--node", "c")
    federation.said.pop("d")
    for name in ("a", "b"):
        psql(federation.databases[name], "alter table item add column stray int")
    accept = federation.run(
        *("drift", "--known", "known.yaml", "--accept", "tried", "--until", "never", "--node", "a")
    )
    one = federation.run("drift", "--known", "known.yaml")
    known.write_text(known.read_text().replace("nodes: [a]", "nodes: [a, '?', gone]"))
    both = federation.run("drift", "--known", "known.yaml")
    psql(federation.databases["a"], "alter table item drop column stray")
    psql(federation.databases["b"], "alter table item drop column stray")
    federation.model(TWO)
    idle = federation.run("drift", "--known", "known.yaml", "--pending-ok")
    strict = federation.run("drift", "--known", "known.yaml", "--pending-ok", "--strict")

    assert (0, 2, 0, 0, 1) == (accept.code, one.code, both.code, idle.code, strict.code), one.err
    assert "a  in step      1 known" in one.out
    assert "b  drifted      column public.item.stray" in one.out
    assert "3 nodes: 3 in step" in both.out
    assert "`column public.item.stray` is known and not there" in idle.err
    assert "error: known.yaml:3:5: `column public.item.stray`" in strict.err


def test_a_plain_list_names_databases_too(federation: Federation) -> None:
    """A URL a line, called after its database; `--databases` is the same as `--nodes`."""
    urls = [json.loads(said) for said in federation.said.values()]
    names = [database.name for database in federation.databases.values()]
    federation.file.write_text("\r\n".join(["# ours", *urls, "  # no", "$ALPHA  # x#y", urls[0]]))
    listed = ("drift", "--model", "tables.yaml", "--databases", "nodes.yaml")
    done = vfed(*listed, cwd=federation.folder, ALPHA=urls[0])
    federation.file.write_text(f"{urls[0]}\n nonsense\n")
    wrong = vfed(*listed, cwd=federation.folder)

    assert "6 nodes: 6 behind" in done.out
    assert [*names, "ALPHA", f"{names[0]}"] == [
        line.split("@")[0].split(" ")[0] for line in done.out.splitlines()[:-1]
    ]
    assert "#2 " in done.out.splitlines()[5]
    assert wrong.code == 1
    assert "nodes.yaml:2:2: `nonsense` is no URL" in wrong.err
