"""JSON over HTTP, with a token that leaves for one host alone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ..errors import HostError

TIMEOUT = 30  # seconds
PAGE = 100
PAGES = 50
_WAITS = (1.0, 4.0)  # before trying again
_PATIENCE = 60  # seconds that a host may ask us to wait
_NOT_DONE = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_LOCAL = ("127.0.0.1", "localhost", "::1")


class _Here(HTTPRedirectHandler):
    """A redirect is refused, and told: what was sent is not sent elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


_OPENER = build_opener(_Here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """An API: where it is, and what is said with every request."""

    url: str
    headers: Mapping[str, str]
    secret: tuple[str, str]  # the header with the token; empty without one
    variable: str = "the token"  # where the token is to be
    waits: tuple[float, ...] = _WAITS

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        token = self.secret[1]
        if token and parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise HostError(f"`{self.url}` is not https: a token is not sent there")
        if not (token.isascii() and token.isprintable()):
            raise HostError(f"`{self.variable}` holds a character that no token has: copy it anew")

    def get(self, path: str, **query: str | int) -> Any:
        return self._call("GET", path, query=query)[0]

    def pages(self, path: str, **query: str | int) -> Iterator[Any]:
        """Yield what all pages of a list hold."""
        for page in range(1, PAGES + 1):
            found, more = self._call("GET", path, query={**query, "per_page": PAGE, "page": page})
            yield from found
            if not more:
                return

    def send(self, method: str, path: str, **body: Any) -> Any:
        return self._call(method, path, body=body)[0]

    def _call(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None
    ) -> tuple[Any, bool]:
        """Return the answer, and whether a page follows; raise HostError where it is refused."""
        request = self._request(method, path, query, body)
        for wait in (*self.waits, None):
            try:
                with _OPENER.open(request, timeout=TIMEOUT) as answer:
                    told, more = answer.read(), _more(answer.headers)
                return self._understood(told), more
            except HTTPError as error:
                pause = _pause(method, error, wait)
                if pause is None:
                    raise _refused(method, path, error) from None
            except (OSError, HTTPException) as error:
                # What was sent may have been done: nothing is made twice.
                if wait is None or method == "POST":
                    reason = getattr(error, "reason", None) or error or type(error).__name__
                    raise HostError(f"{self.url} does not answer: {reason}") from None
                pause = wait
            time.sleep(pause)
        raise AssertionError

    def _understood(self, told: bytes) -> Any:
        try:
            return json.loads(told) if told else None
        except ValueError:
            what = " ".join(told[:100].decode(errors="replace").split())
            raise HostError(f"{self.url} answers with what is no JSON: `{what}`") from None

    def _request(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Any
    ) -> Request:
        if not self.secret[1]:
            raise HostError(f"`{self.variable}` is not set", HTTPStatus.UNAUTHORIZED)
        told = json.dumps(body).encode() if body is not None else None
        url = f"{self.url.rstrip('/')}/{path}{f'?{urlencode(query)}' if query else ''}"
        request = Request(url, data=told, method=method, headers=dict(self.headers))  # noqa: S310
        if told is not None:
            request.add_header("Content-Type", "application/json")
        request.add_unredirected_header(*self.secret)
        return request


def _pause(method: str, error: HTTPError, wait: float | None) -> float | None:
    """Return how long to wait before trying again; nothing where that is no use, or too long."""
    if wait is None:
        return None
    after = error.headers.get("Retry-After") or ""
    asked = float(after) if after.isdecimal() else 0.0
    if error.headers.get("X-RateLimit-Remaining") == "0" and not asked:
        reset = error.headers.get("X-RateLimit-Reset") or ""
        asked = max(0.0, float(reset) - time.time()) if reset.isdecimal() else 0.0
    limited = bool(after) or error.headers.get("X-RateLimit-Remaining") == "0"
    if error.code in _NOT_DONE or (limited and error.code == HTTPStatus.FORBIDDEN):
        return max(wait, asked) if asked <= _PATIENCE else None
    # What fails within a host may have been done: nothing is made twice.
    return wait if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR and method != "POST" else None


def _more(headers: Mapping[str, str]) -> bool:
    """True if there is a next page, as GitHub and GitLab say it."""
    return bool(re.search(r'rel="next"', headers.get("Link") or ""))


def _refused(method: str, path: str, error: HTTPError) -> HostError:
    try:
        said = json.loads(error.read())
        reason = said.get("message") or said.get("error") or said
    except (ValueError, AttributeError, OSError):
        reason = error.reason
    told = " ".join(str(reason).split())[:200]
    return HostError(f"{method} {path}: {error.code}, {told}", error.code)
