"""A repository with a model, a change to it, and a checkout as a runner makes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci.api import Api, serving
from tests.ci.runner import Run, composite
from tests.cli import warm
from tests.cli.inside import inside
from vfed_schema.scratch import Server

MODEL = "tables: {item: {columns: {id: {type: int, primary_key: true}, name: text}}}\n"

GENERATED: dict[str, dict[str, str]] = {}  # what was made of a model before


def git(folder: Path, *arguments: str) -> str:
    """Run git as nobody in particular."""
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


class Hosted:
    """An origin with a model on it, a branch that changes it, and an API."""

    def __init__(self, folder: Path, api: Api, scratch: dict[str, str]) -> None:
        self.folder, self.api, self.scratch = folder, api, scratch
        self.origin, self.runs, self.head = folder / "origin", 0, ""
        self.said: tuple[str, ...] = ()
        (self.origin / "schema").mkdir(parents=True)
        git(folder, "init", "-q", "-b", "main", "origin")
        self.base = self.commit(MODEL)

    def commit(self, model: str, *, generate: bool = True) -> str:
        """Commit a model with its artifacts, and return the commit."""
        (self.origin / "schema" / "tables.yaml").write_text(model)
        made = self.origin / "generated"
        if generate and model in GENERATED:
            made.mkdir(exist_ok=True)
            for name, text in GENERATED[model].items():
                (made / name).write_text(text)
        elif generate:
            assert inside("generate", cwd=self.origin, **self.scratch).code == 0
            GENERATED[model] = {file.name: file.read_text() for file in made.iterdir()}
        git(self.origin, "add", "-A")
        git(self.origin, "commit", "-qm", "x", "--allow-empty")
        return git(self.origin, "rev-parse", "HEAD")

    def checkout(self) -> Path:
        """Clone the newest commit and no more, as a runner does; `said` is how git is set up."""
        self.runs += 1
        place = self.folder / f"work{self.runs}"
        url = f"file://{self.origin}"
        git(self.folder, "clone", "-q", "--depth=1", *self.said, url, place.name)
        return place

    def env(self, **more: str) -> dict[str, str]:
        """Return what a runner's processes have, and no more."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        plain = {"LANG": "C.UTF-8"}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        if warm.POSSIBLE:
            path = f"{warm.folder(plain)}:{path}"
        return {
            **plain,
            "PATH": path,
            "HOME": str(home),
            "PIP_COMPILE": "0",  # what is installed for one test is run once or twice
            **self.scratch,
            **more,
        }

    def github(self, *labels: str, **said: str) -> Run:
        """Run the action for a pull request with labels."""
        event = self.folder / "event.json"
        pull = {
            "number": 5,
            "title": "$(touch pwned) `touch pwned`",
            "base": {"sha": self.base},
            "head": {"sha": self.head},
            "labels": [{"name": name} for name in labels],
        }
        event.write_text(json.dumps({"pull_request": pull}))
        env = self.env(
            GITHUB_ACTIONS="true",
            GITHUB_API_URL=self.api.url,
            GITHUB_REPOSITORY="o/r",
            GITHUB_EVENT_PATH=str(event),
        )
        place = self.checkout()
        files = self.folder / f"files{self.runs}"
        return composite(place, files, env, {"version": "installed", "lint": "off", **said})


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as api:
        yield api


@pytest.fixture
def hosted(tmp_path: Path, api: Api, server: Server) -> Iterator[Hosted]:
    with server.database() as database:
        scratch = {
            "VFED_SCRATCH_PROVIDER": "url",
            "VFED_SCRATCH_URL": database.admin_conninfo,
        }
        yield Hosted(tmp_path, api, scratch)
