"""Documents hold what their formats' own schemas ask for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from xmlschema import XMLSchema

from vfed_schema.emit.diff_schema import STATES, diff_schema
from vfed_schema.emit.formats import render
from vfed_schema.emit.junit import junit
from vfed_schema.errors import Mark
from vfed_schema.finding import Finding, Level
from vfed_schema.fleet.standing import State

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
SARIF = Draft4Validator(json.loads((HERE / "schemas" / "sarif-2.1.0.json").read_text()))
JUNIT = XMLSchema(HERE / "schemas" / "junit-10.xsd")
OURS = Draft202012Validator(json.loads((HERE.parents[1] / "docs" / "diff.schema.json").read_text()))
ODD = Finding(
    rule="odd",
    level=Level.warning,
    message='a "quote", <tag> & \x01 control,\nanother line, ]]>',
    subject="table public.ß`|",
    mark=Mark("schema/a b%.yaml", 1, 1),
    url="https://example.org/odd",
)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.sarif")), ids=lambda f: f.stem)
def test_sarif_is_sarif(file: Path) -> None:
    """The official schema of SARIF 2.1.0 finds no fault."""
    assert [] == list(SARIF.iter_errors(json.loads(file.read_text())))


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.xml")), ids=lambda f: f.stem)
def test_junit_is_junit(file: Path) -> None:
    """The schema that Jenkins goes by finds no fault."""
    JUNIT.validate(file.read_text())


@pytest.mark.parametrize(
    "file",
    [GOLDEN / f"{what}-json.json" for what in ("diff", "drift", "findings")],
    ids=lambda f: f.stem,
)
def test_our_json_is_as_we_publish_it(file: Path) -> None:
    """docs/diff.schema.json finds no fault."""
    assert [] == list(OURS.iter_errors(json.loads(file.read_text())))


@pytest.mark.parametrize("findings", [[], [ODD], [ODD, ODD]], ids=["none", "one", "alike"])
def test_odd_findings_are_still_what_the_formats_take(findings: list[Finding]) -> None:
    """Nothing found, odd characters, and two that are the same."""
    prints = [i["fingerprint"] for i in json.loads(render(findings, "gitlab"))]
    found = json.loads(render(findings, "sarif"))

    assert [] == list(SARIF.iter_errors(found))
    assert [] == list(OURS.iter_errors(json.loads(render(findings, "json"))))
    assert len(findings) == len(set(prints))
    assert [_uri(r) for r in found["runs"][0]["results"]] == ["schema/a%20b%25.yaml"] * len(
        findings
    )
    JUNIT.validate(render(findings, "junit"))


def test_the_published_schema_is_up_to_date() -> None:
    """docs/diff.schema.json is what `json-schema --of diff` prints, and knows every state."""
    assert OURS.schema == diff_schema()
    assert STATES == get_args(State)


def _uri(result: dict[str, Any]) -> Any:
    return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_a_fingerprint_outlives_a_line_and_an_estimate() -> None:
    """A finding that moves, or is worded otherwise, is the same to those that keep count."""
    moved = Finding(rule="odd", level=Level.error, message="other", subject=ODD.subject)

    assert (
        json.loads(render([ODD], "gitlab"))[0]["fingerprint"]
        == json.loads(render([moved], "gitlab"))[0]["fingerprint"]
    )


def test_a_suite_is_never_empty_where_something_was_looked_at() -> None:
    """What was looked at is a test that passes."""
    assert junit([], ["table a", "table b"], name="x").count("<testcase ") == 2
