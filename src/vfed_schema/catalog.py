"""Read a live database into a Model: one read-only snapshot, a fixed number of queries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from operator import attrgetter, itemgetter
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from . import snapshot
from .connection import major_of
from .dependencies import Edge
from .errors import CatalogError, in_words
from .kinds import KINDS
from .model import Model
from .objects import Object
from .record import fields, replace, same
from .ref import Ref, shared
from .step import Size

if TYPE_CHECKING:
    from psycopg import Connection

# What pg_depend calls by other addresses than ours: a view is its rule, a column its default, a
# key its index, a member of an operator class that class, an array its element, a multirange its
# range, a composite's columns its type, and whatever belongs to an extension the extension.
_ALIAS = """
    select 'pg_rewrite'::regclass::oid as class, r.oid,
           'pg_class'::regclass::oid as to_class, r.ev_class as to_oid, 0 as to_sub
    from pg_rewrite r where r.rulename = '_RETURN' and r.oid >= 16384
    union all
    select 'pg_attrdef'::regclass, d.oid, 'pg_class'::regclass, d.adrelid, d.adnum
    from pg_attrdef d
    union all
    select 'pg_type'::regclass, t.oid,
           case when c.relkind <> 'c' then 'pg_class'::regclass else 'pg_type'::regclass end,
           case when c.relkind <> 'c' then r.typrelid else r.oid end, 0
    from pg_type t
    join pg_type r
      on r.oid = case when t.typelem <> 0 and t.typlen = -1 then t.typelem else t.oid end
    left join pg_class c on c.oid = r.typrelid
    where t.oid >= 16384 and (r.oid <> t.oid or c.relkind <> 'c')
    union all
    select 'pg_class'::regclass, c.oid, 'pg_type'::regclass, c.reltype, 0
    from pg_class c where c.relkind = 'c'
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, 0
    from pg_depend d join pg_type m on m.oid = d.objid and m.typtype = 'm'
    where d.classid = 'pg_type'::regclass and d.refclassid = 'pg_type'::regclass
      and d.deptype = 'i'
    union all
    select 'pg_class'::regclass, k.conindid, 'pg_constraint'::regclass, k.oid, 0
    from pg_constraint k where k.contype in ('p', 'u', 'x')
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, d.refobjsubid
    from pg_depend d join pg_class c on c.oid = d.objid and c.relkind = 'S'
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
      and d.deptype = 'i'
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, 0
    from pg_depend d where d.deptype = 'e'
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, 0
    from pg_depend d
    where d.classid in ('pg_amop'::regclass, 'pg_amproc'::regclass) and d.deptype in ('a', 'i')
      and d.refclassid in ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
"""

# A sequence's OWNED BY is an object of its own, which knows both ends. The functions that a base
# type is made of stand on its shell. Row types, what is kept out of line, the index of a key and
# the triggers of a foreign key stand internally on what is the same object, or are none: a third
# of all rows, which are not sent.
_EDGES = f"""
    with alias as materialized ({_ALIAS})
    select coalesce(a.to_class, d.classid)::regclass::text,
           coalesce(a.to_oid, d.objid), coalesce(a.to_sub, d.objsubid),
           coalesce(b.to_class, d.refclassid)::regclass::text,
           coalesce(b.to_oid, d.refobjid),
           coalesce(b.to_sub, case when s.oid is null then d.refobjsubid else 1 end),
           d.deptype <> 'n' and d.classid not in ('pg_amop'::regclass, 'pg_amproc'::regclass)
    from pg_depend d
    left join alias a on a.class = d.classid and a.oid = d.objid
    left join alias b on b.class = d.refclassid and b.oid = d.refobjid
    left join pg_type s on d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_type'::regclass
      and s.oid = d.refobjid and s.typtype = 'b'
      and d.objid in (s.typinput, s.typoutput, s.typreceive, s.typsend, s.typmodin, s.typmodout,
                      s.typanalyze)
    where (d.deptype in ('n', 'a', 'i') or d.deptype = 'P' and d.classid = 'pg_trigger'::regclass)
      and d.objid >= 16384
      and (d.refobjid >= 16384 or d.refclassid = 'pg_namespace'::regclass)
      and not (d.deptype = 'i'
               and (d.classid = 'pg_type'::regclass
                    or d.classid = 'pg_trigger'::regclass
                       and d.refclassid = 'pg_constraint'::regclass
                    or d.classid = 'pg_class'::regclass
                       and (d.refclassid = 'pg_constraint'::regclass
                            or d.refclassid = 'pg_class'::regclass and d.refobjsubid = 0
                               and d.objsubid = 0)))
      and not (d.deptype = 'a' and d.classid = 'pg_class'::regclass and d.objsubid = 0
               and exists (select from pg_class c where c.oid = d.objid and c.relkind = 'S'))
"""

MUCH = 20_000  # rows of a kind: no more are taken in before somebody makes objects of them

_ref = tuple.__new__  # what a NamedTuple's own calls, and nothing around it


class _Found:
    """What has which address in pg_depend: a system catalog, an oid, and the number of a part."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[int, Ref]] = {}

    def of(self, catalog: str) -> dict[int, Ref]:
        """Return what is found in a system catalog, by `_part`."""
        return self._parts.setdefault(catalog, {})

    def at(self, catalog: str, oid: int, sub: int) -> Ref | None:
        """Return what has an address."""
        return self.of(catalog).get(_part(oid, sub))


def _part(oid: int, sub: int) -> int:
    return oid << 16 | sub  # one number takes less room than two


_Got = tuple[type[Object], snapshot.Told]

# What is said of objects is read after them, and then what is left.
_READ = sorted((k for k in KINDS if k.stored), key=lambda k: (not k.managed, k.facet))


def introspect(conn: Connection[Any], *, lazy: bool = False) -> Model:
    """Return everything in the database that is neither the system's nor an extension's.

    `lazy` reads what stands on what when that is first asked for, over the same connection, which
    has to be open then: it is of use where something differs, and no plan is run on a database that
    has changed since.
    `conn` must be in autocommit mode. Raises CatalogError where the server is too old, too new,
    or will not let its catalog be read.
    """
    return Reading(conn).model(lazy=lazy)


class Reading:
    """A catalog as one snapshot shows it: its rows, from which a model can be made.

    They come in from here on, beside whatever else is done, and half of them over `another`
    connection where they are many; then the `standing`, if that is wanted. The snapshot ends when
    the model is made; `conn`, which must be in autocommit mode, is not to be used until then, or
    until `close`.
    Raises CatalogError where the server is too old or too new.
    """

    def __init__(
        self,
        conn: Connection[Any],
        *,
        standing: bool = False,
        another: snapshot.Another | None = None,
    ) -> None:
        self.conn, self.major, self._another = conn, major_of(conn), another
        self._queries = [snapshot.Query(k.catalog(self.major), k.only_if, k.many) for k in _READ]
        self._stands, self.standing = standing, snapshot.Standing("", "")
        self.known: Mapping[Ref, Object] = {}  # what is the same as there is not kept twice
        self._closed, self._taken = False, Event()
        self._rows: SimpleQueue[_Got | BaseException | None] = SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        """Take in what the server has to say, kind by kind."""
        try:
            snapshot.Taking(self.conn, self._queries, self._another, self._take).all()
            if self._stands:
                self.standing = snapshot.Standing.of(self.conn)
            self._rows.put(None)
        except BaseException as error:
            self._rows.put(error)

    def _take(self, number: int, got: snapshot.Told) -> None:
        self._rows.put((_READ[number], got))
        if len(got.rows) > MUCH:
            self._taken.wait()

    def _kinds(self) -> Iterator[_Got]:
        """Yield the rows of each kind as they come in, and after them what is said of objects."""
        self._taken.set()
        later = list[_Got]()
        while got := self._rows.get():
            if isinstance(got, BaseException):
                raise got
            if got[0].facet or not got[0].managed:
                later.append(got)
            else:
                yield got
        yield from later

    def model(self, *, lazy: bool = False) -> Model:
        """Return the model of what is read, once. `lazy` is as for `introspect`.

        Raises CatalogError where the server will not let its catalog be read.
        """
        import psycopg

        found = _Found()
        conn, made = self.conn, dict[type[Object], dict[Ref, Object]]()
        strange: list[_Got] = []
        try:
            for kind, told in self._kinds():  # let go as soon as they are objects
                if kind.managed:
                    made[kind] = dict(_made(kind, told, found, self.known))
                else:
                    strange.append((kind, told))
            for kind, told in strange:
                if left := [row for row in told.rows if not found.at(*row[:3])]:
                    made[kind] = dict(_made(kind, _identified(conn, kind, left), found, {}))
            objects = dict[Ref, Object]()
            for kind in _READ:
                objects |= made.pop(kind, {})
            if lazy:
                return Model(objects, lambda: _edges(conn, found))
            return Model(objects, _edges(conn, found))
        except psycopg.Error as error:
            raise CatalogError(f"cannot read the catalog: {in_words(error)}") from error
        finally:
            self.close()

    def close(self) -> None:
        """End the snapshot: from here on the connection is free."""
        import psycopg

        if self._closed:
            return
        self._closed = True
        self._taken.set()
        if self._reader.is_alive():
            with suppress(psycopg.Error):
                self.conn.cancel_safe()
            self._reader.join()
        snapshot.end(self.conn)


def _identified(conn: Connection[Any], kind: type[Object], left: snapshot.Rows) -> snapshot.Told:
    """Ask what things are called that nobody describes."""
    found = conn.execute(kind.identified(), [json.dumps(left)])
    return snapshot.Told.of(conn, found.pgresult)


# What a row says of where its object is, and a facet's of what that is about.
_PLACE = ("address", "oid", "sub")
_FACET = (*_PLACE, "part", "called")
_BESIDE = (*_FACET, "path")


def _made(
    kind: type[Object],
    told: snapshot.Told,
    found: _Found,
    known: Mapping[Ref, Object],
) -> Iterator[tuple[Ref, Object]]:
    """Yield an object for each row, and let go of the row; what is known is not kept twice."""
    names, lists, rows = told
    at = {name: n for n, name in enumerate(names)}
    arrays = [at[name] for name in lists if name != "path"]
    said = [(name, n) for name, n in at.items() if name not in _BESIDE]
    address, oid, sub = map(at.get, _PLACE)
    parts, recalled = found.of(kind.address), _recalled(kind, said, known)
    rows.reverse()
    while rows:
        row: Any = rows.pop()
        if arrays:
            row = [*row]
            for n in arrays:
                row[n] = _frozen(row[n])
        if kind.facet:
            path = _about(found, *(row[at[name]] for name in _FACET))
            if not path:
                continue
        else:
            path = tuple(row[at["path"]])
        obj = recalled(path, row)
        if obj is None:
            path = path if kind.facet else shared(path)
            obj = _known(kind.from_row({"path": path, **{name: row[n] for name, n in said}}), known)
        ref = obj.ref
        if not kind.facet and oid is not None:
            of = parts if address is None else found.of(row[address])
            of[_part(row[oid], 0 if sub is None else row[sub])] = ref
        yield ref, obj


def _recalled(
    kind: type[Object], said: list[tuple[str, int]], known: Mapping[Ref, Object]
) -> Callable[[tuple[str, ...], Any], Object | None]:
    """Return what finds the known object that a row tells of, by its path and its fields, if any.

    An object's own fields, read as a row, are that object (`Object.from_row`): where a row has
    them, nothing is made to find that out. What it leaves open is as the row says.
    """
    said = sorted(said, key=lambda one: one[0] not in kind.left_open)
    names = [name for name, _ in said]
    close = len(kind.left_open & {*names})
    unread = {f.name: f.default for f in fields(kind) if f.name not in {"path", *names}}
    values_in = _several(itemgetter, [n for _, n in said])
    values_of = _several(attrgetter, [*names, *unread])
    beside, kind_ = tuple(unread.values()), kind.kind
    if not {*names} <= {*kind.__struct_fields__}:
        known = {}

    def recall(path: tuple[str, ...], row: Any) -> Object | None:
        obj = known.get(_ref(Ref, (kind_, path)))
        if obj is None:
            return None
        has, given = values_of(obj), (*values_in(row), *beside)
        if has == given:
            return obj
        if has[close:] != given[close:]:
            return None
        return replace(obj, **dict(zip(names[:close], given, strict=False)))

    return recall


def _several(
    getter: Callable[..., Callable[[Any], Any]], names: list[Any]
) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gets several values at once: a tuple, be it of one or of none."""
    if len(names) > 1:
        return getter(*names)
    one = [getter(name) for name in names]
    return lambda of: tuple(get(of) for get in one)


def _known(obj: Object, known: Mapping[Ref, Object]) -> Object:
    there = known.get(obj.ref)
    return obj if there is None or not same(there, obj) else there


def _frozen(value: Any) -> Any:
    if type(value) is not list:
        return value
    return tuple(map(_frozen, value)) if value else ()


def _about(
    found: _Found, catalog: str, oid: int, sub: int, part: str | None, called: str | None
) -> tuple[str, ...] | None:
    """Return the path of a facet: what it is about, or nothing where no kind has read that."""
    ref = found.at(catalog, oid, sub)
    if ref and part in (None, ref.kind):
        return (ref.kind, *ref.path)
    home = found.at(catalog, oid, 0)
    if home is None:
        return None
    return (f"{home.kind}.{part}", *home.path, called or "")


def _edges(conn: Connection[Any], found: _Found) -> Iterator[Edge]:
    rows = conn.execute(_EDGES).fetchall()
    for user_class, user_oid, user_sub, used_class, used_oid, used_sub, auto in rows:
        users, used_ones = found.of(user_class), found.of(used_class)
        user = users.get(_part(user_oid, user_sub)) or users.get(_part(user_oid, 0))
        if user is None:
            continue
        used = used_ones.get(_part(used_oid, used_sub)) or used_ones.get(_part(used_oid, 0))
        if used and user != used:
            yield Edge(user, used, auto)


# Partitions hold what a divided table does; what is kept out of line counts.
_SIZES = """
    select array[n.nspname, c.relname],
           sum(greatest(p.reltuples, 0))::bigint,
           bool_or(p.reltuples >= 0 and p.relpages > 0 or p.reltuples > 0),
           sum(p.relpages + coalesce(t.relpages, 0))::bigint
             * current_setting('block_size')::bigint
    from unnest(%s::text[], %s::text[]) as wanted (schema, name)
    join pg_namespace n on n.nspname = wanted.schema
    join pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
    cross join lateral (select c.oid as id
                        union select relid from pg_partition_tree(c.oid)) part
    join pg_class p on p.oid = part.id
    left join pg_class t on t.oid = p.reltoastrelid
    group by 1
"""


def sizes(conn: Connection[Any], tables: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Size]:
    """Return what the server believes that some tables hold: one query, no table is read."""
    wanted = list(tables)
    if not wanted:
        return {}
    found = conn.execute(_SIZES, [[t[0] for t in wanted], [t[-1] for t in wanted]])
    return {tuple(path): Size(rows if known else None, size) for path, rows, known, size in found}
