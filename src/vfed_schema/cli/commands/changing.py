"""Commands that compare, and bring a database to a model and back."""

from __future__ import annotations

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
    connecting,
    live_url,
    profiled,
    profiles,
    progress,
    say,
    wished,
)
from ..options import (
    AcceptReason,
    Allow,
    Batch,
    CommentId,
    CommentLimit,
    From,
    Jobs,
    KeepGoing,
    KnownFile,
    ModelFile,
    NodeNames,
    Nodes,
    NoVerify,
    OneTransaction,
    Out,
    PendingOk,
    Profile,
    Strict,
    Summary,
    Tags,
    Timeout,
    To,
    Until,
    Verify,
    Yes,
    told_in,
)

if TYPE_CHECKING:
    from ..fleet import Fleet


_FORMATS = (
    "text, sql, json, markdown, html, mermaid, github, gitlab or sarif; =FILE writes a file. May be"
    " repeated."
)
_DRIFT_FORMATS = (
    "text, json, markdown, github, gitlab, sarif or junit; =FILE writes a file. May be repeated."
    " With --nodes: text, json or junit."
)


@app.command()
def diff(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    to: To = None,
    format_: Annotated[
        list[str] | None,
        told_in(_FORMATS),
    ] = None,
    output: Out = None,
    summary: Summary = False,
    allow: Allow = None,
    no_verify: Verify = None,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
    comment_id: CommentId = "",
    comment_limit: CommentLimit = 65_536,
) -> None:
    """Show what it takes to bring one source to another. Exits 2 where they differ."""
    from ...emit.formats import MIGRATIONS, Style
    from ..formats import wanted
    from ..memory import remembered

    formats = wanted(format_, output, MIGRATIONS, "diff", "text")
    file = profiled(model, profile)
    style = Style(
        summary=summary,
        target=to or str(file),
        allow=allowed(allow),
        id=comment_id,
        limit=comment_limit,
    )
    options = (no_verify, one_transaction, strict)
    memory = remembered(say, live_url(from_), "diff", file, to, formats, style, *options)
    memory.recall()
    connecting(from_)

    from ...migration import refuse_unallowed
    from ..work import prepared, tell

    wishes = wished(allow, no_verify, one_transaction, strict)
    with prepared(file, from_, to, wishes, progress, memory.say, standing=memory.on) as (
        migration,
        origin,
        aim,
    ):
        answer = tell(migration, formats, style, say)
        refuse_unallowed(migration.plan.hazards, wishes.allow)
        if migration.same:
            memory.keep(origin, aim, answer)
    raise typer.Exit(SAME if migration.same else DIFFERS)


@app.command()
def plan(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    to: To = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The plan's file. Default: stdout.")
    ] = None,
    format_: Annotated[
        list[str] | None,
        told_in(f"Beside the plan, which is json: {_FORMATS}"),
    ] = None,
    summary: Summary = False,
    allow: Allow = None,
    no_verify: Verify = None,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
    comment_id: CommentId = "",
    comment_limit: CommentLimit = 65_536,
) -> None:
    """Write the plan as a file, for this database as long as that stays as it is."""
    from ...emit.formats import MIGRATIONS, Style
    from ..formats import wanted
    from ..work import prepared, tell

    plan = () if output is None else (f"json={output}",)
    formats = wanted([*plan, *(format_ or ())] or None, None, MIGRATIONS, "plan", "json")
    file = profiled(model, profile)
    style = Style(
        summary=summary,
        target=to or str(file),
        allow=allowed(allow),
        id=comment_id,
        limit=comment_limit,
    )
    wishes = wished(allow, no_verify, one_transaction, strict)
    with prepared(file, from_, to, wishes, progress, say) as (migration, *_):
        tell(migration, formats, style, say)
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
    format_: Annotated[
        list[str] | None,
        told_in(_DRIFT_FORMATS),
    ] = None,
    output: Out = None,
    summary: Summary = False,
    strict: Strict = False,
    nodes: Nodes = None,
    node: NodeNames = None,
    tag: Tags = None,
    jobs: Jobs = 8,
    timeout: Timeout = 30,
    known: KnownFile = None,
    pending_ok: PendingOk = False,
    accept: AcceptReason = None,
    until: Until = None,
    comment_id: CommentId = "",
    comment_limit: CommentLimit = 65_536,
) -> None:
    """Say, one line an object, where the database is not as the model says. Exits 2 on drift.

    With --nodes, one line a database: in step, behind, drifted, or unreachable.
    """
    from ...emit.formats import DRIFTS, Style
    from ..formats import wanted
    from ..memory import remembered

    if nodes:
        from ..drifting import lenience
        from ..fleet import drift_of_all

        _alone(from_=from_, to=to)
        formats = wanted(format_, output, ("text", "json", "junit"), "drift --nodes", "text")
        fleet = _fleet(nodes, node, tag, jobs, timeout=timeout)
        files = profiles(model, profile)
        mercy = lenience(known, accept, until, pending_ok)
        raise typer.Exit(drift_of_all(fleet, files, formats, strict, mercy, progress, say))
    formats = wanted(format_, output, DRIFTS, "drift", "text")
    file = profiled(model, profile)
    style = Style(summary=summary, target=to or str(file), id=comment_id, limit=comment_limit)
    url = None if known or accept or until else live_url(from_)
    memory = remembered(say, url, "drift", file, to, formats, style, strict)
    memory.recall()
    connecting(from_)

    from ..drifting import drifted, lenience

    mercy = lenience(known, accept, until, pending_ok)
    if drifted(file, from_, to, formats, style, strict, mercy, progress, memory):
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
