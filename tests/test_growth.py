"""How work grows with the size of a schema, by counts that do not jitter: not by the clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
from benchmarks.synthetic import schema

import vfed_schema
from tests.witness import psql
from vfed_schema.catalog import introspect
from vfed_schema.diff import diff, overlay, part
from vfed_schema.lint import RULES, lint
from vfed_schema.lock import Header, dump, load
from vfed_schema.model import Model
from vfed_schema.plan import plan
from vfed_schema.scratch import Server

SOURCE = str(Path(vfed_schema.__file__).parent)
SMALL, LARGE = 60, 600


class Counted:
    """How many of our own functions were called."""

    def __init__(self, action: Callable[[], object]) -> None:
        self.calls = 0
        before = sys.getprofile()
        sys.setprofile(self._saw)
        try:
            self.result = action()
        finally:
            sys.setprofile(before)

    def _saw(self, frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(SOURCE):
            self.calls += 1


@pytest.fixture(scope="module")
def models(server: Server) -> dict[int, tuple[Model, Model]]:
    """A schema and its twin in two sizes, the larger ten times the smaller."""
    found = {}
    for size in (SMALL, LARGE):
        pair = []
        for twin in (False, True):
            with server.database() as database:
                psql(database, schema(size, twin=twin))
                with database.connect_admin() as conn:
                    pair.append(introspect(conn))
        found[size] = (pair[0], pair[1])
    return found


def test_a_catalog_is_read_by_as_many_queries_whatever_its_size(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One for each kind, and a few beside; never one an object."""
    sent = []
    for size in (SMALL, LARGE):
        with server.database() as database, database.connect_admin() as conn:
            conn.execute(schema(size).encode())
            asked: list[object] = []
            monkeypatch.setattr(conn, "execute", partial(_noted, asked, conn.execute))
            introspect(conn)
            sent.append(len(asked))

    assert sent[0] == sent[1]
    assert sent[0] < 65


def _noted(asked: list[object], execute: Callable[..., object], *arguments: object) -> object:
    asked.append(arguments[0])
    return execute(*arguments)


def test_ten_times_the_tables_are_ten_times_the_work(
    models: dict[int, tuple[Model, Model]],
) -> None:
    """To compare, to plan, to write a lock and read it, to lint, to find what a change touches."""
    actions: dict[str, Callable[[Model, Model], object]] = {
        "compare": lambda a, b: diff(a, overlay(a, b)),
        "plan": lambda a, b: plan(a, b, online=False, allow=frozenset({"all"})),
        "write": lambda a, b: dump(a, Header(digest="", files=(), major=18)),
        "read": lambda a, b: load(dump(a, Header(digest="", files=(), major=18))),
        "lint": lambda a, b: lint(b, RULES),
        "part": lambda a, b: part(a, [c.ref for c in diff(a, b)]),
    }
    grown = {}
    for name, action in actions.items():
        calls = [Counted(partial(action, *models[size])).calls for size in (SMALL, LARGE)]
        grown[name] = round(calls[1] / calls[0], 1)

    assert {name: g for name, g in grown.items() if g > 12.5} == {}
    assert min(grown.values()) > 5
