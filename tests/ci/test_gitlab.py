"""The jobs for GitLab, their script lines as its runner runs them; and the issues of both hosts."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
import yaml

from tests.ci.conftest import MODEL, Hosted
from tests.ci.runner import BASH, ROOT
from tests.cli.command import Done
from tests.cli.inside import inside
from tests.witness import psql
from vfed_schema.scratch import Database

JOBS: dict[str, Any] = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text())
NOTES = "/projects/9/merge_requests/5/notes"
ISSUES = "/projects/9/issues"
MORE = MODEL.replace("name: text", "name: text, more: int")
LESS = MODEL.replace(", name: text", "")


def _job(hosted: Hosted, name: str, **more: str) -> Done:
    """Run a job's script in a checkout; what it installs is there already."""
    env = hosted.env(
        GITLAB_CI="true",
        CI_PROJECT_ID="9",
        **{"CI_API_V4_URL": hosted.api.url, "VFED_GITLAB_TOKEN": "secret-token", **more},
    )
    place = hosted.checkout()
    done = subprocess.run(
        [*BASH, "-c", "\n".join(JOBS[name]["script"])],
        cwd=place,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr

    return Done(done.returncode, done.stdout, done.stderr)


def _merge(hosted: Hosted, labels: str = "", **more: str) -> Done:
    return _job(
        hosted,
        "vfed-schema",
        CI_MERGE_REQUEST_IID="5",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=hosted.base,
        CI_MERGE_REQUEST_LABELS=labels,
        **more,
    )


def test_a_merge_request_has_one_note_and_a_report(hosted: Hosted) -> None:
    """Ours is found among others' by its author, whatever they begin with."""
    marker = "<!-- vfed-schema: schema/tables.yaml -->"
    theirs = {"body": f"{marker}\nhello", "id": 90, "author": {"id": 8}}
    hosted.api.notes[NOTES] = [theirs, {**theirs, "id": 91}, {**theirs, "id": 92}]
    hosted.commit(MORE)
    first = _merge(hosted)
    report = json.loads((hosted.folder / "work1" / "gl-code-quality-report.json").read_text())
    hosted.commit(LESS)
    second = _merge(hosted)
    third = _merge(hosted, labels="bug,allow-data-loss")

    assert (0, 3, 0) == (first.code, second.code, third.code), first.err + third.err
    assert ["POST", "PUT", "PUT"] == hosted.api.sent()
    assert 3 == hosted.api.bodies(NOTES).count(f"{marker}\nhello")
    assert {"description", "fingerprint", "location"} <= set(report[0])
    assert "`allow-data-loss`" in second.err
    assert {"secret-token"} == {asked.headers["Private-Token"] for asked in hosted.api.asked}


def test_all_is_told_where_something_fails(hosted: Hosted) -> None:
    """What is out of date or linted keeps nothing from being reviewed; lint has a report too."""
    hosted.commit(MORE.replace("text,", "text, also: timestamp,"))
    linted = _merge(hosted, VFED_LINT="warning")
    hosted.commit(MORE, generate=False)
    stale = _merge(hosted)
    report = json.loads((hosted.folder / "work1" / "gl-code-quality-lint.json").read_text())

    assert (2, 2) == (linted.code, stale.code), linted.err
    assert "stale generated/schema.sql" in stale.out
    assert "timestamp-without-time-zone" in linted.out
    assert "timestamp-without-time-zone" in [one["check_name"] for one in report]
    assert "schema/tables.yaml" == report[0]["location"]["path"]
    assert ["POST", "PUT"] == hosted.api.sent()


def test_a_fork_writes_no_note_where_it_is_not_meant(hosted: Hosted) -> None:
    """Its job runs in the fork: without a token nobody is asked, and with one of the fork it is
    the project of the merge request that is."""
    hosted.commit(MORE)
    project = {"CI_MERGE_REQUEST_PROJECT_ID": "3"}
    none = _merge(hosted, VFED_GITLAB_TOKEN="", CI_API_V4_URL="http://gitlab.intern/api/v4")
    some = _merge(hosted, VFED_GITLAB_TOKEN="of-the-fork\n", **project)

    assert (0, 0) == (none.code, some.code), none.err + some.err
    assert "no comment was written: `VFED_GITLAB_TOKEN` is not set" in none.err
    assert {"/user", "/projects/3/merge_requests/5/notes"} == {a.path for a in hosted.api.asked}
    assert {"of-the-fork"} == {asked.headers["Private-Token"] for asked in hosted.api.asked}


def test_what_a_merge_request_is_called_is_never_run(hosted: Hosted) -> None:
    """Nor any other variable that others write."""
    hosted.commit(MORE)
    nasty = "$(touch pwned)\"; touch pwned; '`touch pwned`"
    done = _merge(hosted, labels=nasty, VFED_MODEL=nasty, VFED_FROM=nasty, VFED_GATE=nasty)

    assert done.code == 1
    assert [] == list(hosted.folder.rglob("pwned"))


def test_drift_is_told_as_tests(hosted: Hosted, database: Database) -> None:
    """The job fails, and its report names what differs."""
    done = _job(hosted, "vfed-schema-drift", DATABASE_URL=database.admin_conninfo)
    report = (hosted.folder / "work1" / "drift.xml").read_text()

    assert done.code == 2
    assert "missing table public.item" in done.out
    assert "<failure" in report
    assert "table public.item" in report


@pytest.mark.parametrize("job", ["vfed-schema-drift", "vfed-schema-drift-issue"])
def test_more_options_are_words_and_no_patterns(
    hosted: Hosted, database: Database, job: str
) -> None:
    """Whatever lies about in the checkout."""
    (hosted.origin / "known.yaml").write_text("known: []\n")
    hosted.commit(MODEL)
    url = database.admin_conninfo
    done = _job(hosted, job, DATABASE_URL=url, VFED_DRIFT="--pending-ok --known know*.yaml")

    assert done.code == 1
    assert "cannot read `know*.yaml`" in done.err


def test_each_database_may_have_an_issue(hosted: Hosted, database: Database) -> None:
    """Named by a variable, which no shell reads; the usual one has a name too."""
    nasty = 'Drift of $(touch pwned) `touch pwned` "x"'
    url = database.admin_conninfo
    one = _job(hosted, "vfed-schema-drift-issue", DATABASE_URL=url)
    two = _job(hosted, "vfed-schema-drift-issue", DATABASE_URL=url, VFED_ISSUE=nasty)
    again = _job(hosted, "vfed-schema-drift-issue", DATABASE_URL=url, VFED_ISSUE=nasty)

    assert [2] * 3 == [done.code for done in (one, two, again)]
    assert ["Schema drift", nasty] == [i["title"] for i in hosted.api.notes[ISSUES]]
    assert ["POST", "POST"] == hosted.api.sent()
    assert [] == list(hosted.folder.rglob("pwned"))


@pytest.mark.parametrize(
    ("host", "issues", "sent"),
    [
        ("GITLAB_CI", ISSUES, ["POST", "PUT", "POST", "PUT"]),
        ("GITHUB_ACTIONS", "/repos/o/r/issues", ["POST", "PATCH", "POST", "PATCH"]),
    ],
)
def test_an_issue_is_open_for_as_long_as_there_is_drift(
    hosted: Hosted, database: Database, host: str, issues: str, sent: list[str]
) -> None:
    """Opened, written anew when it is another, closed with a word; an error touches nothing."""
    none = {"GITLAB_CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": "", "GITHUB_OUTPUT": ""}
    event = hosted.folder / "event.json"
    event.write_text("{}")
    env = {
        **none,
        host: "true",
        "CI_API_V4_URL": hosted.api.url,
        "CI_PROJECT_ID": "9",
        "GITHUB_API_URL": hosted.api.url,
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_TOKEN": "x",
        "VFED_GITLAB_TOKEN": "x",
        "DATABASE_URL": database.admin_conninfo,
        **hosted.scratch,
    }

    def run(**more: str) -> Done:
        return inside("ci", "issue", "--", "drift", cwd=hosted.origin, **{**env, **more})

    psql(database, "create table item (id int primary key)")
    opened = run()
    body = hosted.api.bodies(issues)[0]
    same = run()
    psql(database, "alter table item add column name text, add column stray int")
    other = run()
    broken = run(DATABASE_URL="host=/nowhere dbname=x")
    there = hosted.api.bodies(issues)[0]
    psql(database, "alter table item drop column stray")
    closed = run()

    assert (2, 2, 2, 1, 0) == tuple(d.code for d in (opened, same, other, broken, closed))
    assert body.startswith("<!-- vfed-schema: Schema drift -->\n")
    assert "```text\nmissing column public.item.name\n" in body
    assert "extra column public.item.stray" in there
    assert sent == hosted.api.sent()
    assert "closed" == hosted.api.notes[issues][0]["state"]


def test_the_model_is_that_of_the_settings(hosted: Hosted) -> None:
    """Where `VFED_MODEL` is not set: for the review of what is to be merged, and for drift."""
    (hosted.origin / "db").mkdir()
    settings = hosted.origin / "pyproject.toml"
    settings.write_text('[tool.vfed-schema]\nmodel = "db/tables.yaml"\n')
    for model in (MODEL, MORE):
        (hosted.origin / "db" / "tables.yaml").write_text(model)
        made = inside("generate", "-m", "db/tables.yaml", cwd=hosted.origin, **hosted.scratch)
        assert made.code == 0, made.err
        hosted.base, base = hosted.commit("nothing: of ours\n", generate=False), hosted.base
    hosted.base = base
    done = _merge(hosted)

    assert done.code == 0, done.err
    assert "<!-- vfed-schema: db/tables.yaml -->" in hosted.api.bodies(NOTES)[0]
    assert "more" in hosted.api.bodies(NOTES)[0]
