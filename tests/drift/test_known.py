"""Drift that is known: named in a file, with a reason, until a day."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.drift.conftest import Place
from tests.witness import psql

HARM = """
    create index by_hand on item (size);
    alter table item alter column size type bigint, alter column size set not null;
    drop table part
"""


@pytest.fixture
def harmed(place: Place) -> Place:
    place.apply()
    psql(place.database, HARM)
    return place


def test_what_is_known_is_told_with_its_reason_and_is_no_drift(harmed: Place) -> None:
    """Each by itself, by a pattern, by field, or by what it lives in; then all is well."""
    harmed.said(
        "drift.yaml",
        """
known:
  - {object: index public.by_*, reason: the incident, until: 2999-12-31}
  - {object: column public.item.size, field: type, reason: grew, until: never}
  - {object: column public.item.size, field: not_null, reason: grew, until: never}
  - object: table public.part
    reason: >
      nobody
      needs it
    until: never
""",
    )
    done = harmed.run("drift", "--known", "drift.yaml")

    assert done.code == 0, done.out
    assert [
        "known: changed column public.item.size: type is bigint, not integer;"
        " not_null is true, not false; accepted: grew",
        "known: missing column public.part.id; accepted: nobody needs it",
        "known: extra index public.by_hand; accepted until 2999-12-31: the incident",
        "known: missing primary key public.part.part_pkey; accepted: nobody needs it",
        "known: missing table public.part; accepted: nobody needs it",
    ] == done.out.splitlines()[:-1]
    assert done.out.endswith("; 5 known\n")


def test_a_field_that_is_not_named_is_drift(harmed: Place) -> None:
    """Who accepts a type has not accepted NOT NULL."""
    harmed.said(
        "drift.yaml",
        """
known:
  - {object: column public.item.size, field: type, reason: grew, until: never}
  - {object: "*part*", reason: gone, until: never}
  - {object: index public.by_hand, reason: the incident, until: never}
""",
    )
    done = harmed.run("drift", "--known", "drift.yaml", "--format", "json")
    states = {c["object"][-1]: c["state"] for c in json.loads(done.out)["changes"]}

    assert done.code == 2
    assert "drift" == states["size"]
    assert {"known"} == {state for name, state in states.items() if name != "size"}


def test_what_has_expired_is_drift_and_says_so(harmed: Place) -> None:
    """The day itself still counts; where two entries would do, the longer one does."""
    today = datetime.now(UTC).date()
    harmed.said(
        "drift.yaml",
        f"""
known:
  - {{object: index public.by_hand, reason: the incident, until: {today - timedelta(days=1)}}}
  - {{object: "*part*", reason: gone, until: 2020-01-01}}
  - {{object: "*part*", reason: gone, until: {today}}}
  - {{object: column public.item.size, reason: grew, until: {today}}}
""",
    )
    done = harmed.run("drift", "--known", "drift.yaml")

    assert done.code == 2
    assert ["extra index public.by_hand; no longer accepted, it was until "] == [
        line[: len(line) - len(f"{today}: the incident")]
        for line in done.out.splitlines()[:-1]
        if not line.startswith("known: ")
    ]


def test_what_is_known_and_not_there_is_told(place: Place) -> None:
    """A note, and with --strict an error, each with its place."""
    place.apply()
    place.said(
        "drift.yaml",
        "known:\n- {object: index public.gone, reason: x, until: never}\n"
        "- {object: table public.item, field: unlogged, reason: x, until: never}\n",
    )
    done = place.run("drift", "--known", "drift.yaml")
    strict = place.run("drift", "--known", "drift.yaml", "--strict")

    assert (0, 1) == (done.code, strict.code)
    assert "note: drift.yaml:2:3: `index public.gone` is known and not there" in done.err
    assert "error: drift.yaml:3:3: `table public.item, unlogged` is known and not" in strict.err


def test_the_file_keeps_its_line_ends_its_mode_and_its_link(harmed: Place) -> None:
    """What is added ends its lines as the file does, where the file is, and all else stays."""
    there = harmed.folder / "elsewhere.yaml"
    there.write_bytes(b"# ours\r\nknown:\r\n- object: index public.by_hand\r\n"
                      b"  reason: old\r\n  until: never")  # fmt: skip
    there.chmod(0o640)
    (harmed.folder / "drift.yaml").symlink_to(there)
    kept = there.read_bytes()
    done = harmed.run("drift", "--known", "drift.yaml", "--accept", "x", "--until", "never")
    text = there.read_bytes()

    assert done.code == 0, done.err
    assert text.startswith(kept + b"\r\n- object: ")
    assert text.count(b"\n") == text.count(b"\r\n")
    assert (0o100640, True) == (there.stat().st_mode, (harmed.folder / "drift.yaml").is_symlink())


def test_what_is_there_is_accepted_and_the_file_stays(harmed: Place) -> None:
    """Entries are added below what is there, comments and all; the outermost stand for the rest."""
    kept = "# ours\nknown:   # so far\n- object: index public.by_hand # !\n  reason: 'a: b'\n"
    harmed.said("drift.yaml", f"{kept}  until: never\n")
    done = harmed.run(
        *("drift", "--known", "drift.yaml", "--accept", "move: #12", "--until", "2999-01-31")
    )
    text = (harmed.folder / "drift.yaml").read_text()
    again = harmed.run("drift", "--known", "drift.yaml", "--accept", "x", "--until", "never")

    assert done.code == 0, done.err
    assert (
        f"""{kept}  until: never
- object: column public.item.size
  field: type
  reason: "move: #12"
  until: 2999-01-31
- object: column public.item.size
  field: not_null
  reason: "move: #12"
  until: 2999-01-31
- object: table public.part
  reason: "move: #12"
  until: 2999-01-31
"""
        == text
    )
    assert "wrote 3 entries into drift.yaml" in done.err
    assert "no drift to accept" in again.err
    assert text == (harmed.folder / "drift.yaml").read_text()


def test_a_new_file_is_made_and_expired_entries_are_renewed(place: Place) -> None:
    """Names that would be patterns, or no YAML, match themselves alone."""
    place.apply()
    psql(place.database, 'alter table item add column "a*: [b" int')
    accept = ("--accept", "so it is", "--until", "never")
    first = place.run("drift", "--known", "new.yaml", *accept)
    file = place.folder / "new.yaml"
    file.write_text(file.read_text().replace("never", "2020-01-01"))
    over = place.run("drift", "--known", "new.yaml")
    renewed = place.run("drift", "--known", "new.yaml", *accept)
    psql(place.database, 'alter table item add column "aXX: [b" int')
    another = place.run("drift", "--known", "new.yaml")

    assert (0, 2, 0, 2) == (first.code, over.code, renewed.code, another.code), first.err
    assert "extra column public.item.aXX: [b" in another.out.splitlines()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("knwon: []", "drift.yaml:1:1: unknown key `knwon`; did you mean `known`?"),
        ("known: {a: b}", "drift.yaml:1:8: expected a list, not a mapping"),
        ("known: [x]", "drift.yaml:1:9: expected a mapping, not `x`"),
        ("known:\n- objekt: x", "drift.yaml:2:3: unknown key `objekt`; did you mean `object`?"),
        ("known:\n- reason: x", "drift.yaml:2:3: no `object`: say which object is meant"),
        ("known:\n- object: x", "drift.yaml:2:3: no `reason`: say why it is accepted"),
        ("known:\n- {object: x, reason: ' '}", "drift.yaml:2:23: an empty `reason`"),
        ("known:\n- {object: x, reason: y}", "drift.yaml:2:3: no `until`: say the last day"),
        (
            "known:\n- {object: column a.b.c, field: typ, reason: x, until: never}\n",
            "drift.yaml:2:33: nothing has a field `typ`; did you mean `type`?",
        ),
        (
            "known:\n- {object: x, reason: y, until: 2026-13-01}",
            "drift.yaml:2:33: `2026-13-01` is no day: say YYYY-MM-DD, or `never`",
        ),
        ("known:\n\t- x", "drift.yaml:2:1: a tab; indent with spaces"),
    ],
)
def test_mistakes_have_their_place(place: Place, text: str, said: str) -> None:
    """And no database is asked."""
    place.said("drift.yaml", text)
    done = place.run("drift", "--known", "drift.yaml", url="host=/nowhere dbname=x")

    assert done.code == 1
    assert said in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--accept", "x", "--until", "never"), "which file?"),
        (("--known", "k.yaml", "--accept", "x"), "go together"),
        (("--known", "k.yaml", "--until", "never"), "go together"),
        (("--known", "k.yaml", "--accept", " ", "--until", "never"), "an empty reason"),
        (("--known", "k.yaml", "--accept", "x", "--until", "soon"), "`--until soon` is no day"),
        (("--known", "k.yaml", "--accept", "x", "--until", "2020-01-01"), "is over"),
        (("--known", "k.yaml"), "cannot read `k.yaml`"),
    ],
)
def test_wrong_options_are_told(place: Place, arguments: tuple[str, ...], said: str) -> None:
    """Nothing is written."""
    done = place.run("drift", *arguments, url="host=/nowhere dbname=x")

    assert done.code == 1
    assert said in done.err
    assert not (place.folder / "k.yaml").exists()


def test_a_file_that_cannot_be_added_to_is_left_alone(harmed: Place) -> None:
    """`known: []` has no place for a line below."""
    harmed.said("drift.yaml", "known: []\n")
    done = harmed.run("drift", "--known", "drift.yaml", "--accept", "x", "--until", "never")

    assert done.code == 1
    assert "nothing can be added" in done.err
    assert "known: []\n" == (harmed.folder / "drift.yaml").read_text()
