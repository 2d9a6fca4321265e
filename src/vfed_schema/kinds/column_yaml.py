"""What a column may say in the YAML of keys, checks, foreign keys and sequences of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ..literals import default_sql
from ..objects import Spread
from ..sql import name as quoted
from ..sql import text
from ..types import SERIALS, parts
from ..written import Item, made_name

_KEYS = ("primary_key", "unique", "check", "references", "enforced_by")
_REFERENCE = ("on_delete", "on_update", "match", "deferrable", "foreign_key")
SUGAR = frozenset((*_KEYS, *_REFERENCE))
_TERMS = {
    "start": "START WITH",
    "increment": "INCREMENT BY",
    "minimum": "MINVALUE",
    "maximum": "MAXVALUE",
    "cache": "CACHE",
}


def spread(
    table: tuple[str, ...], name: str, body: dict[str, Item], item: Item
) -> Iterator[Spread]:
    """Yield a column in plain fields, then what it says beside itself. Raises SourceError."""
    extra = {key: body.pop(key) for key in SUGAR if key in body}
    if "type" not in body and "inherited" not in body:
        raise item.wrong(f"column `{name}` needs a `type`")
    body.setdefault("type", item.like(""))
    type_ = " ".join(body["type"].string().split())
    body["type"] = body["type"].like(type_)
    if type_.lower() in SERIALS:
        yield from _serial(table, name, body, SERIALS[type_.lower()])
    elif "default" in body and body["default"].value is not None:
        said = body["default"]
        body["default"] = said.like(default_sql(said, type_))
    if "identity" in body:
        body |= _identity(body["identity"])
    clash = [k for k in ("default", "identity", "generated") if k in body and body[k].value]
    if len(clash) > 1:
        raise item.wrong(f"column `{name}` has both `{clash[0]}` and `{clash[1]}`")
    yield Spread("column", table, name, body)
    for key in _KEYS:
        if key in extra:
            yield from _MAKERS[key](table, name, extra, body)
    lonely = next((k for k in _REFERENCE if k in extra and "references" not in extra), None)
    if lonely:
        raise extra[lonely].wrong(f"`{lonely}` says nothing without `references`")


def _serial(
    table: tuple[str, ...], name: str, body: dict[str, Item], type_: str
) -> Iterator[Spread]:
    said = body["type"]
    sequence = made_name(table[-1], name, "seq")
    default = f"nextval({text(quoted(table[0], sequence))}::regclass)"
    body |= {"type": said.like(type_), "default": said.like(default), "not_null": said.like(True)}
    yield Spread("sequence", table[:1], sequence, {"type": said.like(type_)})
    path = said.list_of(*table, name)
    yield Spread("sequence_owner", (table[0], sequence), None, {"column": path})


def _identity(said: Item) -> dict[str, Item]:
    if not isinstance(said.value, dict):
        return {"identity": _generated(said), "not_null": said.like(True)}
    options = dict(said.value)
    always = options.pop("generated", said.like("always"))
    terms = []
    for key, item in options.items():
        if key == "cycle":
            terms += ["CYCLE"] if item.boolean() else []
        elif key in _TERMS:
            terms.append(f"{_TERMS[key]} {item.number()}")
        else:
            raise item.wrong(f"unknown key `{key}`; known are {', '.join([*_TERMS, 'cycle'])}")
    order = [*_TERMS.values(), "CYCLE"]
    terms.sort(key=lambda t: next(i for i, word in enumerate(order) if t.startswith(word)))
    return {
        "identity": _generated(always),
        "identity_options": said.list_of(*terms),
        "not_null": said.like(True),
    }


def _generated(said: Item) -> Item:
    words = " ".join(said.string().lower().replace("_", " ").split())
    if words not in ("always", "by default"):
        raise said.wrong(f"expected `always` or `by default`, not {said.kind}")
    return said.like(words)


Extra = dict[str, Item]


def _primary_key(table: tuple[str, ...], name: str, extra: Extra, body: Extra) -> Iterator[Spread]:
    said = extra["primary_key"]
    if said.boolean():
        key = made_name(table[-1], "", "pkey")
        yield Spread("primary_key", table, key, {"columns": said.list_of(name)})


def _unique(table: tuple[str, ...], name: str, extra: Extra, body: Extra) -> Iterator[Spread]:
    said = extra["unique"]
    if said.value is not False:
        key = made_name(table[-1], name, "key") if said.value is True else said.string()
        yield Spread("unique", table, key, {"columns": said.list_of(name)})


def _check(table: tuple[str, ...], name: str, extra: Extra, body: Extra) -> Iterator[Spread]:
    said = extra["check"]
    if isinstance(said.value, dict):
        for key, condition in said.value.items():
            yield Spread("check", table, key, {"expression": condition})
    else:
        key = made_name(table[-1], name, "check")
        yield Spread("check", table, key, {"expression": said})


def _enforced(table: tuple[str, ...], name: str, extra: Extra, body: Extra) -> Iterator[Spread]:
    said = extra["enforced_by"]
    if "values" not in body:
        raise said.wrong("`enforced_by` names a check of `values`, and there are none")
    values = ", ".join(text(v) for v in body["values"].strings())
    if parts(body["type"].string())[2]:
        condition = f"{quoted(name)} <@ ARRAY[{values}]::{body['type'].string()}"
    else:
        condition = f"{quoted(name)} IN ({values})"
    yield Spread("check", table, said.string(), {"expression": said.like(condition)})


def _references(table: tuple[str, ...], name: str, extra: Extra, body: Extra) -> Iterator[Spread]:
    said = extra["references"]
    key: str = made_name(table[-1], name, "fkey")
    if "foreign_key" in extra:
        key = extra["foreign_key"].string()
    told = {k: extra[k] for k in _REFERENCE if k in extra and k != "foreign_key"}
    target = {**told, "columns": said.list_of(name), "references": said}
    yield Spread("foreign_key", table, key, target)


_MAKERS = {
    "primary_key": _primary_key,
    "unique": _unique,
    "check": _check,
    "enforced_by": _enforced,
    "references": _references,
}
