"""The command line itself: what all commands share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import VfedSchemaError
from ..shown import visible_lines
from .pipes import Group

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..migration import Wishes

app = typer.Typer(
    name="vfed-schema",
    cls=Group,
    help="PostgreSQL schema as code: one YAML model, proven migrations.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

SAME, ERROR, DIFFERS = 0, 1, 2

# Set by a shell that asks what could stand where the cursor is.
COMPLETING = "_VFED_SCHEMA_COMPLETE"

DEFAULT_MODEL = Path("schema/tables.yaml")


def say(text: str) -> None:
    typer.echo(visible_lines(text), err=True)


def progress(text: str) -> None:
    """Tell a person what takes time."""
    if sys.stderr.isatty():
        typer.echo(f"… {text}", err=True)


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Say which tool, Python, psycopg and server.")
    ] = False,
    url: Annotated[
        str | None, typer.Option("--url", help="With --version: the server to ask.", hidden=True)
    ] = None,
) -> None:
    if version:
        from ..connection import usual_url
        from .about import versions

        for line in versions(url or usual_url()):
            typer.echo(line)
        raise typer.Exit(SAME)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def live_url(from_: str | None) -> str | None:
    """Return the URL of the database that is compared, if one is."""
    from ..connection import is_url, usual_url

    url = from_ or usual_url()
    return url if url and is_url(url) else None


def connecting(from_: str | None) -> None:
    """Begin to connect to the database that is compared, if one is, while more is imported."""
    from ..connection import ahead

    if url := live_url(from_):
        ahead(url)


def profiled(model: Path, profile: str | None) -> Path:
    """Return the file that a profile of a model is in."""
    if profile is None:
        return model
    from ..source.profile import is_profile

    if Path(profile).name != profile:
        raise VfedSchemaError(f"`{profile}` is no profile: say the name of a file beside `{model}`")
    file = model.with_name(f"{profile}{model.suffix}")
    if not is_profile(file):
        beside = sorted(p.stem for p in model.parent.glob(f"*{model.suffix}") if is_profile(p))
        known = f"known are {', '.join(beside)}" if beside else "there is none"
        raise VfedSchemaError(f"`{file}` is no profile of `{model}`: {known}")
    return file


def profiles(model: Path, usual: str | None) -> Callable[[str | None], Path]:
    """Return what finds the file of a node's profile; one that says none has the usual one."""
    return lambda profile: profiled(model, profile or usual)


def wished(
    allow: list[str] | None, no_verify: bool | None, one_transaction: bool, strict: bool
) -> Wishes:
    from ..migration import Wishes

    verify = None if no_verify is None else not no_verify
    return Wishes(allow=allowed(allow), verify=verify, online=not one_transaction, strict=strict)


def allowed(said: list[str] | None) -> frozenset[str]:
    if not said:  # and nothing has to be imported to know that
        return frozenset()
    from ..step import allowed

    return allowed(said)
