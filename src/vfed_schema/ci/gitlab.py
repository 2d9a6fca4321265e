"""GitLab CI: https://docs.gitlab.com/api, and the variables of its runner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from .hosts import Merge, Note, said
from .rest import Rest

TOKEN = "VFED_GITLAB_TOKEN"  # noqa: S105

_NOTHING = "0" * 40


@dataclass(frozen=True, slots=True, kw_only=True)
class GitLab:
    """A project, and the merge request that a job is for."""

    project: str
    rest: Rest
    environment: Mapping[str, str]
    name: str = "GitLab"
    limit: int = 1_000_000

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Return it by what the runner says. Raises HostError.

        The token of a job may not write notes: it takes one of the project.
        """
        rest = Rest(
            url=said(environment, "CI_API_V4_URL"),
            headers={"User-Agent": "vfed-schema"},
            secret=("PRIVATE-TOKEN", environment.get(TOKEN, "").strip()),
            variable=TOKEN,
        )
        project = said(environment, "CI_PROJECT_ID")
        return cls(project=project, rest=rest, environment=environment)

    @property
    def merge(self) -> Merge | None:
        env = self.environment
        number = env.get("CI_MERGE_REQUEST_IID")
        base = env.get("CI_MERGE_REQUEST_DIFF_BASE_SHA") or env.get("CI_COMMIT_BEFORE_SHA")
        if not base or base == _NOTHING:
            return None
        labels = env.get("CI_MERGE_REQUEST_LABELS", "").split(",")
        return Merge(
            number=int(number) if number else None,
            base=base,
            head=env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", ""),
            labels=frozenset(label.strip() for label in labels if label.strip()),
        )

    def comments(self, number: int) -> Iterator[Note]:
        yield from self._ours(self._notes(number), "id")

    def comment(self, number: int, body: str) -> str:
        made = self.rest.send("POST", self._notes(number), body=body)
        home = self.environment.get("CI_MERGE_REQUEST_PROJECT_URL", "")
        return f"{home}/-/merge_requests/{number}#note_{made['id']}"

    def edit(self, number: int, id_: int, body: str) -> None:
        self.rest.send("PUT", f"{self._notes(number)}/{id_}", body=body)

    def issues(self, label: str) -> Iterator[Note]:
        yield from self._ours(self._path("issues"), "iid", state="opened", labels=label)

    def open(self, title: str, body: str, label: str) -> str:
        made = self.rest.send(
            "POST", self._path("issues"), title=title, description=body, labels=label
        )
        return str(made["web_url"])

    def rewrite(self, number: int, body: str) -> None:
        self.rest.send("PUT", self._path(f"issues/{number}"), description=body)

    def close(self, number: int, why: str) -> None:
        self.rest.send("POST", self._path(f"issues/{number}/notes"), body=why)
        self.rest.send("PUT", self._path(f"issues/{number}"), state_event="close")

    def summary(self, text: str) -> None:
        """GitLab shows the job's log, and the report that is an artifact."""

    def output(self, **values: str) -> None:
        """What runs next asks the artifacts."""

    def _ours(self, path: str, key: str, **query: str) -> Iterator[Note]:
        me = self.rest.get("user")["id"]
        for told in self.rest.pages(path, **query):
            yield _note(told, told[key], me)

    def _notes(self, number: int) -> str:
        # The job of a fork runs in the fork, and its merge request is another project's.
        project = self.environment.get("CI_MERGE_REQUEST_PROJECT_ID") or self.project
        return f"projects/{project}/merge_requests/{number}/notes"

    def _path(self, rest: str) -> str:
        return f"projects/{self.project}/{rest}"


def _note(told: Mapping[str, Any], id_: int, me: int) -> Note:
    return Note(
        id=id_,
        body=told.get("body") or told.get("description") or "",
        url=told.get("web_url") or "",
        ours=(told.get("author") or {}).get("id") == me,
    )
