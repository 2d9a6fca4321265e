"""A host's API on this machine: it keeps comments and issues, and writes down what it is asked.

What is under test is what we send and what we make of the answers; no host can be had here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.ci.serve import body, served

PAGE = 2  # notes on a page, however many are asked for: there is always a next one


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Api:
    """What is there, by path of its list; and what has been asked."""

    url: str = ""
    notes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    refuse: dict[str, int] = field(default_factory=dict)  # a method, and with what
    fail: int = 0  # how many requests are answered with 503 first

    def bodies(self, path: str) -> list[str]:
        return [n.get("body") or n.get("description") or "" for n in self.notes.get(path, ())]

    def sent(self) -> list[str]:
        return [asked.method for asked in self.asked if asked.method != "GET"]

    def answer(self, asked: Asked, query: dict[str, list[str]]) -> tuple[int, Any, bool]:
        """Return status, answer, and whether a page follows."""
        if self.fail:
            self.fail -= 1
            return 503, {"message": "later"}, False
        if code := self.refuse.get(asked.method):
            return code, {"message": "Resource not accessible by integration"}, False
        if asked.path == "/user":
            return 200, {"id": 7}, False
        if asked.method == "GET":
            return self._page(asked.path, query)
        if asked.method == "POST":
            return 201, self._make(asked), False
        return 200, self._change(asked), False

    def _page(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any, bool]:
        state = query.get("state", [""])[0]
        found = [n for n in self.notes.get(path, []) if not state or n["state"] in state]
        page = int(query["page"][0])
        return 200, found[(page - 1) * PAGE : page * PAGE], page * PAGE < len(found)

    def _make(self, asked: Asked) -> dict[str, Any]:
        number = 1 + sum(map(len, self.notes.values()))
        made = {
            **asked.body,
            "id": number,
            "iid": number,
            "number": number,
            "state": "open",
            "html_url": f"https://host/{number}",
            "web_url": f"https://host/{number}",
            "user": {"type": "Bot"},
            "author": {"id": 7},
        }
        self.notes.setdefault(asked.path, []).append(made)
        return made

    def _change(self, asked: Asked) -> dict[str, Any]:
        found = re.fullmatch(r"(.*)/(\d+)", asked.path)
        assert found
        number = int(found[2])
        note = next(n for notes in self.notes.values() for n in notes if n["id"] == number)
        note.update(asked.body)
        if asked.body.get("state_event") == "close" or asked.body.get("state") == "closed":
            note["state"] = "closed"
        return note


@contextmanager
def serving() -> Iterator[Api]:
    """Serve an API on a port of this machine."""
    api = Api()

    def answer(request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        told = body(request)
        asked = Asked(
            request.command, parts.path, dict(request.headers), json.loads(told) if told else None
        )
        api.asked.append(asked)
        code, said, more = api.answer(asked, parse_qs(parts.query))
        request.send_response(code)
        if more:
            request.send_header("Link", f'<{api.url}{parts.path}?page=2>; rel="next"')
        request.end_headers()
        request.wfile.write(json.dumps(said).encode())

    with served(answer) as api.url:
        yield api
