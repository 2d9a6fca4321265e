"""Commands for where code is hosted."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from ...errors import VfedSchemaError
from ..app import DEFAULT_MODEL, allowed, app, say
from ..options import ModelFile

ci = typer.Typer(
    help="For GitHub Actions and GitLab CI: comment on what is to be merged, keep an issue.",
    rich_markup_mode=None,
)
app.add_typer(ci, name="ci")


@ci.command()
def review(
    model: ModelFile = DEFAULT_MODEL,
    profile: Annotated[str, typer.Option(help="A profile of the model.")] = "",
    from_: Annotated[
        str,
        typer.Option(
            "--from", help="What is there. Default: the lock of the commit it is merged into."
        ),
    ] = "",
    allow: Annotated[
        str,
        typer.Option(help="Hazards that are meant, with spaces or commas; labels `allow-…` too."),
    ] = "",
    gate: Annotated[
        str, typer.Option(help="Hazards that have to be allowed, or it exits 3.")
    ] = "data-loss",
    comment: Annotated[str, typer.Option(help="true or false: write a comment.")] = "true",
    key: Annotated[
        str, typer.Option(help="What names the comment. Default: the model's path and profile.")
    ] = "",
    quality: Annotated[
        Path | None, typer.Option(help="Where to write GitLab's report of code quality.")
    ] = None,
) -> None:
    """Say under a pull or merge request what it does to a database. Exits 3 for a hazard."""
    from ...ci import Wish, host
    from ...ci import review as reviewed

    if comment not in ("true", "false"):
        raise VfedSchemaError(f"`--comment {comment}`: say true or false")
    wish = Wish(
        model=model,
        profile=profile,
        from_=from_,
        allow=_hazards(allow),
        gate=_hazards(gate),
        comment=comment == "true",
        key=key,
        quality=quality,
    )
    raise typer.Exit(reviewed(host(os.environ), wish, _said, _shown))


@ci.command(hidden=True)
def model(model: ModelFile = DEFAULT_MODEL) -> None:
    """Say where the model is: the one of the settings, unless told."""
    typer.echo(model.absolute())


def _hazards(said: str) -> frozenset[str]:
    return allowed(re.split(r"[\s,]+", said.strip()) if said.strip() else [])


@ci.command(context_settings={"ignore_unknown_options": True})
def issue(
    command: Annotated[
        list[str], typer.Argument(help="A command of ours, such as `-- drift --nodes nodes.yaml`.")
    ],
    title: Annotated[str, typer.Option(help="Of the issue; it names it.")] = "Schema drift",
    label: Annotated[str, typer.Option(help="By which the issue is found.")] = "schema-drift",
) -> None:
    """Run a command and keep an issue open for as long as it finds something. Exits as it does."""
    from ...ci import host, tell_issue
    from ...ci.issue import checked

    found = tell_issue(host(os.environ), command, checked(title), label, _said, _shown)
    raise typer.Exit(found)


def _said(text: str) -> None:
    if text.strip():
        say(text.rstrip("\n"))


def _shown(text: str) -> None:
    typer.echo(text, nl=False)
