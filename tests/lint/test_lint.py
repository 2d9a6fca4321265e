"""`vfed-schema lint`: what it says and where, what silences it, and what `--fix` mends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command import vfed
from tests.valence.test_valence import MODEL
from tests.witness import psql
from vfed_schema.lint import RULES, chosen, lint
from vfed_schema.lint.page import page
from vfed_schema.lint.told import listed
from vfed_schema.lock import load
from vfed_schema.model import Model
from vfed_schema.queries import unasked
from vfed_schema.ref import Ref
from vfed_schema.scratch import Database
from vfed_schema.source import read
from vfed_schema.sources import Workshop, compile_lock, given, lock_path, ready

NOWHERE = "host=/nowhere"  # who asks for a scratch server gets none
ROOT = Path(__file__).parents[2]

SHOP = """\
# what the shop has
tables:
  customers:
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: text, unique: true}
    indexes:
      # by name
      customers_name: [name]
  orders:
    columns:
      id: {type: serial, primary_key: true}   # counts
      customer_id: {type: bigint, references: customers(id)}
      at: timestamp
    checks:
      orders_old: {expression: id > 0, not_valid: true}
    indexes:
      orders_at: [at]
      orders_twin: [at]   # the same again
"""


def shop_model(tmp_path: Path, text: str = SHOP) -> Path:
    (tmp_path / "schema").mkdir(exist_ok=True)
    file = tmp_path / "schema" / "tables.yaml"
    file.write_text(text)
    return file


def found(file: Path, shop: Workshop) -> list[tuple[str, str, int, int]]:
    """Return rule, object, line and column of what is found in a model."""
    model = compile_lock(file, shop).model
    told = lint(model, RULES, lambda: read(file)).findings
    return [
        (f.rule, f.subject, f.mark.line, f.mark.column)
        for f in told
        if f.mark and f.rule != "comment-missing"
    ]


def test_the_model_of_this_repository_lints_clean() -> None:
    """Valence and what production has beside: all that is found is silenced, with a reason."""
    for profile in ((), ("--profile", "production")):
        done = vfed("lint", "--model", MODEL, *profile, "--all", VFED_SCRATCH_URL=NOWHERE)

        assert (0, "nothing found; 12 silenced\n", "") == done


def test_lint_and_queries_agree_on_what_serves_nothing() -> None:
    """The indexes that no query takes are redundant; one more is, which a query takes for cheap."""
    lock = ready(MODEL)
    assert lock
    redundant = lint(
        without_silences(lock.model), [r for r in RULES if r.name == "redundant-index"]
    )
    unused = {str(index.ref) for index in unasked(lock.model)}

    assert unused | {"index public.idx_belief_provenance_origin"} == {
        f.subject for f in redundant.findings
    }


def without_silences(model: Model) -> Model:
    return Model(
        (o for o in model.values() if o.kind != "silence"), model.edges, external=model.external
    )


def test_findings_say_their_place(tmp_path: Path, shop: Workshop) -> None:
    """What is known of a field stands at the field, the rest at the object; a constraint that a
    column says stands there."""
    assert [
        ("redundant-index", "index public.customers_name", 9, 7),
        ("narrow-key", "column public.orders.id", 12, 18),
        ("serial-column", "column public.orders.id", 12, 18),
        (
            "foreign-key-without-index",
            "foreign key public.orders.orders_customer_id_fkey",
            13,
            7,
        ),
        ("timestamp-without-time-zone", "column public.orders.at", 14, 11),
        ("not-validated", "check public.orders.orders_old", 16, 51),
        ("duplicate-index", "index public.orders_twin", 19, 7),
    ] == found(shop_model(tmp_path), shop)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at: timestamp", "at: {type: timestamp, lint: {timestamp-without-time-zone: local}}"),
        ("  orders:\n", "  orders:\n    lint: {timestamp-without-time-zone: local}\n"),
        ("tables:\n", "lint: {timestamp-without-time-zone: local}\ntables:\n"),
        (
            "      customer_id: {type: bigint, references: customers(id)}\n",
            "      customer_id: {type: bigint, references: customers(id), lint:"
            " {foreign-key-without-index: few}}\n",
        ),
        ("customers_name: [name]", "customers_name: {keys: [name], lint: {redundant-index: old}}"),
        (
            "name: {type: text, unique: true}",
            "name: {type: text, unique: true, lint: {redundant-index: old}}",
        ),
    ],
    ids=["column", "table", "model", "key of a column", "index", "index of a column"],
)
def test_a_silence_takes_one_finding_away(
    old: str, new: str, tmp_path: Path, shop: Workshop
) -> None:
    """At the object, at what it is in, at its one column, or at the top."""
    before = {line[:2] for line in found(shop_model(tmp_path), shop)}
    after = {line[:2] for line in found(shop_model(tmp_path, SHOP.replace(old, new)), shop)}

    assert after < before
    assert 1 == len(before - after)


def test_a_silence_stays_with_what_it_is_about(tmp_path: Path, shop: Workshop) -> None:
    """With a function whose types Postgres spells with their schema, and with partitions."""
    text = """
enums: {mood: {labels: [glad, sad], lint: {enum-type: two will do}}}
functions:
  cheer(m mood):
    language: sql
    returns: int
    body: SELECT 1
    security_definer: true
    privileges: {vf_app: execute}
    lint: {definer-without-search-path: it names nothing}
tables:
  Events:
    lint: {mixed-case-name: it was so, table-without-primary-key: a log}
    columns: {at: date}
    partition_by: RANGE (at)
    partitions: {Rest: DEFAULT}
"""

    assert [] == found(shop_model(tmp_path, text), shop)


def test_a_silence_that_silences_nothing_is_found(tmp_path: Path, shop: Workshop) -> None:
    """At the rule's name; the inner one of two counts, and the outer one says nothing."""
    text = "lint:\n  money-type: ours\n  char-type: ours\n"
    text += "tables:\n  a: {columns: {c: {type: char, lint: {char-type: one letter}}}}\n"
    told = found(shop_model(tmp_path, text), shop)

    assert [
        ("unused-silence", "silence money-type", 2, 3),
        ("unused-silence", "silence char-type", 3, 3),
        ("table-without-primary-key", "table public.a", 5, 3),
    ] == told


def test_a_partition_says_all_that_a_table_says(tmp_path: Path, shop: Workshop) -> None:
    """Inside its parent too: silences, comments, indexes; what is found stands at its name."""
    text = """\
tables:
  a:
    columns: {id: {type: bigint, primary_key: true}, n: int}
    partition_by: HASH (id)
    partitions:
      Zero:
        bound: WITH (modulus 3, remainder 0)
        comment: the first third
        lint: {mixed-case-name: it was so}
        indexes: {zero_n: [n]}
      One: {bound: "WITH (modulus 3, remainder 1)"}
      Two: WITH (modulus 3, remainder 2)
"""
    file = shop_model(tmp_path, text)
    told = found(file, shop)

    assert [
        ("mixed-case-name", "table public.One", 11, 7),
        ("mixed-case-name", "table public.Two", 12, 7),
    ] == told
    assert {"index public.zero_n", "comment table.public.Zero"} <= {
        str(ref) for ref in compile_lock(file, shop).model
    }


def test_a_silence_needs_a_rule_and_a_reason(tmp_path: Path) -> None:
    """Whoever reads it later asks why; a rule that there is not is an error with its place."""
    file = shop_model(tmp_path, "tables:\n  a:\n    lint: {char-type: ''}\n    columns: {c: int}\n")
    lazy = vfed("validate", "--model", file)
    file = shop_model(tmp_path, "tables:\n  a: {lint: {chartype: x}, columns: {c: int}}\n")
    wrong = [vfed(command, "--model", file) for command in ("validate", "lint", "generate")]

    assert 1 == lazy.code
    assert f"{file}:3:23: `char-type` is silenced for no reason" in lazy.err
    for done in wrong:
        assert 1 == done.code
        assert f"{file}:2:14: unknown rule `chartype`; did you mean `char-type`?" in done.err


def test_silences_are_in_the_lock_and_in_no_difference(tmp_path: Path, shop: Workshop) -> None:
    """A lock is linted like its model; to add a silence changes nothing, and asks no server."""
    file = shop_model(tmp_path)
    lock = lock_path(file)
    lock.parent.mkdir()
    lock.write_text(compile_lock(file, shop).text)
    old = tmp_path / "old.jsonl"
    shutil.copy(lock, old)
    shop_model(tmp_path, SHOP.replace("  orders:\n", "  orders:\n    lint: {serial-column: old}\n"))
    written = vfed("generate", "--model", file, VFED_SCRATCH_URL=NOWHERE)
    linted = vfed("lint", "--from", lock, "--format", "json", VFED_SCRATCH_URL=NOWHERE)
    same = vfed("diff", "--from", old, "--to", lock, "--no-verify", VFED_SCRATCH_URL=NOWHERE)

    assert 0 == written.code, written.err
    assert (
        Ref("silence", ("table", "public", "orders", "serial-column")) in load(lock.read_text())[0]
    )
    assert lock.read_text() == compile_lock(file, shop).text
    assert (2, 1) == (linted.code, json.loads(linted.out)["silenced"])
    assert 0 == same.code, same.out


def test_levels_and_rules_are_chosen(tmp_path: Path, shop: Workshop) -> None:
    """`--level` says what exit code 2 is for, `--rule` and `--skip` which rules are asked."""
    file = shop_model(tmp_path)
    lock = tmp_path / "lock.jsonl"
    lock.write_text(compile_lock(file, shop).text)
    said = ("lint", "--from", lock)

    usual, every = (vfed(*said, *more) for more in ((), ("--all", "--level", "error")))
    one = vfed(*said, "--rule", "serial-column", "--level", "warning")
    wrong = vfed(*said, "--skip", "serials")

    assert (2, 0, 0, 1) == (usual.code, every.code, one.code, wrong.code)
    assert "comment-missing" not in usual.out
    assert "comment-missing" in every.out
    assert "1 note\n" == one.out.splitlines(keepends=True)[-1]
    assert "no rule is called `serials`" in wrong.err
    assert "serial-column" not in {r.name for r in chosen((), ("serial-column",))}


def test_fix_mends_what_is_safe_and_leaves_the_rest(tmp_path: Path) -> None:
    """An index for the key, no twin, NOT VALID no more; comments stay, types stay."""
    file = shop_model(tmp_path, SHOP.replace("tables:", "lint: {money-type: ours}\ntables:"))
    done = vfed("lint", "--model", file, "--fix")
    wanted = SHOP.replace(", not_valid: true", "")
    wanted = wanted.replace(
        "      orders_twin: [at]   # the same again\n",
        "      orders_customer_id_idx: [customer_id]\n",
    )

    assert wanted == file.read_text()
    assert f"mended {file}" in done.err
    assert 2 == done.code
    assert {"redundant-index", "narrow-key", "serial-column", "timestamp-without-time-zone"} == {
        line.rpartition("[")[2].rstrip("]") for line in done.out.splitlines()[:-1]
    }


def test_a_fix_stands_in_the_file_that_asks_for_it(tmp_path: Path) -> None:
    """An index for the foreign key of a profile is the profile's."""
    file = shop_model(
        tmp_path,
        "tables:\n  a: {columns: {id: {type: uuid, primary_key: true}}}\n"
        "  b: {columns: {id: {type: uuid, primary_key: true}, a_id: {type: uuid}}}\n",
    )
    before = file.read_text()
    profile = file.with_name("production.yaml")
    said = "profile_of: tables.yaml\ntables:\n  b:\n    columns: {a_id: {references: a(id)}}\n"
    profile.write_text(said)
    done = vfed("lint", "--model", file, "--profile", "production", "--fix")

    assert (0, "nothing found\n") == (done.code, done.out)
    assert before == file.read_text()
    assert said + "    indexes:\n      b_a_id_idx: [a_id]\n" == profile.read_text()


def test_a_fix_that_does_more_than_it_should_is_taken_back(tmp_path: Path) -> None:
    """What does not build, since the base has the name, is an error; files are as they were."""
    text = (
        "base: there.sql\ntables:\n  a:\n    columns:\n      id: {type: int, primary_key: true}\n"
        "      of: {type: int, references: a(id)}\n    indexes: {a_made: [of, id]}\n"
        "  b: {columns: {id: {type: int, primary_key: true}, of: {type: int, references: a(id)}}}\n"
    )
    file = shop_model(tmp_path, text)
    file.with_name("there.sql").write_text("CREATE TABLE b_of_idx ();")
    done = vfed("lint", "--model", file, "--fix")

    assert 1 == done.code, done
    assert "nothing is changed: " in done.err
    assert "mended" not in done.err.replace("what was mended", "")
    assert text == file.read_text()


SHARED = (
    "tables:\n"
    "  a:\n    columns: {id: {type: int, primary_key: true, references: b(id)}, n: int}\n"
    "    foreign_keys: {a_n: {columns: [n], references: b(id)}}\n    indexes: &both [[id, n]]\n"
    "  b:\n    columns: {id: {type: int, primary_key: true}, n: int}\n    indexes: *both\n"
    "  c:\n    columns: {id: {type: int, primary_key: true}, n: {type: int, references: b(id)}}\n"
)


def test_what_an_alias_says_too_is_left_alone(tmp_path: Path) -> None:
    """An index for one would be an index for both: that is said, and all else is mended."""
    file = shop_model(tmp_path, SHARED)
    done = vfed("lint", "--model", file, "--fix")

    assert "note: table public.a: not mended by itself: an alias says the section" in done.err
    assert done.out.endswith("1 warning\n")
    assert f"{SHARED}    indexes:\n      c_n_idx: [n]\n" == file.read_text()


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    """Every line ends as it did, where they differ too, and a byte order mark stays; so does
    a file that has nothing to be mended in it a second time."""
    file = shop_model(tmp_path, "")
    kept = (
        b"\xef\xbb\xbftables:\r\n  a:\n    columns:\r\n"
        b"      id: {type: int, primary_key: true}\r\n"
        b"      of: {type: int, references: a(id)}   # of it\r\n"
    )
    file.write_bytes(kept)
    file.chmod(0o640)
    wanted = kept + b"    indexes:\r\n      a_of_idx: [of]\r\n"

    assert 0 == vfed("lint", "--model", file, "--fix").code
    assert (wanted, 0o100640) == (file.read_bytes(), file.stat().st_mode)
    assert 0 == vfed("lint", "--model", file, "--fix").code
    assert wanted == file.read_bytes()


def test_a_policy_on_a_table_of_somebody_else_is_left(tmp_path: Path, shop: Workshop) -> None:
    """Whether row security is on there is not for this model to say."""
    policy = "    policies: {own_rows: {using: id > 0}}\n"
    text = (
        "base: there.sql\ntables:\n  theirs:\n    external: true\n"
        f"    relies_on: {{columns: {{id: int}}}}\n{policy}"
        f"  ours:\n    columns: {{id: {{type: int, primary_key: true}}}}\n{policy}"
    )
    file = shop_model(tmp_path, text)
    file.with_name("there.sql").write_text("CREATE TABLE theirs (id int);")

    assert [("policy-without-row-security", "policy public.ours.own_rows", 9, 16)] == [
        one for one in found(file, shop) if one[0] == "policy-without-row-security"
    ]


def test_of_two_alike_the_finished_one_is_kept(database: Database, shop: Workshop) -> None:
    """An index that is not valid is no reason to take away the one that serves."""
    psql(database, "create table t (n int); insert into t values (1), (1); create index z on t (n)")
    with pytest.raises(AssertionError, match="duplicated"):
        psql(database, "create unique index concurrently a on t (n)")
    with database.connect_admin() as conn:
        conn.execute("update pg_index set indisunique = false where not indisvalid")
    with given(database.admin_conninfo, shop) as source:
        rules = [r for r in RULES if r.name == "duplicate-index"]

        assert () == lint(source.model, rules).findings


def test_only_yaml_is_mended(tmp_path: Path, shop: Workshop) -> None:
    """A lock, a script or a database is no file of a person's."""
    lock = tmp_path / "lock.jsonl"
    lock.write_text(compile_lock(shop_model(tmp_path), shop).text)

    done = vfed("lint", "--from", lock, "--fix")

    assert (1, "") == done[:2]
    assert "changes a model in YAML" in done.err
    assert "--fix" not in vfed("lint", "--from", lock).out


def test_the_page_of_the_rules_is_current() -> None:
    """docs/lint.md is what `--explain all` prints, and names every rule."""
    text = (ROOT / "docs" / "lint.md").read_text()

    assert page(RULES) == text
    assert len(RULES) == len(list(listed(RULES))) == text.count("\n### ")


def test_every_rule_says_all_there_is_to_say() -> None:
    """A summary in lower case without a full stop; why and instead in sentences."""
    for rule in RULES:
        assert rule.summary[0].islower() or rule.summary.split()[0].isupper(), rule.name
        assert not rule.summary.endswith("."), rule.name
        assert rule.why.endswith("."), rule.name
        assert rule.instead.endswith("."), rule.name
        assert rule.name == rule.check.__module__.rpartition(".")[2].replace("_", "-")
