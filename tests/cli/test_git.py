"""`git:REV`: files of a commit as a source; between two locks, with no server."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.command import vfed

ONE = "tables: {t: {columns: {a: int}}, old: {columns: {a: int}}}\n"
TWO = "tables: {t: {columns: {a: int, b: text}}, old: {columns: {a: int}}}\n"
NOWHERE = {"VFED_SCRATCH_PROVIDER": "url", "VFED_SCRATCH_URL": ""}  # no server can be had


def git(folder: Path, *arguments: str) -> str:
    """Run git, and return what it prints."""
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits of a model with its lock, the second in force."""
    home = tmp_path_factory.mktemp("repository")
    git(home, "init", "-q", "-b", "main")
    (home / "schema").mkdir()
    for number, text in enumerate((ONE, TWO), 1):
        (home / "schema" / "tables.yaml").write_text(text)
        assert vfed("generate", cwd=home).code == 0
        commit(home, text)
        git(home, "tag", f"v{number}")
    return home


@pytest.fixture
def clone(repository: Path, tmp_path: Path) -> Path:
    """A clone that a test may change."""
    git(tmp_path, "clone", "-q", str(repository), "clone")
    return tmp_path / "clone"


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
        ("git:nowhere", "`git:nowhere`: there is no commit `nowhere` here"),
        ("git:", "`git:` names no commit"),
        ("git:--help", "names no commit"),
        ("git:HEAD:generated/models.py", "of a commit, a .jsonl lock, a .yaml model or a .sql"),
        ("git:HEAD:nothing.jsonl", "commit `HEAD` has no `nothing.jsonl`"),
        ("git:HEAD:tables.yaml", "it has `git:HEAD:schema/tables.yaml`"),
    ],
)
def test_what_no_commit_has_is_an_error(repository: Path, source: str, said: str) -> None:
    """In one line, with what there is instead."""
    done = vfed("diff", "--from", source, cwd=repository)

    assert done.code == 1
    assert said in done.err


def test_outside_of_a_repository_it_is_said(tmp_path: Path) -> None:
    """Nothing to compare with."""
    (tmp_path / "tables.yaml").write_text(ONE)
    done = vfed("diff", "--from", "git:HEAD", "-m", "tables.yaml", cwd=tmp_path, GIT_DIR="/nowhere")

    assert done.code == 1
    assert "not a git repository" in done.err


def test_two_locks_are_compared_with_no_server(repository: Path) -> None:
    """Where none could be had, in well under a second; the report says that nothing proved it."""
    start = time.monotonic()
    done = vfed("diff", "--from", "git:v1", "--to", "git:v2", cwd=repository, **NOWHERE)
    took = time.monotonic() - start
    same = vfed("drift", "--from", "git:HEAD", cwd=repository, **NOWHERE)
    less = vfed("drift", "--from", "git:v1", cwd=repository, **NOWHERE)

    assert (2, 0, 2) == (done.code, same.code, less.code), done.err + same.err + less.err
    assert "NOT PROVEN (two locks were compared, with no server; --verify proves it)" in done.out
    assert less.out.startswith("missing column public.t.b\n")
    assert "" == done.err
    assert took < 2, took


def test_verify_proves_what_two_locks_say(repository: Path) -> None:
    """As a release's migration, in one script."""
    done = vfed(
        *("diff", "--from", "git:v1", "--to", "git:v2", "--verify", "-f", "sql"), cwd=repository
    )

    assert done.code == 2
    assert "proven there and back on a scratch copy" in done.out
    assert "ALTER TABLE public.t ADD COLUMN b text;" in done.out


def test_what_a_model_gives_up_is_dropped(clone: Path) -> None:
    """Between two models, what the first one owned and the second does not have goes."""
    (clone / "schema" / "tables.yaml").write_text("tables: {t: {columns: {a: int, b: text}}}\n")
    done = vfed("diff", "--from", "git:HEAD", "--allow", "data-loss", "-f", "sql", cwd=clone)
    refused = vfed("diff", "--from", "git:HEAD", cwd=clone)

    assert (2, 3) == (done.code, refused.code), done.err + refused.err
    assert "DROP TABLE public.old;" in done.out
    assert "out of date: building the model anew" in done.err


def test_a_commit_without_a_lock_that_can_be_read_is_built(clone: Path) -> None:
    """Its model is, with all that it includes, and a note says so."""
    (clone / "schema" / "more.yaml").write_text("tables: {m: {columns: {a: int}}}\n")
    (clone / "schema" / "tables.yaml").write_text("include: [more.yaml]\n" + ONE)
    shutil.rmtree(clone / "generated")
    commit(clone, "no lock")
    none = vfed("diff", "--from", "git:HEAD", "--to", "git:HEAD:schema/tables.yaml", cwd=clone)
    git(clone, "checkout", "-q", "v2")
    lock = clone / "generated" / "catalog.jsonl"
    head, _, body = lock.read_text().partition("\n")
    lock.write_text(f"{json.dumps(json.loads(head) | {'lock': 1})}\n{body}")
    commit(clone, "an old one")
    old = vfed("diff", "--from", "git:HEAD", "--to", "git:v2", cwd=clone)
    said = vfed("diff", "--from", "git:HEAD:generated/catalog.jsonl", "--to", "git:v2", cwd=clone)

    assert (0, 0, 1) == (none.code, old.code, said.code), none.err + old.err
    assert "commit `HEAD` has no `generated/catalog.jsonl`: its model was built" in none.err
    assert "a lock of format 1, written by an older vfed-schema" in old.err
    assert "its model was built anew" in old.err
    assert "a lock of format 1, written by an older vfed-schema" in said.err


def test_mistakes_of_a_commit_are_placed_in_it(clone: Path) -> None:
    """Not in the folder that it was put into."""
    (clone / "schema" / "tables.yaml").write_text("tables: {t: {colums: {a: int}}}\n")
    commit(clone, "a mistake")
    done = vfed("diff", "--from", "git:HEAD:schema/tables.yaml", "--to", "git:v2", cwd=clone)

    assert done.code == 1
    assert "error: git:HEAD:schema/tables.yaml:1:14: unknown key `colums`" in done.err


def test_what_a_shallow_clone_lacks_is_to_be_fetched(repository: Path, tmp_path: Path) -> None:
    """And so is what another place has."""
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "clone")
    shallow = vfed("diff", "--from", "git:HEAD~1", cwd=tmp_path / "clone")
    git(tmp_path / "clone", "fetch", "-q", "--unshallow")
    whole = vfed("diff", "--from", "git:HEAD~1", cwd=tmp_path / "clone")
    away = vfed("diff", "--from", "git:origin/topic", cwd=tmp_path / "clone")

    assert (1, 2, 1) == (shallow.code, whole.code, away.code), whole.err
    assert "in a shallow clone: `git fetch --unshallow` brings it" in shallow.err
    assert "`git fetch origin topic` brings it" in away.err


def test_a_renamed_folder_is_found_by_name(clone: Path) -> None:
    """The error says what the commit calls it; a worktree is as good as any."""
    git(clone, "worktree", "add", "-q", "--detach", "../tree", "v1")
    tree = clone.parent / "tree"
    git(tree, "mv", "schema", "model")
    git(tree, "mv", "generated", "model/generated")
    commit(tree, "renamed")
    lost = vfed("diff", "--from", "git:v2", "-m", "model/tables.yaml", cwd=tree)
    found = vfed(
        *("diff", "--from", "git:v2:generated/catalog.jsonl", "-m", "model/tables.yaml"), cwd=tree
    )

    assert (1, 3) == (lost.code, found.code), found.err
    assert "it has `git:v2:generated/catalog.jsonl`" in lost.err
    assert "column public.t.b" in found.out + found.err
