"""The file that names the databases of a federation."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..connection import is_url
from ..errors import Mark, SourceError
from ..source import text_of
from ..source.nodes import load
from ..written import Item, unknown

_KEYS = ("url", "profile", "tags")
_COMMENT = re.compile(r"(?:^|\s)#.*")
# What libpq takes and nobody else is to know.
_SECRETS = "password|sslpassword|oauth_client_secret|scram_client_key|scram_server_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A database, by a name of ours, and the profile of the model that it is to be as."""

    name: str
    url: str
    profile: str | None = None
    tags: tuple[str, ...] = ()


def read_nodes(path: Path, names: Iterable[str] = (), tags: Iterable[str] = ()) -> tuple[Node, ...]:
    """Read the nodes of a file, in its order: all, or those of these names and with these tags.

    A plain list, one URL a line, does as well: its nodes are called after their databases.
    `$NAME` in a URL is taken from the environment. Raises SourceError with the place of what is
    wrong: a password among it, for files are read by many.
    """
    found = _listed(path) or _named(path)
    wanted = tuple(names)
    for name in wanted:
        if name not in {node.name for node in found}:
            raise SourceError(f"{path}: no node is called `{name}`")
    asked = set(tags)
    return tuple(
        node
        for node in found
        if (not wanted or node.name in wanted) and (not asked or asked & set(node.tags))
    )


def _named(path: Path) -> list[Node]:
    """Read a YAML file that gives every node a name."""
    found = load(path)
    if found.value is not None and not isinstance(found.value, dict):
        raise found.wrong("neither a URL, as the first of a list (postgresql://…), nor `nodes:`")
    body = found.mapping()
    for key, item in body.items():
        if key != "nodes":
            raise unknown(key, {"nodes"}, item.mark)
    if "nodes" not in body:
        raise SourceError(f"{path}: it says no `nodes`, and is no list of URLs, one a line")
    return [_node(name, item) for name, item in body["nodes"].mapping().items()]


def _listed(path: Path) -> list[Node]:
    """Read a plain list of URLs; nothing where the file does not begin as one."""
    items = [
        Item(said, Mark(str(path), number, text.index(said) + 1), said)
        for number, text in enumerate(text_of(path).split("\n"), 1)
        if (said := _COMMENT.sub("", text).strip())
    ]
    if not items or not (is_url(items[0].text) or items[0].text.startswith("$")):
        return []
    found: dict[str, Node] = {}
    for item in items:
        url = _url(item)
        usual = name = _called(item.text, url)
        number = 1
        while name in found:
            number += 1
            name = f"{usual}#{number}"
        found[name] = Node(name=name, url=url)
    return list(found.values())


def _called(said: str, url: str) -> str:
    """Return what to call a database that nobody has given a name."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if variable := re.fullmatch(r"\$\{?(\w+)\}?", said):
        return variable[1]
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        return "database"
    if parts.get("service"):
        return str(parts["service"])
    where = "".join(f"{sign}{parts[k]}" for sign, k in (("@", "host"), (":", "port")) if k in parts)
    return f"{parts.get('dbname', parts.get('user', 'database'))}{where}"


def _node(name: str, item: Item) -> Node:
    body = item.mapping() if isinstance(item.value, dict) else {"url": item}
    for key, said in body.items():
        if key not in _KEYS:
            raise unknown(key, _KEYS, said.mark)
    if "url" not in body:
        raise item.wrong(f"node `{name}` has no `url`")
    profile = body["profile"].string() if "profile" in body else None
    tags = tuple(body["tags"].strings()) if "tags" in body else ()
    return Node(name=name, url=_url(body["url"]), profile=profile, tags=tags)


def _url(item: Item) -> str:
    said = item.string()
    if _password(said):
        raise item.wrong(
            "a password in a file: leave it to .pgpass, a service file, or `$NAME` of the"
            " environment"
        )
    for variable in re.findall(r"\$\{?(\w+)\}?", said):
        if variable not in os.environ:
            raise item.wrong(f"the environment has no `{variable}`")
    url = os.path.expandvars(said)
    if not is_url(url):
        raise item.wrong(f"`{said}` is no URL: postgresql://…, or key=value such as service=name")
    return url


def _password(said: str) -> bool:
    found = re.match(r"postgres(?:ql)?://[^/@]*:([^/@]+)@", said) or re.search(
        rf"(?:^|[\s?&])(?:{_SECRETS})\s*=\s*('[^']*'|[^\s&]+)", said
    )
    return bool(found and not found[1].startswith("$"))
