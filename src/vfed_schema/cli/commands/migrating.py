"""Commands for folders of migrations that other tools run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..app import DEFAULT_MODEL, DIFFERS, app, profiled, progress, say, wished
from ..options import Allow, ModelFile, NoVerify, OneTransaction, Profile, Strict

migration = typer.Typer(
    name="migration",
    help="A folder of migrations for Alembic, Flyway, dbmate, sqitch or psql.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(migration)

Folder = Annotated[Path, typer.Option("--dir", "-d", help="The folder of migrations.")]
ToolName = Annotated[
    str | None,
    typer.Option(
        "--tool",
        help="alembic, flyway, dbmate, sqitch or psql. Default: whose files are in the folder.",
    ),
]
Base = Annotated[
    bool,
    typer.Option(
        "--base/--no-base", help="Run the model's base first, or not: the folder makes that too."
    ),
]


@migration.command()
def new(
    message: Annotated[str, typer.Argument(help="What it does, in a few words.")],
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    folder: Folder = Path("migrations"),
    tool: ToolName = None,
    base: Base = True,
    allow: Allow = None,
    no_verify: NoVerify = False,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
) -> None:
    """Write a migration from where the folder leads to the model, with its way back.

    The folder is replayed on a scratch server: no other database is needed.
    """
    from ..folders import write_migration

    wishes = wished(allow, no_verify, one_transaction, strict)
    write_migration(
        *(profiled(model, profile), folder, tool, message, wishes, progress, say), base=base
    )


@migration.command()
def check(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    folder: Folder = Path("migrations"),
    tool: ToolName = None,
    base: Base = True,
    backwards: Annotated[
        bool, typer.Option("--back/--no-back", help="Replay the ways back too, or not.")
    ] = True,
) -> None:
    """Replay the folder on a scratch server, there and back. Exits 2 where it ends elsewhere."""
    from ..folders import check_folder

    good = check_folder(
        *(profiled(model, profile), folder, tool, progress, say), base=base, backwards=backwards
    )
    if not good:
        raise typer.Exit(DIFFERS)
