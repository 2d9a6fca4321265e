"""Runs the steps of a composite action as GitHub's runner does: the part of it that we use."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")


@dataclass
class Step:
    """How a step ended."""

    outcome: str  # success, failure or skipped
    out: str = ""
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """A run of all steps, by their ids or names."""

    steps: dict[str, Step]
    summary: str

    @property
    def failed(self) -> list[str]:
        return [name for name, step in self.steps.items() if step.outcome == "failure"]

    @property
    def out(self) -> str:
        return "".join(step.out for step in self.steps.values())


def composite(
    cwd: Path, files: Path, env: dict[str, str], said: dict[str, str], action: Path = ACTION
) -> Run:
    """Run an action in a folder; `said` are its inputs, with `_` for `-`."""
    told = yaml.safe_load(action.read_text())
    files.mkdir(exist_ok=True)
    github = {"action_path": str(action.parent), "token": "the-token"}
    given = {key.replace("_", "-"): value for key, value in said.items()}
    assert set(given) <= set(told["inputs"])
    known: dict[str, Any] = {"github": github, "steps": {}}
    defaults = {key: str(one.get("default", "")) for key, one in told["inputs"].items()}
    known["inputs"] = {key: _filled(value, known) for key, value in {**defaults, **given}.items()}
    steps: dict[str, Step] = {}
    path: list[str] = []
    for number, step in enumerate(told["runs"]["steps"]):
        name = step.get("id") or step["name"]
        failed = any(one.outcome == "failure" for one in steps.values())
        wanted = _true(step["if"], known) if "if" in step else not failed
        steps[name] = (
            _step(step, cwd, files / str(number), env, known, path) if wanted else Step("skipped")
        )
        known["steps"][name] = {"outcome": steps[name].outcome, "outputs": steps[name].outputs}
    summary = files / "summary"
    return Run(steps, summary.read_text() if summary.exists() else "")


def _step(
    step: dict[str, Any],
    cwd: Path,
    files: Path,
    env: dict[str, str],
    known: dict[str, Any],
    path: list[str],
) -> Step:
    assert step["shell"] == "bash"
    files.mkdir()
    script, output, added = files / "script.sh", files / "output", files / "path"
    script.write_text(_filled(step["run"], known))
    for file in (output, added):
        file.touch()
    done = subprocess.run(
        [*BASH, script],
        cwd=cwd / _filled(step.get("working-directory", "."), known),
        env={
            **env,
            "PATH": ":".join([*reversed(path), env["PATH"]]),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(added),
            "GITHUB_STEP_SUMMARY": str(files.parent / "summary"),
            "RUNNER_TEMP": str(files.parent),
            "GITHUB_ACTION_PATH": known["github"]["action_path"],
            **{key: _filled(str(value), known) for key, value in step.get("env", {}).items()},
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    path += added.read_text().splitlines()
    assert "Traceback" not in done.stdout, done.stdout

    return Step("failure" if done.returncode else "success", done.stdout, _outputs(output))


def _outputs(file: Path) -> dict[str, str]:
    text = file.read_text()
    found = re.findall(r"^([\w-]+)<<(\S+)\n(.*?)\n?\2\n", text, re.MULTILINE | re.DOTALL)
    return {key: value for key, _, value in found}


def _filled(text: str, known: dict[str, Any]) -> str:
    """Put what expressions are into a text."""
    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda m: str(_value(m[1], known)), text)


def _value(name: str, known: Any) -> Any:
    assert re.fullmatch(r"[\w-]+(\.[\w-]+)*", name), name
    for part in name.split("."):
        known = known.get(part, "")
    return known


def _true(condition: str, known: dict[str, Any]) -> bool:
    """Evaluate a condition made of `&&`, `==`, `!=` and `!cancelled()`."""
    inner = condition.strip().removeprefix("${{").removesuffix("}}").strip()
    return all(_holds(part.strip(), known) for part in inner.split("&&"))


def _holds(part: str, known: dict[str, Any]) -> bool:
    if part == "!cancelled()":
        return True
    found = re.fullmatch(r"(\S+) (==|!=) '([^']*)'", part)
    assert found, part
    return (str(_value(found[1], known)) == found[3]) is (found[2] == "==")
