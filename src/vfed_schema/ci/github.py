"""GitHub Actions: https://docs.github.com/rest, and the files and commands of its runner."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from ..errors import HostError
from .hosts import Login, Merge, Note, said
from .rest import Rest

_INSIDERS = ("OWNER", "MEMBER", "COLLABORATOR")
_NOTHING = "0" * 40
_SUMMARY = 1_000_000  # bytes that a summary may have, nearly


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHub:
    """A repository, and the event that a run is for."""

    repository: str
    rest: Rest
    event: Mapping[str, Any]
    files: Mapping[str, str]  # of the runner: where its summary and outputs go
    login: Login | None = field(default=None, repr=False)  # for git
    name: str = "GitHub"
    limit: int = 65_536

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Return it by what the runner says. Raises HostError."""
        token = environment.get("GITHUB_TOKEN", "").strip()
        path = Path(said(environment, "GITHUB_EVENT_PATH"))
        try:
            event = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise HostError(f"cannot read the event, `{path}`") from None
        rest = Rest(
            url=environment.get("GITHUB_API_URL", "https://api.github.com"),
            headers={
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
                "User-Agent": "vfed-schema",
            },
            secret=("Authorization", f"Bearer {token}" if token else ""),
            variable="GITHUB_TOKEN",
        )
        keys = ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")
        files = {key: environment[key] for key in keys if environment.get(key)}
        repository = said(environment, "GITHUB_REPOSITORY")
        login = _login(environment.get("GITHUB_SERVER_URL", ""), token)
        return cls(repository=repository, rest=rest, event=event, files=files, login=login)

    @property
    def merge(self) -> Merge | None:
        if pull := self.event.get("pull_request"):
            labels = frozenset(label["name"] for label in pull.get("labels", ()))
            head = (pull.get("head") or {}).get("sha", "")
            base = pull["base"]["sha"]
            return Merge(
                number=pull["number"], base=base, head=head, labels=labels, login=self.login
            )
        if group := self.event.get("merge_group"):
            return Merge(number=None, base=group["base_sha"], login=self.login)
        if (before := self.event.get("before", _NOTHING)) != _NOTHING:
            return Merge(number=None, base=before, login=self.login)
        return None

    def comments(self, number: int) -> Iterator[Note]:
        for told in self.rest.pages(self._path(f"issues/{number}/comments")):
            yield _note(told, told["id"])

    def comment(self, number: int, body: str) -> str:
        made = self.rest.send("POST", self._path(f"issues/{number}/comments"), body=body)
        return str(made["html_url"])

    def edit(self, number: int, id_: int, body: str) -> None:
        self.rest.send("PATCH", self._path(f"issues/comments/{id_}"), body=body)

    def issues(self, label: str) -> Iterator[Note]:
        for told in self.rest.pages(self._path("issues"), state="open", labels=label):
            if "pull_request" not in told:
                yield _note(told, told["number"])

    def open(self, title: str, body: str, label: str) -> str:
        made = self.rest.send("POST", self._path("issues"), title=title, body=body, labels=[label])
        return str(made["html_url"])

    def rewrite(self, number: int, body: str) -> None:
        self.rest.send("PATCH", self._path(f"issues/{number}"), body=body)

    def close(self, number: int, why: str) -> None:
        self.comment(number, why)
        self.rest.send("PATCH", self._path(f"issues/{number}"), state="closed")

    def summary(self, text: str) -> None:
        if file := self.files.get("GITHUB_STEP_SUMMARY"):
            with Path(file).open("a", encoding="utf-8") as there:
                there.write(text.encode()[:_SUMMARY].decode(errors="ignore") + "\n")

    def output(self, **values: str) -> None:
        if file := self.files.get("GITHUB_OUTPUT"):
            with Path(file).open("a", encoding="utf-8") as there:
                for key, value in values.items():
                    end = f"end-{secrets.token_hex(8)}"  # that no value can hold
                    there.write(f"{key.replace('_', '-')}<<{end}\n{value}\n{end}\n")

    def _path(self, rest: str) -> str:
        return f"repos/{self.repository}/{rest}"


def _login(server: str, token: str) -> Login | None:
    """Return how git gets at a private repository, as `actions/checkout` has it."""
    if not (server and token):
        return None
    said = b64encode(f"x-access-token:{token}".encode()).decode()
    return Login(f"{server.rstrip('/')}/", f"AUTHORIZATION: basic {said}")


def _note(told: Mapping[str, Any], id_: int) -> Note:
    """Return a comment or an issue: ours are written by a bot, or by who may write here anyway."""
    bot = (told.get("user") or {}).get("type") == "Bot"
    return Note(
        id=id_,
        body=told.get("body") or "",
        url=told["html_url"],
        ours=bot or told.get("author_association") in _INSIDERS,
    )
