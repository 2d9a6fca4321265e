"""Commands that compare, and bring a database to a model and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import VfedSchemaError
from ..app import (
    DEFAULT_MODEL,
    DIFFERS,
    SAME,
    allowed,
    app,
    profiled,
    profiles,
    progress,
    say,
    wished,
)
from ..options import (
    Allow,
    Batch,
    Format,
    From,
    Jobs,
    KeepGoing,
    ModelFile,
    NodeNames,
    Nodes,
    NoVerify,
    OneTransaction,
    Out,
    Profile,
    Strict,
    Tags,
    Timeout,
    To,
    Verify,
    Yes,
)

if TYPE_CHECKING:
    from ..fleet import Fleet


@app.command()
def diff(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    to: To = None,
    format_: Annotated[Format, typer.Option("--format", "-f")] = Format.text,
    allow: Allow = None,
    no_verify: Verify = None,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
) -> None:
    """Show what it takes to bring one source to another. Exits 2 where they differ."""
    from ...migration import refuse_unallowed
    from ..work import prepared, shown

    wishes = wished(allow, no_verify, one_transaction, strict)
    with prepared(profiled(model, profile), from_, to, wishes, progress, say) as (migration, _):
        if format_ is Format.sql:
            refuse_unallowed(migration.plan.hazards, wishes.allow)
        typer.echo(shown(migration, format_, colour=sys.stdout.isatty()), nl=False)
        refuse_unallowed(migration.plan.hazards, wishes.allow)
    raise typer.Exit(SAME if migration.same else DIFFERS)


@app.command()
def plan(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    to: To = None,
    output: Out = None,
    allow: Allow = None,
    no_verify: Verify = None,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
) -> None:
    """Write the plan as a file, for this database as long as that stays as it is."""
    from ..work import prepared, shown

    wishes = wished(allow, no_verify, one_transaction, strict)
    with prepared(profiled(model, profile), from_, to, wishes, progress, say) as (migration, _):
        text = shown(migration, Format.json)
        if output is None:
            typer.echo(text, nl=False)
        else:
            from ..artifacts import write

            write(output, text)
            say(shown(migration, Format.text).splitlines()[-1])
    raise typer.Exit(SAME if migration.same else DIFFERS)


@app.command()
def apply(
    plan: Annotated[Path | None, typer.Argument(help="A file that `plan` wrote.")] = None,
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    to: To = None,
    allow: Allow = None,
    yes: Yes = False,
    no_verify: NoVerify = False,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
    nodes: Nodes = None,
    node: NodeNames = None,
    tag: Tags = None,
    jobs: Jobs = 4,
    batch: Batch = 10,
    keep_going: KeepGoing = False,
) -> None:
    """Bring the database to the model: show, ask, run, and write it down in the ledger.

    With --nodes, many: first the nodes that are tagged `canary`, or the first one, then batches.
    """
    from ..work import apply_file, apply_now

    wishes = wished(allow, no_verify, one_transaction, strict)
    if nodes:
        from ..fleet import apply_to_all

        _alone(plan=plan, from_=from_, to=to)
        fleet = _fleet(nodes, node, tag, jobs, batch=batch, keep_going=keep_going)
        raise typer.Exit(apply_to_all(fleet, profiles(model, profile), wishes, yes, progress, say))
    if plan:
        apply_file(plan, from_, wishes, yes, say)
    else:
        apply_now(profiled(model, profile), from_, to, wishes, yes, progress, say)


@app.command()
def rollback(
    from_: From = None,
    entry: Annotated[
        int | None,
        typer.Option(help="An earlier entry of the ledger, if all since led back to its state."),
    ] = None,
    allow: Allow = None,
    yes: Yes = False,
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    nodes: Nodes = None,
    node: NodeNames = None,
    tag: Tags = None,
    jobs: Jobs = 4,
    batch: Batch = 10,
    keep_going: KeepGoing = False,
) -> None:
    """Take back what the last apply did, by the way back that was proven with it.

    With --nodes, of all that were brought to the model, or of each --node whatever it was.
    """
    from ..work import roll_back

    if nodes:
        from ..fleet import roll_all_back

        _alone(from_=from_, entry=entry)
        fleet = _fleet(nodes, node, tag, jobs, batch=batch, keep_going=keep_going)
        wishes = wished(allow, True, False, False)
        raise typer.Exit(roll_all_back(fleet, profiles(model, profile), wishes, yes, progress, say))
    roll_back(from_, entry, allowed(allow), yes, say)


@app.command()
def drift(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    to: To = None,
    format_: Annotated[Format, typer.Option("--format", "-f")] = Format.text,
    strict: Strict = False,
    nodes: Nodes = None,
    node: NodeNames = None,
    tag: Tags = None,
    jobs: Jobs = 8,
    timeout: Timeout = 30,
) -> None:
    """Say, one line an object, where the database is not as the model says. Exits 2 on drift.

    With --nodes, one line a database: in step, behind, drifted, or unreachable.
    """
    from ..work import drifted

    if nodes:
        from ..fleet import drift_of_all

        _alone(from_=from_, to=to)
        fleet = _fleet(nodes, node, tag, jobs, timeout=timeout)
        raise typer.Exit(drift_of_all(fleet, profiles(model, profile), format_, progress, say))
    if drifted(profiled(model, profile), from_, to, format_, strict, progress, say):
        raise typer.Exit(DIFFERS)


def _alone(**given: object) -> None:
    """Raise an error where --nodes is said with what speaks of one database."""
    for key, said in given.items():
        if said is not None:
            option = "a plan" if key == "plan" else f"`--{key.strip('_')}`"
            raise VfedSchemaError(f"{option} is for one database, and `--nodes` for many")


def _fleet(
    nodes: Path,
    names: list[str] | None,
    tags: list[str] | None,
    jobs: int,
    *,
    timeout: float = 30,
    batch: int = 10,
    keep_going: bool = False,
) -> Fleet:
    from ..fleet import Fleet

    return Fleet(
        file=nodes,
        names=tuple(names or ()),
        tags=tuple(tags or ()),
        jobs=jobs,
        timeout=timeout,
        batch=batch,
        keep_going=keep_going,
    )
