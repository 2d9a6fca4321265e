"""The options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Described(StrEnum):
    """What there is a JSON Schema of."""

    model = "model"
    diff = "diff"


class PageFormat(StrEnum):
    """How a model is shown."""

    html = "html"
    markdown = "markdown"
    svg = "svg"
    mermaid = "mermaid"


class Severity(StrEnum):
    """How bad a finding has to be; the words of `finding.Level`, which is imported late."""

    error = "error"
    warning = "warning"
    note = "note"


class Split(StrEnum):
    """How a model is divided into files."""

    one = "one"
    by_schema = "by-schema"
    by_table = "by-table"


class Shell(StrEnum):
    """A shell that can complete."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


class Models(StrEnum):
    """A style of models.py."""

    dataclasses = "dataclasses"
    msgspec = "msgspec"
    pydantic = "pydantic"
    sqlalchemy = "sqlalchemy"


def _profiles(context: typer.Context, incomplete: str) -> list[str]:
    from .completing import profiles

    source = context.get_parameter_source("model")
    said = source is not None and source.name == "COMMANDLINE"
    return profiles(context.params["model"] if said else None, incomplete)


def _hazards(incomplete: str) -> list[str]:
    from .completing import hazards

    return hazards(incomplete)


def _formats(context: typer.Context, incomplete: str) -> list[str]:
    from .completing import formats

    return formats(context.info_name, incomplete)


def told_in(said: str) -> object:
    """Return the option that says in which formats something is told; `said` is its help."""
    return typer.Option(
        "--format", "-f", metavar="FORMAT[=FILE]", help=said, autocompletion=_formats
    )


ModelFile = Annotated[
    Path, typer.Option("--model", "-m", help="The YAML model.", show_default=True)
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        help="A file beside the model that is laid over it: its name.",
        autocompletion=_profiles,
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="What is there: a URL, .yaml, .sql, .jsonl lock, or git:REV[:path] of a commit."
        " Default: $DATABASE_URL or libpq's $PGSERVICE, $PGDATABASE, $PGHOST; else a scratch"
        " database that holds the model's base.",
    ),
]
To = Annotated[
    str | None, typer.Option("--to", help="What is wanted, likewise. Default: the model.")
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        help="A hazard that is meant: data-loss, remake, or all.",
        autocompletion=_hazards,
    ),
]
NoVerify = Annotated[
    bool, typer.Option("--no-verify", help="Do not prove the plan on a scratch server.")
]
Verify = Annotated[
    bool | None,
    typer.Option(
        "--no-verify/--verify",
        help="Prove the plan on a scratch server, or do not. Default: prove it, but between two"
        " locks, which are compared with no server.",
    ),
]
OneTransaction = Annotated[
    bool,
    typer.Option("--one-transaction", help="All or nothing, even where others have to wait."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="An object of a kind that is not managed is an error.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
Summary = Annotated[
    bool, typer.Option("--summary", help="With text: one line an object, and no more.")
]
CommentId = Annotated[
    str,
    typer.Option(
        "--comment-id",
        help="With markdown: the name by which a bot finds its comment. Default: the command's.",
    ),
]
CommentLimit = Annotated[
    int,
    typer.Option(
        "--comment-limit",
        help="With markdown: how many characters it may have. GitLab takes 1000000.",
        min=1000,
        show_default="65536, as GitHub takes",
    ),
]
Out = Annotated[
    Path | None, typer.Option("--output", "-o", help="Where to write. Default: stdout.")
]
Nodes = Annotated[
    Path | None,
    typer.Option(
        "--nodes",
        "--databases",
        help="A file of many databases, instead of one: YAML, or a URL a line.",
    ),
]
NodeNames = Annotated[
    list[str] | None, typer.Option("--node", help="With --nodes: only the node of this name.")
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="With --nodes: only nodes with this tag.")
]
Jobs = Annotated[int, typer.Option(help="With --nodes: how many at once.")]
Timeout = Annotated[float, typer.Option(help="With --nodes: seconds that a node has to answer in.")]
Batch = Annotated[int, typer.Option(help="With --nodes: how many in a wave after the first.")]
KeepGoing = Annotated[
    bool, typer.Option("--keep-going", help="With --nodes: a failure does not stop the others.")
]
KnownFile = Annotated[
    Path | None,
    typer.Option("--known", help="A YAML file of drift that is accepted: which, why, until when."),
]
PendingOk = Annotated[
    bool,
    typer.Option(
        "--pending-ok", help="What the model has moved on from, and nobody changed, is no drift."
    ),
]
AcceptReason = Annotated[
    str | None,
    typer.Option("--accept", help="Write the drift there is into --known, for this reason."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", help="With --accept: the last day it is accepted on, or `never`."),
]
