"""What is asked again, what is refused, and where a token never shows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from tests.ci.serve import body, served
from vfed_schema.ci.rest import Rest
from vfed_schema.errors import HostError

Answer = tuple[int, dict[str, str], str]

DONE: Answer = (200, {}, '{"done": true}')


class Host:
    """A host that answers what it is told to, one after the other."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.url = [*answers], ""
        self.paths: list[str] = []

    @property
    def asked(self) -> int:
        return len(self.paths)


@contextmanager
def answering(*answers: Answer) -> Iterator[Host]:
    """Serve on a port of this machine."""
    host = Host(*answers)

    def answer(request: BaseHTTPRequestHandler) -> None:
        body(request)
        host.paths.append(request.path)
        code, headers, said = host.answers.pop(0)
        request.send_response(code)
        for key, value in headers.items():
            request.send_header(key, value)
        request.end_headers()
        request.wfile.write(said.encode())

    with served(answer) as host.url:
        yield host


def _rest(url: str, token: str = "t0ken") -> Rest:
    return Rest(url=url, headers={}, secret=("X-Token", token), variable="TOKEN", waits=(0, 0))


def _ask(host: Host, method: str) -> object:
    rest = _rest(host.url)
    return rest.get("x") if method == "GET" else rest.send(method, "x", a=1)


def _limited(seconds: float) -> dict[str, str]:
    reset = str(int(time.time() + seconds))
    return {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}


@pytest.mark.parametrize(
    ("method", "status", "headers"),
    [
        ("GET", 502, {}),
        ("GET", 429, {}),
        ("POST", 429, {"Retry-After": "1"}),
        ("POST", 503, {}),
        ("POST", 403, {"Retry-After": "1"}),
        ("GET", 403, _limited(-1)),
    ],
)
def test_who_is_busy_is_asked_again(method: str, status: int, headers: dict[str, str]) -> None:
    """After as long as it says; of what makes something, only where nothing was made."""
    with answering((status, headers, "{}"), DONE) as host:
        found = _ask(host, method)

    assert {"done": True} == found
    assert 2 == host.asked


@pytest.mark.parametrize(
    ("method", "answer", "said"),
    [
        ("POST", (502, {}, ""), "POST x: 502, Bad Gateway"),
        ("POST", (422, {}, '{"message": "too long"}'), "POST x: 422, too long"),
        ("GET", (403, {}, '{"message": "no"}'), "GET x: 403, no"),
        ("GET", (429, {"Retry-After": "3600"}, "{}"), "GET x: 429, "),
        ("GET", (403, _limited(3600), '{"message": "limit"}'), "GET x: 403, limit"),
        ("POST", (200, {}, "<html>log in"), "answers with what is no JSON: `<html>log in`"),
        ("POST", (200, {"Content-Length": "99"}, "{"), "does not answer: IncompleteRead"),
    ],
)
def test_who_refuses_is_asked_once(method: str, answer: Answer, said: str) -> None:
    """And what it says is told, in a line."""
    with answering(answer, DONE) as host, pytest.raises(HostError) as error:
        _ask(host, method)

    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert 1 == host.asked


@pytest.mark.parametrize("home", ["", "/api/v3", "/gitlab/api/v4/"])
def test_a_host_of_ones_own_may_be_anywhere(home: str) -> None:
    """Under a path too, as GitHub Enterprise and a GitLab in a folder are."""
    with answering(DONE) as host:
        _rest(host.url + home).send("POST", "repos/o/r/issues", a=1)

    assert [f"{home.rstrip('/')}/repos/o/r/issues"] == host.paths


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_token_goes_nowhere_else(status: int) -> None:
    """A redirect is refused: neither the token nor what was sent is sent there."""
    with (
        answering(DONE) as other,
        answering((status, {"Location": other.url}, ""), DONE) as host,
        pytest.raises(HostError, match=str(status)),
    ):
        _rest(host.url).send("POST", "x", a=1)

    assert 0 == other.asked


@pytest.mark.parametrize("token", ["se\ncret", "se\rcret", "sécret", "se\x00cret"])
def test_a_token_that_is_none_is_not_told(token: str) -> None:
    """Only where it is."""
    with pytest.raises(HostError) as error:
        _rest("https://host", token)

    assert str(error.value) == "`TOKEN` holds a character that no token has: copy it anew"


def test_nobody_is_asked_without_a_token() -> None:
    """Whatever the host's URL is."""
    with pytest.raises(HostError, match="`TOKEN` is not set") as error:
        _rest("http://gitlab.intern", "").get("x")

    assert 401 == error.value.status
