"""One page that holds everything: no network, no framework, no markup but our own."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection
from hashlib import sha256
from html import escape
from typing import Any

from ...shown import visible, visible_lines
from .book import Book
from .payload import payload
from .web import part

_SCRIPTS = ("base", "layout", "diagram", "hands", "list", "detail", "main")


def html(book: Book) -> str:
    """Return the page of a book."""
    return page(book.title, payload(book))


def migration_html(book: Book, only: Collection[str], migration: dict[str, Any]) -> str:
    """Return the page of a migration: some entries of a book by their ids, and what is beside."""
    data = payload(book, only)
    return page(book.title, data | {"migration": migration})


def page(title: str, data: dict[str, Any]) -> str:
    """Return a page with its data in it. Only our own script may run there: its hash says so."""
    style = part("style.css")
    body = "\n".join(part(f"{name}.js") for name in _SCRIPTS)
    script = f'"use strict";\n(() => {{\n{body}\n}})();\n'
    filled = {
        "title": escape(visible(title)),
        "style": style,
        "style_hash": _hash(style),
        "script": script,
        "script_hash": _hash(script),
        "markers": part("markers.svg"),
        "data": embedded(_shown(data)),
    }
    # One pass: what is put in is never looked at again.
    return re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], part("page.html"))


_NAMES = frozenset({"name", "title", "heading"})  # these are of one line
_KEPT = frozenset({"id"})  # addresses, which nobody reads


def _shown(said: Any, key: str = "") -> Any:
    """Return data in whose texts nothing hides."""
    if isinstance(said, dict):
        return {k: _shown(value, k) for k, value in said.items()}
    if isinstance(said, list | tuple):
        return [_shown(value) for value in said]
    if not isinstance(said, str) or key in _KEPT:
        return said
    return visible(said) if key in _NAMES else visible_lines(said)


def embedded(data: object) -> str:
    """Return data as JSON that may stand in a script element, whatever texts are in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
