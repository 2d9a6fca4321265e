"""JSON over HTTP, with a token that leaves for one host alone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from ..errors import HostError

TIMEOUT = 30  # seconds
PAGE = 100
PAGES = 50
_WAITS = (1.0, 4.0)  # before trying again
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """An API: where it is, and what is said with every request."""

    url: str
    headers: Mapping[str, str]
    secret: tuple[str, str]  # the header with the token
    waits: tuple[float, ...] = _WAITS

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise HostError(f"`{self.url}` is not https: a token is not sent there")

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
                with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                    told = answer.read()
                    return (json.loads(told) if told else None), _more(answer.headers)
            except HTTPError as error:
                if wait is None or error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise _refused(method, path, error) from None
            except (URLError, TimeoutError, ValueError) as error:
                # What was sent may have been done: nothing is made twice.
                if wait is None or method == "POST":
                    reason = getattr(error, "reason", error)
                    raise HostError(f"{self.url} does not answer: {reason}") from None
            time.sleep(wait)
        raise AssertionError

    def _request(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Any
    ) -> Request:
        told = json.dumps(body).encode() if body is not None else None
        url = f"{self.url.rstrip('/')}/{path}{f'?{urlencode(query)}' if query else ''}"
        request = Request(url, data=told, method=method, headers=dict(self.headers))  # noqa: S310
        if told is not None:
            request.add_header("Content-Type", "application/json")
        request.add_unredirected_header(*self.secret)
        return request


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
