"""The hooks of pre-commit, run by pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.ci.conftest import MODEL, Hosted, git
from tests.ci.runner import ROOT
from tests.cli.command import Done

pytest.importorskip("pre_commit", reason="pre-commit is not installed")


def _pre_commit(place: Path, *arguments: str, **env: str) -> Done:
    kept = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=place,
        env={**kept, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _changed(hosted: Hosted, model: str) -> Path:
    """Return a checkout in which the model is staged with a change."""
    place = hosted.checkout()
    (place / "schema" / "tables.yaml").write_text(model)
    git(place, "add", "-A")
    return place


def test_hooks_write_what_is_out_of_date_and_find_mistakes(hosted: Hosted) -> None:
    """As they are in the manifest, but for the installation: the tool is there already."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    local = [{**hook, "language": "system"} for hook in hooks]
    (hosted.origin / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]})
    )
    hosted.commit(MODEL)
    env = hosted.env(PRE_COMMIT_HOME=str(hosted.folder / "cache"))
    place = _changed(hosted, MODEL.replace("name: text", "name: text, more: int"))
    first = _pre_commit(place, "run", **env)
    written = git(place, "diff", "--name-only").splitlines()
    git(place, "add", "-A")
    second = _pre_commit(place, "run", **env)
    (place / "schema" / "tables.yaml").write_text(MODEL.replace("columns", "colums"))
    git(place, "add", "-A")
    wrong = _pre_commit(place, "run", **env)
    git(place, "reset", "-q", "--hard")
    (place / "other.txt").write_text("x")
    git(place, "add", "-A")
    other = _pre_commit(place, "run", **env)

    assert (1, 0, 1, 0) == (first.code, second.code, wrong.code, other.code), first.out
    assert "files were modified by this hook" in first.out
    assert {"generated/catalog.jsonl", "generated/models.py", "generated/schema.sql"} <= {*written}
    assert "schema/tables.yaml:1:17: unknown key `colums`" in wrong.out
    assert len(local) == other.out.count("(no files to check)Skipped")


@pytest.mark.sweep
def test_the_manifest_installs_and_runs(hosted: Hosted) -> None:
    """From a repository, into an environment of its own, as people have it."""
    _need_packages(hosted.folder)
    env = hosted.env(PRE_COMMIT_HOME=str(hosted.folder / "cache"))
    place = _changed(hosted, MODEL.replace("name: text", "name: text, more: int"))
    done = _pre_commit(place, "try-repo", str(ROOT), "vfed-schema-validate", **env)

    assert done.code == 0, done.out + done.err
    assert "the schema's model has no mistakes" in done.out
    assert "Passed" in done.out


@pytest.mark.sweep
def test_the_action_installs_itself(hosted: Hosted) -> None:
    """Without a version it is the one that comes with the action, and later steps find it."""
    _need_packages(hosted.folder)
    run = hosted.github(version="")

    assert [] == run.failed, run.out
    assert (hosted.folder / "files1" / "vfed-schema" / "bin" / "vfed-schema").exists()


def _need_packages(folder: Path) -> None:
    """Skip where there is no index of packages, asked as pip is set up to ask."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "cfgv"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        pytest.skip("no packages can be had")
