"""Which commit a merge begins with: in a private repository, and where its head is checked out."""

from __future__ import annotations

import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.ci.conftest import git
from tests.ci.serve import body, served
from vfed_schema.ci.base import source
from vfed_schema.ci.github import GitHub
from vfed_schema.ci.hosts import Login, Merge
from vfed_schema.errors import HostError

MODEL = Path("schema/tables.yaml")
TOKEN = "ghs_t0ken"
BASIC = b64encode(f"x-access-token:{TOKEN}".encode()).decode()


def _commit(folder: Path, text: str) -> str:
    (folder / "generated").mkdir(exist_ok=True)
    (folder / "generated" / "catalog.jsonl").write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", text)
    return git(folder, "rev-parse", "HEAD")


class Private:
    """A repository that git serves to who has the token."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, ""
        self.asked: list[list[str]] = []  # the Authorization headers of each request

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        told = body(request)
        said = request.headers.get_all("Authorization") or []
        self.asked.append(said)
        if said != [f"basic {BASIC}"]:
            request.send_response(401 if len(said) < 2 else 400)
            request.send_header("WWW-Authenticate", "Basic")
            request.end_headers()
            return
        parts = urlsplit(request.path)
        env = {
            **os.environ, "GIT_PROJECT_ROOT": str(self.folder), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": parts.path, "QUERY_STRING": parts.query,
            "REQUEST_METHOD": request.command,
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(told)),
            "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=told, env=env, capture_output=True)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        request.send_response(200)
        for line in head.decode().split("\r\n"):
            key, _, value = line.partition(": ")
            request.send_header(key, value)
        request.end_headers()
        request.wfile.write(rest)


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Private]:
    git(tmp_path, "init", "-q", "-b", "main", "origin")
    made = Private(tmp_path)
    with served(made.answer) as made.url:
        yield made


def _login(private: Private, token: str = TOKEN) -> Login | None:
    """Return what the action's token makes of it."""
    event = private.folder / "event.json"
    event.write_text("{}")
    return GitHub.of(
        {
            "GITHUB_TOKEN": token,
            "GITHUB_SERVER_URL": private.url,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_API_URL": "http://127.0.0.1",
        }
    ).login


@pytest.mark.parametrize(
    ("persisted", "token"), [(BASIC, ""), (None, TOKEN), ("b2xkOm9sZA==", TOKEN), (BASIC, TOKEN)]
)
def test_a_private_repository_is_fetched_from(
    private: Private, persisted: str | None, token: str
) -> None:
    """With what `actions/checkout` has left in the clone, and else with the token of the action."""
    origin = private.folder / "origin"
    base = _commit(origin, "one")
    _commit(origin, "two")
    git(private.folder, "clone", "-q", "--depth=1", f"file://{origin}", "work")
    work = private.folder / "work"
    git(work, "remote", "set-url", "origin", f"{private.url}/origin")
    if persisted:
        git(work, "config", f"http.{private.url}/.extraheader", f"AUTHORIZATION: basic {persisted}")
    merge = Merge(number=5, base=base, login=_login(private, token) if token else None)

    assert f"git:{base}" == source(merge, work / MODEL, lambda text: None)
    assert max(map(len, private.asked)) == 1
    assert TOKEN not in (work / ".git" / "config").read_text()


def test_a_token_is_not_shown(private: Private, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by us nor by git, whatever it is told to trace."""
    origin = private.folder / "origin"
    _commit(origin, "one")
    git(private.folder, "clone", "-q", f"file://{origin}", "work")
    work = private.folder / "work"
    git(work, "remote", "set-url", "origin", f"{private.url.replace('//', '//me:hidden@')}/nothing")
    monkeypatch.setenv("GIT_TRACE_CURL", "1")
    monkeypatch.setenv("GIT_TRACE_REDACT", "0")
    merge = Merge(number=5, base="1" * 40, login=_login(private))
    with pytest.raises(HostError, match="cannot be fetched") as error:
        source(merge, work / MODEL, lambda text: None)

    assert not {TOKEN, BASIC, "hidden"} & set(str(error.value).replace("@", " ").split())
    assert BASIC not in str(error.value)
    assert "hidden" not in str(error.value)
    assert BASIC not in repr(merge)


@pytest.mark.parametrize("depth", [(), ("--depth=1",)])
def test_a_head_is_compared_with_where_it_began(tmp_path: Path, depth: tuple[str, ...]) -> None:
    """Of a checkout of the head itself; what others have merged since is not undone by it."""
    git(tmp_path, "init", "-q", "-b", "main", "origin")
    origin = tmp_path / "origin"
    _commit(origin, "zero")
    began = _commit(origin, "one")
    git(origin, "checkout", "-qb", "theirs")
    for number in range(60):
        head = _commit(origin, f"theirs {number}")
    git(origin, "checkout", "-q", "main")
    base = _commit(origin, "two")
    git(tmp_path, "clone", "-q", *depth, "-b", "theirs", f"file://{origin}", "work")
    said: list[str] = []
    merge = Merge(number=5, base=base, head=head)

    assert f"git:{began}" == source(merge, tmp_path / "work" / MODEL, said.append)
    assert [] == said


def test_where_it_began_may_be_out_of_reach(tmp_path: Path) -> None:
    """Then it is compared with the newest, and that is said."""
    git(tmp_path, "init", "-q", "-b", "main", "origin")
    origin = tmp_path / "origin"
    _commit(origin, "one")
    git(origin, "checkout", "-qb", "theirs")
    head = _commit(origin, "theirs")
    git(origin, "checkout", "-q", "main")
    base = _commit(origin, "two")
    git(tmp_path, "clone", "-q", "--depth=1", "-b", "theirs", f"file://{origin}", "work")
    work = tmp_path / "work"
    git(work, "fetch", "-q", "--depth=1", "origin", base)
    git(work, "remote", "set-url", "origin", "file:///nowhere")
    said: list[str] = []
    merge = Merge(number=5, base=base, head=head)

    assert f"git:{base}" == source(merge, work / MODEL, said.append)
    assert "what was merged there since is told as undone" in said[0]
