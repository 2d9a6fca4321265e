"""Compiling what has changed since the last lock gives what compiling all of it gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.valence.test_valence import MODEL
from vfed_schema.canonical import again
from vfed_schema.errors import SourceError
from vfed_schema.lock import load
from vfed_schema.record import same
from vfed_schema.sources import Workshop, compile_lock, lock_path

VALENCE = MODEL.read_text()
OTHER = """
functions:
  twice(n int): {returns: int, volatility: immutable, language: sql, body: SELECT n * 2}
  busy(): {returns: trigger, language: plpgsql, body: BEGIN RETURN NEW; END}
enums: {mood: {labels: [glad, sad]}}
domains: {short: {type: text, checks: {short_length: length(VALUE) < 9}}}
sequences: {numbers: {}}
tables:
  a:
    columns:
      id: {type: serial, primary_key: true}
      mood: mood
      name: {type: short, default: x, comment: called}
      twice: {type: int, generated: twice(3)}
      n: {type: int, default: "nextval('numbers')"}
    indexes: {a_name: [lower(name)]}
    triggers: {a_busy: {timing: before, events: [update], row: true, function: busy}}
  b:
    columns: {id: {type: int, primary_key: true}, a_id: {type: int, references: a(id)}}
    checks: {b_id: "id in (1, 2, 3)"}
  c:
    columns: {k: {type: int, not_null: true}}
    partition_by: LIST (k)
    partitions: {c_1: IN (1), c_rest: DEFAULT}
  d: {inherits: [b], columns: {more: text}}
views:
  av: {query: "SELECT id, name FROM a WHERE mood = 'glad'"}
  bv: {query: SELECT * FROM av JOIN b USING (id)}
privileges: {}
""".replace("privileges: {}\n", "")
PLAIN = "tables:\n" + "".join(
    f"  filler_{n}: {{columns: {{id: {{type: int, primary_key: true}}, a: text}}}}\n"
    for n in range(40)
)


def compiled(file: Path, shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, bool]:
    """Return the lock compiled by the last one, and from nothing, and if the last one helped."""
    helped = []

    def watch(original: Callable[..., object]) -> Callable[..., object]:
        def watched(*arguments: object) -> object:
            found = original(*arguments)
            helped.append(found is not None)
            return found

        return watched

    for name in ("untouched", "recompiled"):
        monkeypatch.setattr(again, name, watch(getattr(again, name)))
    quick = compile_lock(file, shop)
    lock = lock_path(file)
    kept = lock.read_text()
    lock.unlink()
    whole = compile_lock(file, shop)
    lock.write_text(kept)
    for made in (quick, whole):
        found, header = load(made.text, said=True)

        assert header == made.header
        assert found.keys() == made.model.keys()
        assert all(same(obj, made.model[ref]) for ref, obj in found.items())
        assert found.external == made.model.external
        assert found.about == made.model.about
        assert all(found.uses(ref) == made.model.uses(ref) for ref in found)
        assert all(found.users(ref) == made.model.users(ref) for ref in found)
    return quick.text, whole.text, any(helped)


LOCKS: dict[str, str] = {}  # of texts that were compiled before


def start(folder: Path, text: str, shop: Workshop) -> Path:
    file = folder / "schema" / "tables.yaml"
    file.parent.mkdir()
    file.write_text(text)
    for name in ("base.sql", "queries.yaml"):
        (file.parent / name).write_text((MODEL.parent / name).read_text())
    lock = lock_path(file)
    lock.parent.mkdir()
    if text not in LOCKS:
        LOCKS[text] = compile_lock(file, shop).text
    lock.write_text(LOCKS[text])
    return file


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "name: {type: text, comment: What the node",
            "name: {type: varchar(80), comment: What the node",
        ),
        ("comment: What can be told", "comment: What can be told"),
        ("comment: How far we trust a node, and", "comment: How far a node is trusted, and"),
        (
            "  idx_sync_state_next: [next_sync_scheduled]\n",
            "  idx_sync_state_next: [status, node_id]\n",
        ),
        ("      last_error: {type: text, comment: What went wrong last}\n", ""),
        ("WHERE fn.status = 'active'", "WHERE fn.status <> 'active'"),
        ('manual_trust_score: {type: "numeric(3,2)"', 'score_by_hand: {type: "numeric(3,2)"'),
        (
            "        values: [idle, syncing, error, paused]",
            "        values: [idle, syncing, error]",
        ),
        ("visibility:\n        type: text", "visibility:\n        type: varchar"),
        ("fn.name AS origin_name", "fn.name || '!' AS origin_name"),
        ("  consensus_votes:\n", "  votes:\n"),
    ],
)
def test_of_the_federation(
    tmp_path: Path, shop: Workshop, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    """A type, a comment, an index, a column less, a view, a name, values, an external's column."""
    file = start(tmp_path, VALENCE, shop)
    changed = VALENCE.replace(old, new, 1)
    file.write_text(changed)
    quick, whole, helped = compiled(file, shop, monkeypatch)

    assert sorted(set(quick.splitlines()) ^ set(whole.splitlines())) == []
    assert helped or changed == VALENCE or "visibility" in old or "votes" in old


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SELECT n * 2", "SELECT n * 3"),
        ("labels: [glad, sad]", "labels: [glad, sad, so_so]"),
        ("length(VALUE) < 9", "length(VALUE) < 8"),
        ("type: serial", "type: bigserial"),
        ("name: {type: short, default: x, comment: called}", "name: {type: short, default: y}"),
        ("id in (1, 2, 3)", "id in (1, 2, 3, 4)"),
        ("partitions: {c_1: IN (1)", "partitions: {c_1: 'IN (1, 2)'"),
        ("mood = 'glad'", "mood = 'sad'"),
        ("  bv: {query: SELECT * FROM av JOIN b USING (id)}\n", ""),
        ("more: text", "more: varchar, most: text"),
        ("      mood: mood\n      name", "      moods: mood[]\n      mood: mood\n      name"),
        ("views:\n", "views:\n  new: {query: 'SELECT a.*, twice(id) AS t FROM a'}\n"),
        (
            "functions:\n",
            "functions:\n  new(m mood): {returns: int, language: sql, body: SELECT 1}\n",
        ),
        ("a_id: {type: int, references: a(id)}", "a_id: int"),
        ("sequences: {numbers: {}}", "sequences: {numbers: {increment: 2}}"),
        ("  d: {inherits: [b]", "  d: {inherits: [filler_3]"),
        (
            "returns: trigger, language: plpgsql, body: BEGIN RETURN NEW; END",
            "returns: trigger, language: plpgsql, body: BEGIN RETURN OLD; END",
        ),
        ("indexes: {a_name: [lower(name)]}", "indexes: {a_name: [upper(name)], a_mood: [mood]}"),
    ],
)
def test_of_every_kind(
    tmp_path: Path, shop: Workshop, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    """What others stand on, and what stands on others: types, functions, parents, partitions."""
    text = OTHER.replace("tables:\n", PLAIN)
    assert old in text

    file = start(tmp_path, text, shop)
    file.write_text(text.replace(old, new, 1))
    quick, whole, _ = compiled(file, shop, monkeypatch)

    assert sorted(set(quick.splitlines()) ^ set(whole.splitlines())) == []


def test_what_is_relied_on_is_looked_at_anew(
    tmp_path: Path, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another type of somebody else's column: the complaint that compiling all of it makes."""
    file = start(tmp_path, VALENCE, shop)
    file.write_text(VALENCE.replace("columns: {id: uuid, content: text}", "columns: {id: int}"))

    with pytest.raises(SourceError, match=r"public.beliefs.id is of type uuid, not int"):
        compile_lock(file, shop)


def test_nothing_changed_but_the_words(
    tmp_path: Path, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment in the YAML makes another digest, and the same objects."""
    file = start(tmp_path, VALENCE, shop)
    file.write_text(VALENCE + "\n# a comment\n")
    quick, whole, helped = compiled(file, shop, monkeypatch)

    assert sorted(set(quick.splitlines()) ^ set(whole.splitlines())) == []
    assert helped
