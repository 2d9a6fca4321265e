"""The files that hosts read are what their schemas say, and pin what they use."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.ci.runner import ROOT
from tests.docs.page import File, parts

EXAMPLES = sorted((ROOT / "ci" / "examples").glob("*.yml"))
SCHEMAS = {
    "vendor.github-actions": [ROOT / "action.yml"],
    "vendor.github-workflows": EXAMPLES,
    "vendor.gitlab-ci": [ROOT / "ci" / "gitlab.yml"],
}

PAGE = (ROOT / "docs" / "how-to" / "ci.md").read_text()
SHOWN = {part.path: part.body for part in parts(PAGE) if isinstance(part, File)}

ALL = {"vfed-schema-validate", "vfed-schema-generate", "vfed-schema-lint"}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_are_what_their_schema_says(schema: str) -> None:
    """The schemas come with check-jsonschema."""
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    transform = ("--data-transform", "gitlab-ci") if "gitlab" in schema else ()
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *transform]
    done = subprocess.run([*check, *SCHEMAS[schema]], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ("vendor.github-workflows", ".github/workflows/schema.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_what_the_page_shows_is_what_its_schema_says(
    schema: str, shown: str, tmp_path: Path
) -> None:
    """docs/how-to/ci.md has whole files, which hosts take as they stand."""
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    file = tmp_path / "shown.yml"
    file.write_text(SHOWN[shown])
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_the_page_tells_what_the_files_do() -> None:
    """Each input and output of the action, each job and hook, and the command of the schedule."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    table = PAGE[PAGE.index("| input |") : PAGE.index("Outputs:")].strip()
    first = " ".join(row.split("|")[1] for row in table.splitlines())
    named = set(re.findall("`([^`]+)`", first))
    outputs = re.findall("`([^`]+)`", re.findall("^Outputs: .*$", PAGE, re.MULTILINE)[0])
    jobs = {k for k in yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text()) if k[0] != "."}
    hooks = yaml.safe_load(SHOWN[".pre-commit-config.yaml"])["repos"][0]["hooks"]
    (scheduled,) = re.findall("^ +run: (.*)$", PAGE, re.MULTILINE)

    assert set(action["inputs"]) == named
    assert list(action["outputs"]) == outputs
    assert jobs == set(re.findall(r"^\| `(vfed-schema[\w-]*)` \|", PAGE, re.MULTILINE))
    assert {hook["id"] for hook in hooks} == ALL
    assert scheduled in (ROOT / "ci" / "examples" / "drift.yml").read_text()


def test_what_is_used_is_pinned() -> None:
    """Actions of others by commit, our own by version; runners and packages by version."""
    text = "".join(file.read_text() for file in [*EXAMPLES, ROOT / "ci" / "gitlab.yml"]) + PAGE
    used = re.findall(r"uses: (\S+)", text)
    wanted = r"(actions/[\w-]+@[0-9a-f]{40}|OWNER/vfed-schema@v\d+\.\d+\.\d+)"

    assert used
    assert [] == [one for one in used if not re.fullmatch(wanted, one)]
    assert "latest" not in text
    assert {"vfed-schema==0.1.0"} == set(re.findall(r"vfed-schema==[\w.]+", text))


def test_the_manifest_has_a_hook_for_each_thing_that_can_be_mended() -> None:
    """Each names a command of ours, and is run once, whatever files there are."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    assert ["validate", "generate", "lint"] == [hook["entry"].split()[1] for hook in hooks]
    assert ["vfed-schema-validate", "vfed-schema-generate", "vfed-schema-lint"] == [
        hook["id"] for hook in hooks
    ]
    assert {"python"} == {hook["language"] for hook in hooks}
    assert {False} == {hook["pass_filenames"] for hook in hooks}


@pytest.mark.parametrize(
    ("file", "which"),
    [
        ("schema/tables.yaml", ALL),
        ("services/a/schema/parts/x.yml", ALL),
        ("schema/base.sql", ALL),
        ("generated/schema.sql", {"vfed-schema-generate"}),
        ("generated/production/catalog.jsonl", {"vfed-schema-generate"}),
        ("myschema/tables.yaml", set()),
        ("src/app.py", set()),
    ],
)
def test_hooks_run_for_the_files_that_matter(file: str, which: set[str]) -> None:
    """Those of the model, and for what is generated the generated too."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    assert which == {hook["id"] for hook in hooks if re.search(hook["files"], file)}


def test_scripts_pass_shellcheck() -> None:
    """Those of the action and of the examples."""
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed")
    for file in [ROOT / "action.yml", *EXAMPLES]:
        told = yaml.safe_load(file.read_text())
        jobs = told.get("jobs") or {"": told["runs"]}
        for job in jobs.values():
            for step in job["steps"]:
                done = subprocess.run(
                    [program, "--shell=bash", "-"],
                    input=step.get("run", ""),
                    capture_output=True,
                    text=True,
                    check=False,
                )

                assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_jobs_pass_shellcheck(shell: str) -> None:
    """In either shell that an image may have; `VFED_DRIFT` alone is meant to be words."""
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed")
    jobs = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text())
    scripts = ["\n".join(job.get("script", ())) for job in jobs.values()]
    for script in scripts:
        done = subprocess.run(
            [program, f"--shell={shell}", "--exclude=SC2086", "-"],
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 0, done.stdout
    assert {"VFED_DRIFT"} == set(re.findall(r" \$\{(\w+):-\}", "".join(scripts)))


def test_workflows_pass_actionlint(tmp_path: Path) -> None:
    """As they are when they are where they belong."""
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is not installed")
    done = subprocess.run([program, *EXAMPLES], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
