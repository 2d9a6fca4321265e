"""What a proof has to find out, were building an object to lose something of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from tests.witness import psql
from vfed_schema.errors import PlanError
from vfed_schema.kinds import privileges
from vfed_schema.kinds.column import Column
from vfed_schema.migration import Wishes
from vfed_schema.prepare import prepare
from vfed_schema.record import replace
from vfed_schema.scratch import Server
from vfed_schema.sources import Workshop, given, workshop

TABLE = "create table t (id int, n int)"
GRANTED = f"{TABLE}; grant select on t to vf_reader; grant select (n) on t to vf_reader"


@pytest.fixture(name="shop")
def shop_(server: Server) -> Iterator[Workshop]:
    with workshop(lambda text: None) as shop:
        shop.servers[None] = shop.servers[server.major] = server
        yield shop


def proven(server: Server, shop: Workshop, old: str, new: str) -> str:
    """Return what a proof says of the way from one schema to another."""
    with server.database() as one, server.database() as two:
        psql(one, old)
        psql(two, new)
        with given(one.admin_conninfo, shop) as origin, given(two.admin_conninfo, shop) as target:
            try:
                return prepare(origin, target, shop, Wishes(), lambda text: None).proven
            except PlanError as error:
                return str(error)


def test_what_is_not_lost_is_proven(server: Server, shop: Workshop) -> None:
    assert proven(server, shop, TABLE, GRANTED) == f"PostgreSQL {server.major}"


def test_a_grant_that_is_lost_whenever_it_is_written(
    server: Server, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost in the plan and where the goal is built again, it is on neither side."""

    def lossy(some: Iterable[str]) -> Iterator[tuple[str, str]]:
        for what, _, tail in (grant.partition(" TO ") for grant in some):
            if "(" in what:
                yield tail, what

    monkeypatch.setattr(privileges, "by_tail", lossy)

    assert "does not arrive where it should" in proven(server, shop, TABLE, GRANTED)


def test_a_not_null_that_is_lost_whenever_it_is_written(
    server: Server, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default beside it is spelled otherwise, and builds the goal again."""
    said = Column._said
    monkeypatch.setattr(
        Column, "_said", lambda self, **how: said(replace(self, not_null=False), **how)
    )
    new = "create table t (id int, n int, a text default 'a' || 'b' not null)"

    assert "does not arrive where it should" in proven(server, shop, TABLE, new)
