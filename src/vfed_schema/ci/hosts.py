"""Which host we run at, by the environment that its runner gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from ..errors import HostError


class Login(NamedTuple):
    """What git may say to a server: a header of HTTP, never to be shown."""

    url: str
    header: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What is to be merged: its number, where it begins, and its labels."""

    number: int | None  # none where something was pushed, and there is nothing to comment on
    base: str  # a commit, by the host's word
    head: str = ""  # what is merged, where the host checks out a merge of both
    labels: frozenset[str] = frozenset()
    login: Login | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A comment or an issue; `ours` if nobody else can have written it."""

    id: int
    body: str
    url: str
    ours: bool


class Host(Protocol):
    """What we ask of a host."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def limit(self) -> int:
        """How many characters a comment may have."""

    @property
    def merge(self) -> Merge | None:
        """What is to be merged, if anything."""

    def comments(self, number: int) -> Iterable[Note]:
        """All comments on what is to be merged."""

    def comment(self, number: int, body: str) -> str:
        """Write one, and return its URL."""

    def edit(self, number: int, id_: int, body: str) -> None:
        """Write one anew."""

    def issues(self, label: str) -> Iterable[Note]:
        """All open issues with a label."""

    def open(self, title: str, body: str, label: str) -> str:
        """Open an issue, and return its URL."""

    def rewrite(self, number: int, body: str) -> None:
        """Write an issue's text anew."""

    def close(self, number: int, why: str) -> None:
        """Close an issue, with a comment."""

    def summary(self, text: str) -> None:
        """Show a text where the run is shown, if there is such a place."""

    def output(self, **values: str) -> None:
        """Hand values on to what runs next, if there is a way."""


def host(environment: Mapping[str, str]) -> Host:
    """Return the host that runs us. Raises HostError where there is none that we know."""
    if environment.get("GITHUB_ACTIONS") == "true":
        from .github import GitHub

        return GitHub.of(environment)
    if environment.get("GITLAB_CI") == "true":
        from .gitlab import GitLab

        return GitLab.of(environment)
    raise HostError("this is for GitHub Actions and GitLab CI, and runs in neither")


def said(environment: Mapping[str, str], key: str) -> str:
    """Return what the runner says. Raises HostError where it does not."""
    if value := environment.get(key):
        return value
    raise HostError(f"the environment has no `{key}`, which a runner gives")


def marked(notes: Iterable[Note], marker: str) -> Note | None:
    """Return the first that begins with a marker and is ours: another's is never written to."""
    return next((note for note in notes if note.ours and note.body.startswith(marker)), None)
