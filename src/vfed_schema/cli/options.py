"""The options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a difference is told."""

    text = "text"
    sql = "sql"
    json = "json"


class Split(StrEnum):
    """How a model is divided into files."""

    one = "one"
    by_schema = "by-schema"
    by_table = "by-table"


ModelFile = Annotated[
    Path, typer.Option("--model", "-m", help="The YAML model.", show_default=True)
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", help="A file beside the model that is laid over it: its name."),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="What is there: a URL, .yaml, .sql, .jsonl lock, or git:REV[:path] of a commit."
        " Default: $DATABASE_URL, else a scratch database that holds the model's base.",
    ),
]
To = Annotated[
    str | None, typer.Option("--to", help="What is wanted, likewise. Default: the model.")
]
Allow = Annotated[
    list[str] | None,
    typer.Option("--allow", help="A hazard that is meant: data-loss, remake, or all."),
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
Out = Annotated[
    Path | None, typer.Option("--output", "-o", help="Where to write. Default: stdout.")
]
Nodes = Annotated[
    Path | None,
    typer.Option("--nodes", help="A YAML file of many databases, instead of one."),
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
