"""Any source against any other."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from vfed_schema.migration import Wishes
from vfed_schema.prepare import compare, judged, on_same_ground, prepare
from vfed_schema.scratch import Server
from vfed_schema.sources import Workshop, compile_lock, given, lock_path, workshop

YAML = "tables: {t: {columns: {a: {type: int, not_null: true, check: 'a IN (1, 2)'}%s}}}\n"
SQL = "CREATE TABLE public.t (a int NOT NULL CONSTRAINT t_a_check CHECK (a IN (1, 2))%s);\n"
NAMES = ("url", "yaml", "sql", "jsonl", "git lock", "git yaml", "git sql")


@pytest.fixture(scope="module")
def shop_(server: Server) -> Iterator[Workshop]:
    with workshop(lambda text: None) as shop:
        shop.servers.update(dict.fromkeys((None, *range(13, 19)), server))
        yield shop


@pytest.fixture(scope="module")
def sources(
    server: Server, shop_: Workshop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[dict[str, str]]]:
    """Every source of one state, and every source of the next."""
    with ExitStack() as stack:
        found = []
        for number, more in enumerate((("", ""), (", b: text", ", b text"))):
            home = tmp_path_factory.mktemp(f"state{number}")
            model, script = home / "schema" / "tables.yaml", home / "t.sql"
            model.parent.mkdir()
            model.write_text(YAML % more[0])
            script.write_text(SQL % more[1])
            lock = lock_path(model)
            lock.parent.mkdir()
            lock.write_text(compile_lock(model, shop_).text)
            for said in ("init -q", "add -A", "-c user.name=a -c user.email=a@b commit -qm x"):
                subprocess.run(["git", *said.split()], cwd=home, check=True)
            database = stack.enter_context(server.database())
            with database.connect() as conn:
                conn.execute(script.read_text().encode())
            paths = (lock, model, script)
            commit = [f"git:HEAD:{path}" for path in paths]
            urls = (database.admin_conninfo, str(model), str(script), str(lock), *commit)
            found.append(dict(zip(NAMES, urls, strict=True)))
        yield found


@pytest.mark.parametrize("name", NAMES)
def test_the_same_is_the_same_from_every_source(
    sources: list[dict[str, str]], shop_: Workshop, name: str
) -> None:
    """Whichever way round they are read."""
    for other in NAMES:
        with given(sources[0][name], shop_) as one, given(sources[0][other], shop_) as two:
            one = on_same_ground(one, two, shop_)
            goal, changes = compare(one, two)
            if changes:
                changes = judged(one, two, goal, shop_, lambda text: None)[1]

        assert [] == changes, f"{name} → {other}"


@pytest.mark.parametrize("name", NAMES)
def test_what_differs_is_planned_and_proven_from_every_source(
    sources: list[dict[str, str]], shop_: Workshop, name: str
) -> None:
    """One column more."""
    for other in ("url", "sql", "git lock"):
        with given(sources[0][name], shop_) as one, given(sources[1][other], shop_) as two:
            told = prepare(one, two, shop_, Wishes(verify=None), lambda text: None)

        steps = [step.sql for step in told.plan.steps]

        assert ["ALTER TABLE public.t ADD COLUMN b text"] == steps, f"{name} → {other}"
        assert told.proven
