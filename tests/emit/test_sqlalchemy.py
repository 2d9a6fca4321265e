"""models.py in SQLAlchemy's style: what `create_all` makes is what the model says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.emit.module import complaints, module
from vfed_schema.canonical import from_sql, script_into
from vfed_schema.catalog import introspect
from vfed_schema.diff import Change, diff, overlay
from vfed_schema.emit.sqlalchemy import render
from vfed_schema.lock import load
from vfed_schema.model import Model
from vfed_schema.proof import settle
from vfed_schema.scratch import Database, Server

sa = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")

ROOT = Path(__file__).parents[2]
RICH = Path(__file__).with_name("rich.sql")

# What SQLAlchemy has no word for, and says otherwise: named here, and at the head of the file.
WORDLESS = {"sequence owner shop.customers_serial_seq", "view shop.open_orders"}


@contextmanager
def engine(database: Database) -> Iterator[Any]:
    """An engine for a database, as the superuser: extensions are made by no one else."""
    from vfed_schema.testing.database import _url

    url = _url(database.admin_conninfo).replace("postgresql://", "postgresql+psycopg://", 1)
    made = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        yield made
    finally:
        made.dispose()


def _left(wanted: Model, database: Database, server: Server) -> list[Change]:
    """Return what `create_all` made otherwise than the model says, beyond spelling."""
    with database.connect_admin() as conn:
        conn.autocommit = True
        there = introspect(conn)
    goal = settle(there, overlay(there, wanted), server, lambda text: None, judged=False)
    return diff(there, goal)


@pytest.fixture
def rich(server: Server) -> Model:
    """A model of everything that SQLAlchemy can say, and of some that it cannot."""
    if server.major < 15:
        pytest.skip("the schema has NULLS NOT DISTINCT, which is of PostgreSQL 15")
    return from_sql(RICH, server, lambda text: None)


def test_what_is_rendered_is_checked(rich: Model, tmp_path: Path) -> None:
    """mypy --strict and ruff find nothing in it, and it says what it does not say."""
    path = tmp_path / "rich_models.py"
    path.write_text(render(rich))

    assert [] == complaints(path)
    assert "for schema.sql to make: sequence owner shop.customers_serial_seq." in render(rich)


def test_create_all_makes_the_model(
    rich: Model, database: Database, server: Server, tmp_path: Path
) -> None:
    """Nothing differs from the model but what SQLAlchemy has no word for."""
    path = tmp_path / "rich_all.py"
    path.write_text(render(rich))
    made = module(path)
    with engine(database) as eng:
        made.Base.metadata.create_all(eng)

    assert WORDLESS == {str(c.ref) for c in _left(rich, database, server)}


def test_what_it_cannot_make_it_leaves_alone(server: Server, tmp_path: Path) -> None:
    """A table that inherits is told at the head, can be read from, and is not made."""
    script = tmp_path / "heirs.sql"
    script.write_text(
        "create table up (a int primary key); create table heir (b text) inherits (up);"
        "create domain d as int check (value > 0) check (value < 9);"
        "create function f() returns int language sql as 'select 1';"
    )
    text = render(from_sql(script, server, lambda text: None))
    path = tmp_path / "heirs_models.py"
    path.write_text(text)
    made = module(path)

    assert [] == complaints(path)
    assert (["heir"], ["up"]) == (list(made.EXTERNAL.tables), list(made.Base.metadata.tables))
    assert ["a", "b"] == list(made.heir.c.keys())
    assert (
        "make: domain check public.d.d_check1, function public.f(), table public.heir."
        in " ".join(text.split())
    )


def test_create_all_makes_valence(database: Database, server: Server, tmp_path: Path) -> None:
    """On top of its base, the federation schema comes out but for views and others' tables."""
    wanted, _ = load((ROOT / "generated" / "catalog.jsonl").read_text())
    path = tmp_path / "valence_all.py"
    path.write_text(render(wanted))
    made = module(path)
    with database.connect_admin() as conn:
        conn.autocommit = True
        script_into(conn, ROOT / "schema" / "base.sql")
    with engine(database) as eng:
        made.Base.metadata.create_all(eng)
    left = _left(wanted, database, server)
    external = {ref.path for ref in wanted.external if ref.kind == "table"}

    assert [] == complaints(path)
    assert {("view",)} == {(c.ref.kind,) for c in left if not _of_others(c, external)}


def _of_others(change: Change, external: set[tuple[str, ...]]) -> bool:
    """True for what stands in a table of others, or says something of a view."""
    home = getattr(change.after, "table", None) or change.ref.path[:2]
    if change.ref.kind == "comment":
        home = change.ref.path[1:3]
        return change.ref.path[0].startswith("view") or home in external
    return home in external


def test_rows_are_written_and_read(rich: Model, database: Database, tmp_path: Path) -> None:
    """What a session writes through the classes it reads again, with the types they say."""
    path = tmp_path / "rich_rows.py"
    path.write_text(render(rich))
    made = module(path)
    with engine(database) as eng:
        made.Base.metadata.create_all(eng)
        from sqlalchemy.orm import Session

        with Session(eng) as session:
            who = made.Customer(email="a@b", name="x", metadata_={"a": [1]}, moods=["sad"])
            session.add(who)
            session.flush()
            session.add(made.Order(line=1, customer=who.id, total=5))
            session.commit()
            order = session.scalars(sa.select(made.Order)).one()

            assert (10, "sad", 100) == (order.id, order.status, order.number)
            assert ({"a": [1]}, ["sad"], 1) == (who.metadata_, who.moods, who.serial)
            session.add(made.Order(line=2, customer=who.id, note="a:b"))
            with pytest.raises(sa.exc.IntegrityError, match="orders_check"):
                session.flush()
