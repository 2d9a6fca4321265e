"""What the model has moved on from is pending; what somebody has changed is drift."""

from __future__ import annotations

import json

from tests.drift.conftest import ONE, Place
from tests.witness import psql

TWO = (
    ONE.replace("one", "two")
    .replace("size: int", "size: bigint, more: text")
    .replace("[name]", "[name, id]")
)


def test_each_object_is_judged_by_how_it_was_left(place: Place) -> None:
    """Beside work to come, what somebody has changed is drift, whatever the model says."""
    place.apply()
    place.model(TWO)
    psql(place.database, "alter table item drop column size; create index stray on item (name)")
    done = place.run("drift")
    told = json.loads(place.run("drift", "--format", "json").out)

    assert done.code == 2
    assert [
        "pending: missing column public.item.more",
        "missing column public.item.size",
        "pending: changed index public.item_name: keys is (name), not (name, id)",
        "extra index public.stray",
    ] == done.out.splitlines()[:-1]
    assert done.out.endswith("; 2 drifted, 2 to come\n")
    assert ["pending", "drift", "pending", "drift"] == [c["state"] for c in told["changes"]]


def test_what_is_pending_may_be_all_right(place: Place) -> None:
    """It is a difference, unless that is said; drift is one all the same."""
    place.apply()
    place.model(TWO)
    usual, ok = place.run("drift"), place.run("drift", "--pending-ok")
    psql(place.database, "drop index item_name")
    drifted = place.run("drift", "--pending-ok")

    assert (2, 0, 2) == (usual.code, ok.code, drifted.code)
    assert usual.out == ok.out
    assert "missing index public.item_name" in drifted.out.splitlines()


def test_the_same_model_has_not_moved_on(place: Place) -> None:
    """Whatever differs from the model that was applied is drift."""
    place.apply()
    psql(place.database, "drop table part")
    lines = place.drift("--pending-ok")

    assert "missing table public.part" in lines
    assert not [line for line in lines if line.startswith("pending")]


def test_without_a_ledger_all_is_drift(place: Place) -> None:
    """Nobody knows how it was left: --pending-ok hides nothing."""
    done = place.run("drift", "--pending-ok")

    assert done.code == 2
    assert "missing table public.item" in done.out.splitlines()
    assert "pending" not in done.out


def test_what_was_mended_by_hand_and_adopted_is_as_we_left_it(place: Place) -> None:
    """An apply that has nothing to do with an object vouches for it, if the model has it."""
    place.apply()
    psql(place.database, "create index by_hand on item (size)")
    adopted = ONE.replace("[name]", "[name], by_hand: [size]")
    place.model(adopted.replace("one", "two").replace("part:", "other:"))
    place.apply("--allow", "data-loss")
    place.model(adopted.replace("by_hand: [size]", "by_hand: [size, id]"))
    lines = place.drift()

    assert "pending: changed index public.by_hand: keys is (size), not (size, id)" in lines


def test_another_models_apply_vouches_for_nothing_of_ours(place: Place) -> None:
    """Two models have a part of a database each; what drifted in one stays drift."""
    place.apply()
    psql(place.database, "alter table item add column stray int")
    place.said("other.yaml", "tables: {else: {columns: {id: int}}}")
    url = place.database.admin_conninfo
    other = place.vfed("apply", "--yes", "--from", url, "--model", "other.yaml")
    place.model(TWO)

    assert other.code == 0, other.err
    assert "extra column public.item.stray" in place.drift()


def test_a_rollback_leaves_what_was_drift_as_drift(place: Place) -> None:
    """What an apply mended, and its way back brought back, was never how we left it."""
    place.apply()
    psql(place.database, "drop index item_name")
    place.model(TWO)
    place.apply()
    back = place.run("rollback", "--yes", "--allow", "data-loss")
    lines = place.drift()

    assert back.code == 0, back.err
    assert "missing index public.item_name" in lines
    assert "pending: missing column public.item.more" in lines


def test_what_failed_on_the_way_has_drifted_nowhere(place: Place) -> None:
    """What was committed before is as we left it, and what was not is to come."""
    place.apply()
    place.model(TWO.replace("more: text", "more: {type: int, check: id > 0}"))
    psql(place.database, "insert into item values (-1)")
    failed = place.run("apply", "--yes")
    lines = place.drift()

    assert failed.code == 1
    assert lines
    assert all(line.startswith("pending: ") for line in lines)


def test_a_ledger_of_an_older_version_tells_of_all_as_one(place: Place) -> None:
    """It has no record of each object: is what it touched as it was, all is to come."""
    place.apply()
    psql(place.database, "drop table vfed_schema.objects")
    place.model(TWO)
    pending = place.drift()
    psql(place.database, "drop index item_name")
    drifted = place.drift()
    place.apply()
    place.model(ONE)

    assert all(line.startswith("pending: ") for line in pending)
    assert not any(line.startswith("pending: ") for line in drifted)
    assert all(line.startswith("pending: ") for line in place.drift())


def test_who_may_not_read_the_ledger_is_told_so(place: Place) -> None:
    """All is drift then, and the reason is said."""
    place.apply()
    place.model(TWO)
    done = place.run("drift", url=place.database.conninfo)

    assert done.code == 2
    assert "may not read the ledger, schema vfed_schema" in done.err
    assert "missing column public.item.more" in done.out.splitlines()
