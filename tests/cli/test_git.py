"""`git:REV`: the lock of a commit as a source, with no server."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.command import vfed

ONE = "tables: {t: {columns: {a: int}}}\n"
TWO = "tables: {t: {columns: {a: int, b: text}}}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits of a model with its lock, the second in force."""
    (tmp_path / "schema").mkdir()
    for text in (ONE, TWO):
        (tmp_path / "schema" / "tables.yaml").write_text(text)
        assert vfed("generate", cwd=tmp_path).code == 0
        for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
            git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
            subprocess.run(git, cwd=tmp_path, check=True)
    return tmp_path


def test_a_commit_is_compared_with_the_model_and_with_another(repository: Path) -> None:
    """Without a path it is the model's own lock; both sides may be commits."""
    now = vfed("diff", "--from", "git:HEAD", cwd=repository)
    added = vfed("diff", "--from", "git:HEAD~1", "--no-verify", cwd=repository)
    gone = vfed(
        *("diff", "--from", "git:HEAD", "--to", "git:HEAD~1", "--no-verify"),
        *("--allow", "data-loss", "-f", "sql"),
        cwd=repository,
    )
    said = vfed(
        "diff", "--from", "git:HEAD~1:generated/catalog.jsonl", "--no-verify", cwd=repository
    )

    assert (0, 2, 2, 2) == (now.code, added.code, gone.code, said.code), gone.err
    assert "+ column b" in added.out
    assert added.out == said.out
    assert "DROP COLUMN b" in gone.out


def test_where_we_are_does_not_matter(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """From inside a folder, and from elsewhere with the model's path."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    model = repository / "schema" / "tables.yaml"
    inside = vfed("diff", "--from", "git:HEAD", "-m", "tables.yaml", cwd=repository / "schema")
    outside = vfed("diff", "--from", "git:HEAD", "-m", model, cwd=elsewhere)

    assert (0, 0) == (inside.code, outside.code), inside.err + outside.err


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("git:nowhere", "`git:nowhere`: invalid object name 'nowhere'"),
        ("git:", "`git:` names no commit"),
        ("git:--help", "names no commit"),
        ("git:HEAD:schema/tables.yaml", "of a commit only a lock is read"),
        ("git:HEAD:nothing.jsonl", "path 'nothing.jsonl' does not exist in 'HEAD'"),
    ],
)
def test_what_no_commit_has_is_an_error(repository: Path, source: str, said: str) -> None:
    """In git's own words, in one line."""
    done = vfed("diff", "--from", source, cwd=repository)

    assert done.code == 1
    assert said in done.err


def test_outside_of_a_repository_it_is_said(tmp_path: Path) -> None:
    """Nothing to compare with."""
    (tmp_path / "tables.yaml").write_text(ONE)
    done = vfed("diff", "--from", "git:HEAD", "-m", "tables.yaml", cwd=tmp_path, GIT_DIR="/nowhere")

    assert done.code == 1
    assert "not a git repository" in done.err
