"""Fill a database with rows that satisfy every constraint: the same rows every time.

Postgres draws them itself, one INSERT … SELECT a table, and is the judge of them: rows that a
check would not take are left out before, and what is there twice is passed over. No row travels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..catalog import introspect
from ..errors import PlanError, in_words
from ..kinds.column import Column
from ..kinds.foreign_key import ForeignKey
from ..kinds.sample import Sample
from ..kinds.table import Table
from ..model import Model
from ..record import replace
from ..ref import Ref
from ..sql import how_many, name
from .quick import bare
from .table import Drawer, Drawn, Path

if TYPE_CHECKING:
    from psycopg import Connection

__all__ = ["ROWS", "fill", "samples"]

ROWS = 1000  # of a table of which nothing is said
ROUNDS = 5


def samples(model: Model) -> dict[Path, Sample]:
    """Return what a model says of the rows of its tables."""
    return {o.path: o for o in model.values() if isinstance(o, Sample)}


def fill(
    conn: Connection[Any],
    said: Mapping[Path, Sample],
    say: Callable[[str], None],
    *,
    rows: int | None = None,
    skew: bool = True,
    fast: bool = False,
    written: Model | None = None,
) -> dict[Path, int]:
    """Fill every table up to `rows`, or as its sample says; return how many rows each has then.

    Values that `written` documents are taken from there; `fast` drops indexes and foreign keys
    meanwhile and makes them again. All in one transaction. Raises PlanError where a table cannot
    be filled, with what to say in the model.
    """
    import psycopg

    model = _with_values(introspect(conn), written)
    conn.execute("select set_config('search_path', '', false)")
    found: dict[Path, int] = {}
    drawer = Drawer(conn, model, said, skew=skew)
    with bare(conn) if fast else conn.transaction():
        # What checks leave of the rows is more than Postgres expects.
        conn.execute("set local enable_nestloop = off")
        for table, later in _order(model):
            wanted = rows or (said[table.path].rows if table.path in said else None) or ROWS
            try:
                with conn.transaction():
                    found[table.path] = _filled(conn, drawer, drawer.draw(table, later), wanted)
            except psycopg.Error as error:
                raise PlanError(f"cannot fill {'.'.join(table.path)}: {in_words(error)}") from None
            drawer.keys.forget(table.path)
            say(_told(table, found[table.path], wanted))
        for keys, _ in drawer.keys.made.values():
            conn.execute(f"drop table pg_temp.{keys}".encode())
    for path in found:
        conn.execute(f"analyze {name(*path)}".encode())
    return found


def _told(table: Table, count: int, wanted: int) -> str:
    less = ", no more can be told apart" if count < wanted else ""
    return f"{'.'.join(table.path)}: {how_many(count, 'row')}{less}"


def _with_values(model: Model, written: Model | None) -> Model:
    """Return a model of a database with the values that only a model file documents."""
    objects = dict(model)
    for ref, said in (written or {}).items():
        there = model.get(ref)
        if isinstance(said, Column) and isinstance(there, Column) and said.values:
            objects[ref] = replace(there, values=said.values)
    return Model(objects.values(), model.edges)


def _order(model: Model) -> Iterable[tuple[Table, frozenset[Path]]]:
    """Yield tables after those that they refer to; with each, those that come later all the same.

    Raises PlanError where two refer to each other and neither may be empty.
    """
    tables = {
        o.path: o
        for _, o in sorted(model.items())
        if isinstance(o, Table) and not o.partition_of and not o.server
    }
    needs: dict[Path, set[Path]] = {path: set() for path in tables}
    must: dict[Path, set[Path]] = {path: set() for path in tables}
    for obj in model.values():
        if isinstance(obj, ForeignKey) and obj.path[:-1] in tables and obj.references in tables:
            home = obj.path[:-1]
            needs[home].add(obj.references)
            columns = (model.get(Ref("column", (*home, c))) for c in obj.columns)
            if any(isinstance(c, Column) and c.not_null for c in columns):
                must[home].add(obj.references)
    done: set[Path] = set()
    while len(done) < len(tables):
        left = [path for path in tables if path not in done]
        ready = [p for p in left if needs[p] <= done | {p} and p not in must[p]]
        ready = ready or [p for p in left if must[p] <= done][:1]
        if not ready:
            told = ", ".join(".".join(p) for p in left)
            raise PlanError(f"these tables refer to each other, and none may be empty: {told}")
        for path in ready:
            yield tables[path], frozenset(tables) - done
            done.add(path)


def _filled(conn: Connection[Any], drawer: Drawer, drawn: Drawn, wanted: int) -> int:
    table = name(*drawn.table.path)
    count = int(conn.execute(f"select count(*) from {table}".encode()).fetchall()[0][0])
    wanted = min(wanted, drawn.limit or wanted)
    start, tried = count, wanted - count
    for _ in range(ROUNDS):
        need = wanted - count
        if need <= 0:
            break
        made = conn.execute(drawn.insert(start, tried, need).encode()).rowcount
        count, start = count + made, start + tried
        # Of so many as were taken now, so many more are to be tried.
        tried = min(tried * need // max(made, 1) + need, 20 * need)
    if not count and wanted:
        raise PlanError(
            f"cannot fill {'.'.join(drawn.table.path)}: no row was found that its checks take; say"
            " how columns are drawn in its `sample: draws`"
        )
    return count
