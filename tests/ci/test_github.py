"""The action, step by step as the runner runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.ci.conftest import MODEL, Hosted, git
from tests.ci.runner import ROOT
from tests.cli.inside import inside
from vfed_schema.ci.github import GitHub
from vfed_schema.ci.hosts import Merge

COMMENTS = "/repos/o/r/issues/5/comments"
MARKER = "<!-- vfed-schema: schema/tables.yaml -->"
MORE = MODEL.replace("name: text", "name: text, more: int")
LESS = MODEL.replace(", name: text", "")


def test_a_pull_request_is_commented_on_once(hosted: Hosted) -> None:
    """Made at first, written anew after, and said to do nothing when it does nothing any more.

    Whoever writes our marker into a comment of theirs keeps it; ours may be on a later page.
    """
    theirs = {
        "body": f"{MARKER}\nhello",
        "html_url": "",
        "user": {"type": "User"},
        "author_association": "NONE",
    }
    hosted.api.notes[COMMENTS] = [{**theirs, "id": number} for number in (90, 91, 92)]
    hosted.commit(MORE)
    first = hosted.github()
    made = hosted.api.bodies(COMMENTS)[3:]
    hosted.commit(MORE.replace("more", "other"))
    other = hosted.github()
    changed = hosted.api.bodies(COMMENTS)[3:]
    hosted.commit(MODEL)
    none = hosted.github()
    review = first.steps["review"]

    assert [] == first.failed, first.out
    assert made[0].startswith(f"{MARKER}\n### Schema: ")
    assert "more" in made[0]
    assert "::" in review.out
    assert {"changed": "true", "hazards": "table-lock", "refused": ""} == {
        key: review.outputs[key] for key in ("changed", "hazards", "refused")
    }
    assert "https://host/4" == review.outputs["comment-url"]
    assert made[0].partition("\n")[2].strip() == first.summary.strip()
    assert [] == other.failed + none.failed
    assert ["POST", "PATCH", "PATCH"] == hosted.api.sent()
    assert "other" in changed[0]
    assert "Schema: nothing to do" in hosted.api.bodies(COMMENTS)[3]
    assert 3 == hosted.api.bodies(COMMENTS).count(f"{MARKER}\nhello")
    assert "false" == none.steps["review"].outputs["changed"]
    assert {"Bearer the-token"} == {a.headers["Authorization"] for a in hosted.api.asked}


def test_what_does_nothing_is_not_commented_on(hosted: Hosted) -> None:
    """There is no comment to write anew."""
    run = hosted.github()

    assert [] == run.failed
    assert [] == hosted.api.sent()


def test_a_hazard_has_to_be_allowed(hosted: Hosted) -> None:
    """By a label or an input; the comment says how, and the job fails until then."""
    hosted.commit(LESS)
    stopped = hosted.github("allow-rewrite", "allow-nonsense", "bug")
    told = hosted.api.bodies(COMMENTS)[0]
    labelled = hosted.github("allow-data-loss")
    meant = hosted.github(allow="scan, data-loss")

    assert ["review"] == stopped.failed
    assert "data-loss" == stopped.steps["review"].outputs["refused"]
    assert "**Not allowed yet**: `data-loss`. If that is meant" in told
    assert "`allow-data-loss`" in told
    assert [] == labelled.failed + meant.failed, labelled.out
    assert "Not allowed" not in hosted.api.bodies(COMMENTS)[0]


def test_another_hazard_may_be_a_gate(hosted: Hosted) -> None:
    """As a team wants it; and no comment, where none is."""
    hosted.commit(MORE)
    stopped = hosted.github(gate="table-lock data-loss", comment="false")
    wrong = inside("ci", "review", "--gate", "nonsense", cwd=hosted.folder)

    assert "table-lock" == stopped.steps["review"].outputs["refused"]
    assert [] == hosted.api.sent()
    assert "no hazard is called `nonsense`" in wrong.err


def test_a_mistake_in_the_model_is_told_where_it_is(hosted: Hosted) -> None:
    """The matcher makes an annotation of it, and nothing is compared."""
    hosted.commit(MODEL.replace("columns", "colums"), generate=False)
    run = hosted.github()
    found = _annotated("vfed-schema", run.out)

    assert ["validate"] == run.failed
    assert "skipped" == run.steps["review"].outcome
    assert ("schema/tables.yaml", "1", "17") == found[0][:3]
    assert f"::add-matcher::{ROOT}/ci/matcher.json" in run.out


def test_what_is_out_of_date_fails_and_is_reviewed(hosted: Hosted) -> None:
    """The matcher knows the line that names it."""
    hosted.commit(MORE, generate=False)
    run = hosted.github()

    assert ["See that generated/ is up to date"] == run.failed
    assert "success" == run.steps["review"].outcome
    assert ("stale", "generated/schema.sql") in _annotated("vfed-schema-stale", run.out)
    assert ["POST"] == hosted.api.sent()


def test_what_lint_finds_fails_and_is_reviewed(hosted: Hosted) -> None:
    """As bad as is said, or worse."""
    hosted.commit(MODEL.replace("text}", "text}, indexes: {twice: [id]}"))
    run = hosted.github(lint="warning")
    found = _annotated("vfed-schema-lint", run.out)

    assert ["Lint"] == run.failed
    assert ("schema/tables.yaml", "1") == found[0][:2]
    assert "success" == run.steps["review"].outcome


def _annotated(owner: str, out: str) -> list[tuple[str, ...]]:
    """Return what a matcher finds in an output."""
    told = json.loads((ROOT / "ci" / "matcher.json").read_text())["problemMatcher"]
    pattern = next(one["pattern"][0]["regexp"] for one in told if one["owner"] == owner)
    return [m.groups() for line in out.splitlines() if (m := re.match(pattern, line))]


def test_a_fork_gets_no_comment_and_is_reviewed(hosted: Hosted) -> None:
    """Its token may not write: that is said, and the summary has it all."""
    hosted.api.refuse = {"POST": 403}
    hosted.commit(MORE)
    run = hosted.github()

    assert [] == run.failed
    assert "no comment was written" in run.out
    assert "more" in run.summary


def test_what_others_write_is_never_run(hosted: Hosted) -> None:
    """Inputs and titles reach the shell through its environment alone."""
    hosted.commit(MORE)
    nasty = "$(touch pwned)\"; touch pwned; '`touch pwned`"
    first = hosted.github(model=nasty, profile=nasty, version=nasty, python="false")
    then = hosted.github(model=nasty, profile=nasty)
    last = hosted.github(nasty, "allow-$(touch pwned)", **{"from": nasty})
    more = hosted.github(allow=nasty, gate=nasty, comment=nasty)

    assert first.failed
    assert then.failed
    assert ["review"] == last.failed == more.failed
    assert [] == list(hosted.folder.rglob("pwned"))


def test_no_expression_stands_in_a_script() -> None:
    """Of the action and of every example: what one holds would be code."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    scripts = [step["run"] for step in action["runs"]["steps"]]
    for file in (ROOT / "ci" / "examples").glob("*.yml"):
        for job in yaml.safe_load(file.read_text())["jobs"].values():
            scripts += [step["run"] for step in job["steps"] if "run" in step]

    assert len(scripts) > 6
    assert not [script for script in scripts if "${{" in script]


def test_the_first_model_of_a_repository_is_all_new(hosted: Hosted) -> None:
    """Where the commit that it is merged into has no lock, it is compared with the base."""
    git(hosted.origin, "rm", "-rq", "generated")
    hosted.base = hosted.commit(MODEL, generate=False)
    hosted.commit(MODEL)
    run = hosted.github()

    assert [] == run.failed, run.out
    assert "item" in hosted.api.bodies(COMMENTS)[0]


def test_a_database_may_be_what_is_there(hosted: Hosted) -> None:
    """Its URL is on no command line, and its password in no comment.

    A host that stumbles once is asked again.
    """
    hosted.api.fail = 1
    url = hosted.scratch["VFED_SCRATCH_URL"]
    run = hosted.github(**{"from": f"{url} password=secret"})

    assert [] == run.failed, run.out
    assert "dbname" in run.summary
    assert "secret" not in run.summary + run.out + hosted.api.bodies(COMMENTS)[0]


@pytest.mark.parametrize(
    ("event", "merge"),
    [
        ({"merge_group": {"base_sha": "b" * 40}}, Merge(number=None, base="b" * 40)),
        ({"before": "c" * 40, "after": "d" * 40}, Merge(number=None, base="c" * 40)),
        ({"before": "0" * 40}, None),
        ({"schedule": "1 2 3 4 5"}, None),
    ],
)
def test_events_without_a_pull_request(
    tmp_path: Path, event: dict[str, object], merge: Merge | None
) -> None:
    """A queue and a push are reviewed too; there is nothing to comment on."""
    (tmp_path / "event.json").write_text(json.dumps(event))
    file = str(tmp_path / "event.json")

    assert merge == GitHub.of({"GITHUB_EVENT_PATH": file, "GITHUB_REPOSITORY": "o/r"}).merge


def test_a_base_that_cannot_be_had_is_told(hosted: Hosted) -> None:
    """With what to do about it."""
    hosted.commit(MORE)
    hosted.base = "1" * 40
    run = hosted.github()

    assert ["review"] == run.failed
    assert "cannot be fetched: check out with more history (`fetch-depth: 0`" in run.out


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "this is for GitHub Actions and GitLab CI, and runs in neither"),
        ({"GITHUB_ACTIONS": "true"}, "the environment has no `GITHUB_EVENT_PATH`"),
        ({"GITLAB_CI": "true"}, "the environment has no `CI_API_V4_URL`"),
        (
            {"GITLAB_CI": "true", "CI_API_V4_URL": "http://host/api"},
            "`http://host/api` is not https: a token is not sent there",
        ),
    ],
)
def test_elsewhere_it_says_what_it_lacks(hosted: Hosted, env: dict[str, str], said: str) -> None:
    """No traceback, and nobody is asked."""
    none = {"GITHUB_ACTIONS": "", "GITLAB_CI": "", "GITHUB_EVENT_PATH": "", "CI_API_V4_URL": ""}
    done = inside("ci", "review", cwd=hosted.folder, **{**none, **env})

    assert done.code == 1
    assert said in done.err
