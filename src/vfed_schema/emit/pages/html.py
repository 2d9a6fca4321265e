"""One page that holds everything: no network, no framework, no markup but our own."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection
from hashlib import sha256
from html import escape
from typing import Any

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
        "title": escape(title),
        "style": style,
        "style_hash": _hash(style),
        "script": script,
        "script_hash": _hash(script),
        "markers": part("markers.svg"),
        "data": embedded(data),
    }
    # One pass: what is put in is never looked at again.
    return re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], part("page.html"))


def embedded(data: object) -> str:
    """Return data as JSON that may stand in a script element, whatever texts are in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
