"""`lint` in every format: the federation model, with nothing silenced."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import vfed
from tests.cli.inside import inside
from tests.emit.test_formats import ENDINGS
from vfed_schema.cli.linting import LINTS
from vfed_schema.emit.formats import FINDINGS
from vfed_schema.lint import RULES

ROOT = Path(__file__).parents[2]
NOWHERE = "host=/nowhere"  # only words of the model change: no server is asked
FOUND = 12


@pytest.fixture(scope="module")
def loud(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model and its lock in a folder, without a word of what is silenced."""
    folder = tmp_path_factory.mktemp("loud")
    for name in ("schema", "generated"):
        shutil.copytree(ROOT / name, folder / name)
    model = folder / "schema" / "tables.yaml"
    text = re.sub(r"(?m)^ +lint: \{.*\}\n|, lint: \{[^}]*\}", "", model.read_text())

    assert "lint:" not in text
    model.write_text(text)
    assert 0 == inside("generate", cwd=folder, VFED_SCRATCH_URL=NOWHERE).code
    return folder


@pytest.mark.parametrize("format_", FINDINGS)
def test_lint_in_every_format(format_: str, loud: Path, golden: Any) -> None:
    """To stdout, as the file beside says; the exit code is the same for all."""
    done = inside("lint", "-f", format_, cwd=loud, VFED_SCRATCH_URL=NOWHERE)

    assert (2, "") == (done.code, done.err)
    golden(f"lint-{format_}.{ENDINGS.get(format_, 'txt')}", done.out)


def test_several_formats_at_once(loud: Path) -> None:
    """One goes to stdout, the others to files; where all are files, stderr says how much."""
    some = inside(
        "lint", "-f", "text", "-f", "sarif=a.sarif", "-f", "gitlab=b.json",
        cwd=loud, VFED_SCRATCH_URL=NOWHERE,
    )  # fmt: skip
    none = inside("lint", "-f", "junit", "-o", "c.xml", cwd=loud, VFED_SCRATCH_URL=NOWHERE)
    golden = ROOT / "tests" / "emit" / "golden"

    assert (golden / "lint-text.txt").read_text() == some.out
    assert FOUND == len(json.loads((loud / "a.sarif").read_text())["runs"][0]["results"])
    assert (golden / "lint-gitlab.json").read_text() == (loud / "b.json").read_text()
    assert (golden / "lint-junit.xml").read_text() == (loud / "c.xml").read_text()
    assert (2, "") == (none.code, none.out)
    assert re.fullmatch(r"\d+ warnings?.*\n", none.err)


def test_every_format_of_findings_is_one_of_lint() -> None:
    """One more in that table is one more here; what is none is refused with their names."""
    wrong = vfed("lint", "-f", "sql", "--from", "no.jsonl")
    both = vfed("lint", "-f", "github", "-f", "text", "--from", "no.jsonl")

    assert list(FINDINGS) == list(LINTS)
    assert f"`lint` has no format `sql`: it has {', '.join(FINDINGS)}" in wrong.err
    assert "github and text would both go to stdout: say `--format text=FILE`" in both.err


def test_a_green_run_shows_tests(tmp_path: Path) -> None:
    """One for each rule that was asked and had nothing to tell: a rule that did has its own."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "tables.yaml").write_text(
        "tables: {item: {columns: {id: {type: bigint, primary_key: true}}}}\n"
    )
    green = inside("lint", "-f", "junit", cwd=tmp_path)
    one = inside("lint", "-f", "junit", "--rule", "long-name", cwd=tmp_path)
    usual = [rule for rule in RULES if rule.usual]
    golden = ROOT / "tests" / "emit" / "golden" / "lint-junit.xml"

    assert 0 == green.code, green.err
    assert f'tests="{len(usual)}" failures="0"' in green.out
    assert len(usual) == green.out.count("<testcase ")
    assert 'tests="1" failures="0"' in one.out
    assert '<testcase name="long-name" ' in one.out
    assert '<testcase name="redundant-index" ' not in golden.read_text()


@pytest.mark.parametrize("format_", ["github", "gitlab", "sarif", "junit", "markdown"])
def test_no_finding_is_left_out(format_: str) -> None:
    """Each document names each object as often as the text does."""
    folder = ROOT / "tests" / "emit" / "golden"
    lines = (folder / "lint-text.txt").read_text().splitlines()[:-1]
    told = (folder / f"lint-{format_}.{ENDINGS.get(format_, 'txt')}").read_text()
    subjects = [line.split(": ")[2] for line in lines]

    assert FOUND == len(subjects)
    assert [] == [name for name in subjects if name not in told.replace("%3A", ":")]
