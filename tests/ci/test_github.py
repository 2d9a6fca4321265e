"""The action, step by step as the runner runs it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.ci.conftest import MODEL, Hosted, git
from tests.ci.runner import ROOT
from tests.cli.inside import inside
from vfed_schema.ci.base import source
from vfed_schema.ci.child import harmless, kept
from vfed_schema.ci.github import GitHub
from vfed_schema.ci.hosts import Merge
from vfed_schema.ci.review import Wish, _key
from vfed_schema.emit.markdown import marker
from vfed_schema.errors import HostError

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
    found = _annotated("vfed-schema", run.out, hosted)

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
    assert ("generated/schema.sql", "stale") in _annotated("vfed-schema-stale", run.out, hosted)
    assert ["POST"] == hosted.api.sent()


def test_line_ends_of_windows_are_no_difference(hosted: Hosted) -> None:
    """Neither of the model, which its lock knows by a hash, nor of what is generated."""
    hosted.commit(MORE)
    hosted.said = ("--config", "core.autocrlf=true")
    run = hosted.github(lint="warning")

    assert b"\r\n" in (hosted.folder / "work1" / "schema" / "tables.yaml").read_bytes()
    assert [] == run.failed, run.out
    assert "out of date" not in run.out


def test_a_model_that_is_gone_is_told(hosted: Hosted) -> None:
    """By its name, and nothing is compared."""
    git(hosted.origin, "rm", "-rq", "schema", "generated")
    git(hosted.origin, "commit", "-qm", "x")
    run = hosted.github()

    assert ["validate"] == run.failed
    assert "schema/tables.yaml`: no such file" in run.out
    assert "skipped" == run.steps["review"].outcome


def test_what_lint_finds_fails_and_is_reviewed(hosted: Hosted) -> None:
    """As bad as is said, or worse."""
    hosted.commit(MODEL.replace("text}", "text}, indexes: {twice: [id]}"))
    run = hosted.github(lint="warning", sarif="lint.sarif")
    again = hosted.github(lint="error", working_directory="schema", model="tables.yaml")
    sarif = json.loads((hosted.folder / "work1" / "lint.sarif").read_text())

    assert ["Lint"] == run.failed
    assert "schema/tables.yaml:1:" in run.steps["Lint"].out
    assert "::warning file=schema/tables.yaml,line=1," in run.steps["Lint"].out
    assert sarif["runs"][0]["results"]
    assert "success" == run.steps["review"].outcome
    assert "success" == again.steps["Lint"].outcome
    assert "::warning file=schema/tables.yaml,line=1," in again.steps["Lint"].out


def _annotated(owner: str, out: str, hosted: Hosted) -> list[tuple[str, ...]]:
    """Return what a matcher finds in an output: file, line, column and message, if it has them.

    As the runner does, a file is looked for from the workspace, and told from the repository.
    """
    told = json.loads((ROOT / "ci" / "matcher.json").read_text())["problemMatcher"]
    pattern = next(one["pattern"][0] for one in told if one["owner"] == owner)
    found, place = [], hosted.folder / f"work{hosted.runs}"
    keys = [key for key in ("file", "line", "column", "message") if key in pattern]
    for line in out.splitlines():
        if match := re.match(pattern["regexp"], line):
            said = {key: match[pattern[key]] for key in keys}
            file = place / said["file"]
            said["file"] = file.relative_to(place).as_posix() if file.is_file() else ""
            found.append(tuple(said.values()))
    return found


def test_a_fork_gets_no_comment_and_is_reviewed(hosted: Hosted) -> None:
    """Its token may not write: that is said, and the summary has it all."""
    hosted.api.refuse = {"POST": 403}
    hosted.commit(MORE)
    run = hosted.github()

    assert [] == run.failed
    assert "no comment was written" in run.out
    assert "more" in run.summary


def test_without_a_token_nobody_is_asked(hosted: Hosted) -> None:
    """What is skipped is said, and the rest is done."""
    hosted.commit(MORE)
    run = hosted.github(token="")

    assert [] == run.failed
    assert "no comment was written: `GITHUB_TOKEN` is not set" in run.out
    assert "more" in run.summary
    assert [] == hosted.api.asked


def test_a_host_that_refuses_fails_the_job_after_all_is_told(hosted: Hosted) -> None:
    """Outputs and hazards do not wait for a comment."""
    hosted.api.refuse = {"POST": 422}
    hosted.commit(LESS)
    run = hosted.github()

    assert ["review"] == run.failed
    assert "error: POST repos/o/r/issues/5/comments: 422, Resource not" in run.out
    assert "not allowed: data-loss" in run.out
    assert "data-loss" == run.steps["review"].outputs["refused"]


def test_models_of_one_repository_have_a_comment_each(hosted: Hosted) -> None:
    """Wherever their paths begin; and what is wrong in them is told at their own lines."""
    _services(hosted)
    hosted.base = hosted.commit(MODEL)
    hosted.commit(MORE)
    _services(hosted)
    hosted.commit(MORE)
    runs = [hosted.github(working_directory=f"services/{name}") for name in ("a", "b", "a")]
    (hosted.origin / "services/a/schema/tables.yaml").write_text(MODEL.replace("columns", "colums"))
    hosted.commit(MORE)
    wrong = hosted.github(working_directory="services/a")
    place = "services/a/schema/tables.yaml"

    assert [[]] * 3 == [run.failed for run in runs], runs[0].out
    assert [
        "<!-- vfed-schema: services/a/schema/tables.yaml -->",
        "<!-- vfed-schema: services/b/schema/tables.yaml -->",
    ] == [body.splitlines()[0] for body in hosted.api.bodies(COMMENTS)]
    assert ["POST", "POST"] == hosted.api.sent()
    assert f"::notice file={place}" in runs[0].out
    assert (place, "1", "17") == _annotated("vfed-schema", wrong.out, hosted)[0][:3]


def test_the_model_is_that_of_the_settings(hosted: Hosted) -> None:
    """Where no input names one; what is wrong in it is told at its own lines."""
    home = hosted.origin / "services" / "a"
    (home / "db").mkdir(parents=True)
    (home / "pyproject.toml").write_text('[tool.vfed-schema]\nmodel = "db/tables.yaml"\n')
    for model in (MODEL, MORE):
        (home / "db" / "tables.yaml").write_text(model)
        assert inside("generate", "-m", "db/tables.yaml", cwd=home, **hosted.scratch).code == 0
        hosted.base, base = hosted.commit(model), hosted.base
    hosted.base = base
    run = hosted.github(working_directory="services/a", lint="error")
    named = hosted.github(working_directory="services/a", model="../../schema/tables.yaml")
    (home / "db" / "tables.yaml").write_text(MORE.replace("columns", "colums"))
    hosted.commit(MORE)
    wrong = hosted.github(working_directory="services/a")
    found = _annotated("vfed-schema", wrong.out, hosted)

    assert [] == run.failed + named.failed, run.out + named.out
    assert "more" in hosted.api.bodies(COMMENTS)[0]
    assert ["<!-- vfed-schema: services/a/db/tables.yaml -->", MARKER] == [
        body.splitlines()[0] for body in hosted.api.bodies(COMMENTS)
    ]
    assert ("services/a/db/tables.yaml", "1", "17") == found[0][:3]


def _services(hosted: Hosted) -> None:
    """Let two services of a repository have the model that it has itself."""
    for home in (hosted.origin / "services" / name for name in ("a", "b")):
        for folder in ("schema", "generated"):
            shutil.copytree(hosted.origin / folder, home / folder, dirs_exist_ok=True)


def test_names_of_comments_that_look_alike_are_two() -> None:
    """Long ones, and ones with characters that no comment's name has."""
    long = "a/" * 60
    keys = [f"{long}x", f"{long}y", "a~b", "a_b", "a--b", "a-b", "-->"]
    told = [_key(Wish(model=Path("m.yaml"), key=key)) for key in keys]

    assert len(keys) == len({*told})
    assert ("a_b", "a-b") == (told[3], told[5])
    assert all(marker(one) for one in told)


def test_what_is_merged_is_compared_with_the_other_side_of_the_merge(hosted: Hosted) -> None:
    """Not with what the event names, which is older where others have merged since."""
    hosted.head = hosted.commit(MORE)
    git(hosted.origin, "branch", "-q", "theirs")
    git(hosted.origin, "reset", "-q", "--hard", hosted.base)
    since = hosted.commit(MODEL.replace("name: text", "name: text, since: int"))
    hosted.commit(MODEL.replace("name: text", "name: text, since: int, more: int"))
    tree = git(hosted.origin, "rev-parse", "HEAD^{tree}")
    merge = git(hosted.origin, "commit-tree", tree, "-p", since, "-p", hosted.head, "-m", "x")
    git(hosted.origin, "reset", "-q", "--hard", merge)
    run = hosted.github()
    body = hosted.api.bodies(COMMENTS)[0]

    assert [] == run.failed, run.out
    assert "more" in body
    assert "since" not in body


def test_a_checkout_of_depth_two_fetches_nothing(tmp_path: Path) -> None:
    """As one without credentials of a private repository; of depth one it says what git says."""
    git(tmp_path, "init", "-q", "-b", "main", "origin")
    origin = tmp_path / "origin"
    (origin / "generated").mkdir()
    (origin / "generated" / "catalog.jsonl").write_text("")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "x")
    base = git(origin, "rev-parse", "HEAD")
    git(origin, "checkout", "-qb", "theirs")
    git(origin, "commit", "-qm", "y", "--allow-empty")
    head = git(origin, "rev-parse", "HEAD")
    git(origin, "checkout", "-q", "main")
    git(origin, "merge", "-q", "--no-ff", "-m", "z", "theirs")
    for depth in (1, 2):
        git(tmp_path, "clone", "-q", f"--depth={depth}", f"file://{origin}", f"deep{depth}")
        git(tmp_path / f"deep{depth}", "remote", "set-url", "origin", "file:///nowhere")
    merge, model = Merge(number=5, base="1" * 40, head=head), Path("schema/tables.yaml")
    said: list[str] = []

    assert f"git:{base}" == source(merge, tmp_path / "deep2" / model, said.append)
    assert [] == said
    with pytest.raises(HostError, match=r"fetch-depth: 0.*git says: .*nowhere"):
        source(merge, tmp_path / "deep1" / model, said.append)


def test_what_a_command_says_is_no_command() -> None:
    """GitHub's runner knows two kinds: one begins a line, the other is anywhere in it."""
    said = harmless("x ##[add-mask]e\n  ::stop-commands::x\na :: b\n")

    assert "x ## [add-mask]e\n  . ::stop-commands::x\na :: b\n" == said


def test_commands_get_no_token_of_a_runner() -> None:
    """By what runners call them; what is the user's own stays."""
    theirs = """
        GITHUB_TOKEN GH_TOKEN ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN CI_JOB_TOKEN
        CI_REGISTRY_PASSWORD CI_DEPLOY_PASSWORD CI_REPOSITORY_URL VFED_GITLAB_TOKEN CI_JOB_JWT_V2
    """
    ours = "PGPASSWORD PGHOST DATABASE_URL CI GITHUB_ACTIONS CI_PROJECT_DIR VFED_SCRATCH_URL"
    names = {*ours.split()}
    environment = dict.fromkeys(f"{theirs} {ours}".split(), "x")

    assert names == {*kept(environment)}
    assert names - {"PGHOST", "DATABASE_URL"} == {*kept(environment, without=True)}


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
    """Where the commit that it is merged into has no lock, it is compared with the model's base,
    whatever database the environment or the project's settings name; and that is said.
    """
    git(hosted.origin, "rm", "-rq", "generated")
    hosted.base = hosted.commit(MODEL, generate=False)
    (hosted.origin / "vfed-schema.toml").write_text('from = "postgresql:///mine"\n')
    hosted.commit(MODEL)
    hosted.scratch |= {"PGDATABASE": "mine", "DATABASE_URL": "host=/nowhere"}
    run = hosted.github()

    assert [] == run.failed, run.out
    assert "item" in hosted.api.bodies(COMMENTS)[0]
    assert f"commit {hosted.base[:12]} has no `generated/catalog.jsonl`" in run.out


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
            {"GITLAB_CI": "true", "CI_API_V4_URL": "http://host/api", "VFED_GITLAB_TOKEN": "x"},
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
