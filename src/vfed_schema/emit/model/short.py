"""The same in fewer words: what a body need not say, and what a column can say of others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ...errors import Mark, SourceError
from ...kinds.aggregate import Aggregate
from ...kinds.base_type import BaseType
from ...kinds.check import Check
from ...kinds.column import Column, odd_names
from ...kinds.default_privileges import DefaultPrivileges
from ...kinds.extension import Extension
from ...kinds.foreign_key import ForeignKey
from ...kinds.grants import parted
from ...kinds.key import Key, PrimaryKey
from ...kinds.privileges import Privileges
from ...kinds.routine import Routine
from ...kinds.sequence import Sequence
from ...kinds.sequence_owner import SequenceOwner
from ...kinds.table import Table
from ...kinds.text_search import TextSearchConfiguration
from ...literals import default_sql
from ...model import Model
from ...objects import Object
from ...record import fields
from ...ref import Ref
from ...sql import name, split, text, unquoted, unwrapped
from ...types import ALIASES, SERIALS, canonical, parts, sequence_range
from ...written import Item, made_name

Body = dict[str, Any]

_SHORT = {
    long: short
    for short, long in ALIASES.items()
    if not re.search(r"\d", short) and short not in ("float", "decimal")
}
_SERIAL = {type_: word for word, type_ in SERIALS.items() if not re.search(r"\d", word)}
_PLAIN = re.compile(r"'((?:[^']|'')*)'::(.+)\Z", re.DOTALL)
# Two and more: of a list of one Postgres makes `=`.
_IN = re.compile(r"(\w+) = ANY \(ARRAY\[('(?:[^']|'')*'::text(?:, '(?:[^']|'')*'::text)+)\]\)\Z")
# Names that `schema.table(column)` and `table.column` hold as they are.
_SIMPLE = re.compile(r"\w+( \w+)*\Z")
_PAIRS = frozenset({"options", "foreign_options", "settings"})
_NOWHERE = Mark("", 0, 0)


class Short:
    """Knows what is said already, by which key of which column."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.said: set[Ref] = set()
        self.columns: dict[Ref, Body] = {}
        for obj in sorted(model.values(), key=lambda o: o.path):
            self._take(obj)

    def _take(self, obj: Object) -> None:
        """Let a column say what is of it alone and bears the name that Postgres gives."""
        body: Body = {}
        column: str | None = None
        if isinstance(obj, Check):
            column, body = self._check(obj)
        elif isinstance(obj, Key | ForeignKey) and len(obj.columns) == 1:
            column, body = obj.columns[0], self._key(obj)
        elif isinstance(obj, Column):
            self._serial(obj)
        elif isinstance(obj, BaseType):
            self.said.add(Ref("shell_type", obj.path))
        home = Ref("column", (*obj.path[:-1], column)) if column else None
        if home in self.model and body and not self._has_more(obj):
            assert home is not None
            self.columns.setdefault(home, {}).update(body)
            self.said.add(obj.ref)

    def _has_more(self, obj: Object) -> bool:
        """True if something is said of it that only a body of its own can say."""
        return any(u in self.model and self.model[u].facet for u in self.model.users(obj.ref))

    def _key(self, obj: Key | ForeignKey) -> Body:
        table, column = obj.path[1], obj.columns[0]
        if isinstance(obj, ForeignKey):
            if obj.path[-1] != made_name(table, column, "fkey"):
                return {}
            body = _without(_fields(obj), "columns", "references", "target_columns", "match")
            target = _target(obj)
            if set(body) - {"on_delete", "on_update", "deferrable"} or obj.match != "simple":
                return {}
            return {**target, **body} if len(target) == 1 else {}
        if _fields(obj).keys() != {"columns"}:
            return {}
        if isinstance(obj, PrimaryKey):
            return {"primary_key": True} if obj.path[-1] == made_name(table, "", "pkey") else {}
        usual = made_name(table, column, "key")
        if obj.path[-1].lower() in ("true", "false"):
            return {}  # a name that would be read as yes or no
        return {"unique": True if obj.path[-1] == usual else obj.path[-1]}

    def _check(self, obj: Check) -> tuple[str | None, Body]:
        if _fields(obj).keys() != {"expression"}:
            return None, {}
        table = obj.path[1]
        for user in self.model.uses(obj.ref):
            usual = made_name(table, user.path[-1], "check")
            if user.kind == "column" and user.path[:-1] == obj.path[:-1] and usual == obj.path[-1]:
                return user.path[-1], {"check": self._condition(obj)}
        return None, {}

    def _serial(self, column: Column) -> None:
        schema, table, last = column.path
        path = (schema, made_name(table, last, "seq"))
        sequence = self.model.get(Ref("sequence", path))
        owner = self.model.get(Ref("sequence_owner", path))
        default = f"nextval({text(name(*path))}::regclass)"
        if not isinstance(sequence, Sequence) or not isinstance(owner, SequenceOwner):
            return
        fresh = Sequence(path=path, type=column.type)
        usual = (fresh.increment, fresh.cache, fresh.cycle, fresh.unlogged, 1, 1)
        found = (sequence.increment, sequence.cache, sequence.cycle, sequence.unlogged)
        same = (*found, sequence.start, sequence.minimum) == usual
        same = (
            same
            and sequence.type == column.type
            and sequence.maximum == sequence_range(column.type, 1)[1]
        )
        if (column.default, owner.column) != (default, column.path) or not same:
            return
        if column.not_null and column.type in _SERIAL and not self._has_facet(sequence):
            self.said |= {sequence.ref, owner.ref}
            self.columns.setdefault(column.ref, {})["type"] = _SERIAL[column.type]

    def _has_facet(self, obj: Object) -> bool:
        return any(
            u.kind != "sequence_owner" and self.model[u].facet
            for u in self.model.users(obj.ref)
            if u in self.model
        )

    def needless(self, obj: Object) -> bool:
        """True for what every database has."""
        return isinstance(obj, Extension) and obj.schema == "pg_catalog"

    def key(self, obj: Object) -> str:
        """Return the key under which a section has an object."""
        if isinstance(obj, Routine):
            return f"{unquoted(obj.named()[1])}({', '.join(obj.arguments)})"
        if isinstance(obj, Aggregate):
            called = obj.named()[1]
            arguments = f"({obj.arguments})" if obj.arguments else obj.path[1].removeprefix(called)
            return unquoted(called) + arguments
        return obj.path[-1]

    def bare(self, kind: type[Object], body: Body) -> Any:
        """Return a body as the one value it may stand for."""
        if kind.short and set(body) == {kind.short} and not isinstance(body[kind.short], dict):
            return body[kind.short]
        return body or None

    def body(self, obj: Object, body: Body) -> Body:
        """Return a body without what need not be said."""
        for key in _PAIRS & body.keys():
            if body[key] == sorted(body[key]):  # the order that a mapping is read in
                body[key] = dict(pair.split("=", 1) for pair in body[key])
        if isinstance(obj, Column):
            return self._column(obj, body)
        if isinstance(obj, Routine | Aggregate):
            return _without(body, "arguments")
        if isinstance(obj, PrimaryKey):
            usual = made_name(obj.path[1], "", "pkey")
            return body if obj.path[-1] == usual else {"name": obj.path[-1], **body}
        if isinstance(obj, Check):
            return {**body, "expression": self._condition(obj)}
        if isinstance(obj, ForeignKey):
            return {
                "columns": body["columns"],
                **_target(obj),
                **_without(body, "columns", "references", "target_columns"),
            }
        if isinstance(obj, SequenceOwner):
            simple = all(_SIMPLE.match(part) for part in obj.column)
            path = obj.column[obj.column[0] == obj.path[0] :]
            return {"column": ".".join(path) if simple else list(obj.column)}
        if isinstance(obj, Table):
            return self._table(obj, body)
        if isinstance(obj, Privileges | DefaultPrivileges):
            return _granted(obj.grants)
        if isinstance(obj, TextSearchConfiguration):
            pairs = (mapping.split(" WITH ", 1) for mapping in obj.mappings)
            return {**body, "mappings": {token: split(said) for token, said in pairs}}
        if isinstance(obj, Extension):
            return {k: v for k, v in body.items() if k == "schema" and v != "public"}
        return body

    def _table(self, obj: Table, body: Body) -> Body:
        if obj.partition_of:
            body["partition_of"] = list(obj.partition_of)
        if obj.inherits:
            body["inherits"] = [".".join(unquoted(p) for p in split(i, ".")) for i in obj.inherits]
        return body

    def _column(self, obj: Column, body: Body) -> Body:
        more = dict(self.columns.get(obj.ref, {}))
        serial = more.pop("type", None)
        usual = made_name(obj.path[1], obj.path[-1], "not_null")
        if obj.not_null_name == usual and (obj.path[0], usual) not in odd_names(self.model):
            body.pop("not_null_name")
        if obj.identity_sequence == made_name(obj.path[1], obj.path[-1], "seq"):
            body.pop("identity_sequence")
        if (
            obj.not_null
            and "not_null_name" not in body
            and (obj.identity or serial or self._in_key(obj))
        ):
            body.pop("not_null")
        body["type"] = serial or shortened(obj.type)
        if serial:
            body.pop("default")
        elif obj.default is not None:
            body["default"] = _default(obj.default, obj.type)
        return {**body, **more}

    def _in_key(self, column: Column) -> bool:
        keys = (
            self.model[u]
            for u in self.model.users(Ref("table", column.path[:-1]))
            if u in self.model
        )
        return any(isinstance(k, PrimaryKey) and column.path[-1] in k.columns for k in keys)

    def _condition(self, check: Check) -> str:
        """Return a condition without its outer brackets; a list of texts as people write it."""
        said = unwrapped(check.expression)
        found = _IN.match(said)
        if found and self._is_text((*check.path[:-1], found.group(1))):
            values = [v.removesuffix("::text") for v in split(found.group(2))]
            return f"{found.group(1)} IN ({', '.join(values)})"
        return said

    def _is_text(self, path: tuple[str, ...]) -> bool:
        column = self.model.get(Ref("column", path))
        return isinstance(column, Column) and column.type == "text"


def shortened(type_: str) -> str:
    """Return a type by its short name, where that is the same."""
    plain, _, _ = parts(type_)
    if plain not in _SHORT or (" with" in type_ and "(" in type_):
        return type_
    return type_.replace(plain, _SHORT[plain], 1) if type_.startswith(plain) else type_


def _default(sql: str, type_: str) -> str:
    """Return a default as the model file wants it: text without quotes where it is read as text."""
    found = _PLAIN.match(sql)
    if found and found.group(2) != canonical(type_):
        found = None
    told = found.group(1).replace("''", "'") if found else sql
    for candidate in (told, sql):
        try:
            again = default_sql(Item(candidate, _NOWHERE, candidate), type_)
        except SourceError:
            continue
        if again == sql or (found and candidate == told and sql.startswith(f"{again}::")):
            return candidate
    return f"({sql})"


def _target(key: ForeignKey) -> Body:
    """Return what a key refers to: `schema.table(column)`, or lists for names that cannot be so."""
    path = key.references[key.references[0] == key.path[0] :]
    if all(_SIMPLE.match(p) for p in (*path, *key.target_columns)):
        return {"references": f"{'.'.join(path)}({', '.join(key.target_columns)})"}
    return {"references": list(key.references), "target_columns": list(key.target_columns)}


def _granted(grants: Iterable[str]) -> Body:
    found: dict[str, list[str]] = {}
    for grant in grants:
        what, _, tail = parted(grant)
        role = tail.removesuffix(" WITH GRANT OPTION")
        option = " with grant option" if role != tail else ""
        word, bracket, column = what.partition(" (")
        column = column.removesuffix(")")
        called = unquoted(column)
        told = f" ({called if _SIMPLE.match(called) else column})" if bracket else ""
        found.setdefault(unquoted(role), []).append(f"{word.lower()}{told}{option}")
    return {role: said[0] if len(said) == 1 else said for role, said in found.items()}


def _fields(obj: Object) -> Body:
    """Return the compared fields that are not as they are by themselves."""
    return {
        f.name: value
        for f in fields(type(obj))
        if f.compared and f.name != "path" and (value := getattr(obj, f.name)) != f.default
    }


def _without(body: Body, *keys: str) -> Body:
    return {k: v for k, v in body.items() if k not in keys}
