"""The command line. Commands are thin, and import what they need when they are called."""

from __future__ import annotations

import gc
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ..errors import VfedSchemaError
from .options import (
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
    Split,
    Strict,
    Tags,
    Timeout,
    To,
    Yes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..prepare import Wishes
    from .fleet import Fleet

app = typer.Typer(
    name="vfed-schema",
    help="PostgreSQL schema as code: one YAML model, proven migrations.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

SAME, ERROR, DIFFERS = 0, 1, 2


DEFAULT_MODEL = Path("schema/tables.yaml")


def main() -> None:
    """Run the command line; whatever goes wrong is said in one line, without a traceback.

    A wrong option is an error like any other: exit code 2 says that things differ.
    """
    # A catalog is many small objects that all stay: looking for garbage among them finds none.
    gc.set_threshold(200_000, 20, 20)
    try:
        code = app(standalone_mode=False)
        _leave(code if isinstance(code, int) else SAME)
    except VfedSchemaError as error:
        _say(f"error: {error}")
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(SAME)
    except Exception as error:
        said = _in_words(error)
        if said is None:
            raise
        _say(f"error: {said}")
        sys.exit(ERROR)


def _leave(code: int) -> NoReturn:
    """End the process without taking a catalog's objects apart one by one."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _in_words(error: Exception) -> str | None:
    """Return what the command line or the driver has to say; nothing for a fault of our own."""
    if hasattr(error, "format_message"):
        return f"{str(error.format_message()).rstrip('.')}; see --help"
    if type(error).__module__.startswith("psycopg"):
        return " ".join(str(error).split())
    return None


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _progress(text: str) -> None:
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
        from .about import versions

        for line in versions(url or os.environ.get("DATABASE_URL")):
            typer.echo(line)
        raise typer.Exit(SAME)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("try")
def try_(model: ModelFile = DEFAULT_MODEL, profile: Profile = None) -> None:
    """Run the main job on a server of our own: base, diff, plan, apply, drift, rollback."""
    from .trial import trial

    trial(_profiled(model, profile), _progress)


@app.command()
def validate(model: ModelFile = DEFAULT_MODEL, profile: Profile = None) -> None:
    """Read the model alone and name every mistake with its place; needs no server."""
    from ..source import read

    model = _profiled(model, profile)
    source = read(model)
    typer.echo(f"{model}: {len(source.model)} objects, no mistakes found without a server")


@app.command()
def generate(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 2 naming what is out of date.")
    ] = False,
) -> None:
    """Write generated/: the lock, schema.sql, rollback.sql and models.py."""
    from .artifacts import generate as write

    stale = write(_profiled(model, profile), check, _say)
    for path in stale:
        typer.echo(f"{'stale' if check else 'wrote'} {path}")
    if stale and check:
        raise typer.Exit(DIFFERS)


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="A URL, .sql or .jsonl lock.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A folder. Default: stdout, in one file.")
    ] = None,
    split: Annotated[Split, typer.Option("--split", help="How many files.")] = Split.one,
    no_verify: Annotated[
        bool, typer.Option("--no-verify", help="Do not build what was written, to compare.")
    ] = False,
) -> None:
    """Write the model of what is there, in as few words as say the same."""
    from .importing import write_model

    for path in write_model(source, output, split.value, not no_verify, _say):
        typer.echo(f"wrote {path}")


@app.command("json-schema")
def json_schema_() -> None:
    """Print the JSON Schema of the model file, for editors."""
    import json

    from ..emit.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))


@app.command()
def diff(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    to: To = None,
    format_: Annotated[Format, typer.Option("--format", "-f")] = Format.text,
    allow: Allow = None,
    no_verify: NoVerify = False,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
) -> None:
    """Show what it takes to bring one source to another. Exits 2 where they differ."""
    from ..migration import refuse_unallowed
    from .work import prepared, shown

    wishes = _wishes(allow, no_verify, one_transaction, strict)
    with prepared(_profiled(model, profile), from_, to, wishes, _progress, _say) as (migration, _):
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
    no_verify: NoVerify = False,
    one_transaction: OneTransaction = False,
    strict: Strict = False,
) -> None:
    """Write the plan as a file, for this database as long as that stays as it is."""
    from .work import prepared, shown

    wishes = _wishes(allow, no_verify, one_transaction, strict)
    with prepared(_profiled(model, profile), from_, to, wishes, _progress, _say) as (migration, _):
        text = shown(migration, Format.json)
        if output is None:
            typer.echo(text, nl=False)
        else:
            _write(output, text)
            _say(shown(migration, Format.text).splitlines()[-1])
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
    from .work import apply_file, apply_now

    wishes = _wishes(allow, no_verify, one_transaction, strict)
    if nodes:
        from .fleet import apply_to_all

        _alone(plan=plan, from_=from_, to=to)
        fleet = _fleet(nodes, node, tag, jobs, batch=batch, keep_going=keep_going)
        raise typer.Exit(
            apply_to_all(fleet, _profiles(model, profile), wishes, yes, _progress, _say)
        )
    if plan:
        apply_file(plan, from_, wishes, yes, _say)
    else:
        apply_now(_profiled(model, profile), from_, to, wishes, yes, _progress, _say)


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
    from .work import roll_back

    if nodes:
        from .fleet import roll_all_back

        _alone(from_=from_, entry=entry)
        fleet = _fleet(nodes, node, tag, jobs, batch=batch, keep_going=keep_going)
        wishes = _wishes(allow, True, False, False)
        raise typer.Exit(
            roll_all_back(fleet, _profiles(model, profile), wishes, yes, _progress, _say)
        )
    roll_back(from_, entry, _allowed(allow), yes, _say)


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
    from .work import drifted

    if nodes:
        from .fleet import drift_of_all

        _alone(from_=from_, to=to)
        fleet = _fleet(nodes, node, tag, jobs, timeout=timeout)
        raise typer.Exit(drift_of_all(fleet, _profiles(model, profile), format_, _progress, _say))
    if drifted(_profiled(model, profile), from_, to, format_, strict, _progress, _say):
        raise typer.Exit(DIFFERS)


@app.command()
def partitions(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    from_: From = None,
    ahead: Annotated[int, typer.Option(help="Periods to make ahead of the present one.")] = 3,
    keep: Annotated[
        int | None,
        typer.Option(help="Periods before the present one to keep: older ones are dropped."),
    ] = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Let old ones go, each a table of its own, with rows.")
    ] = False,
    gather: Annotated[
        bool, typer.Option("--gather", help="Move all rows into the default partition instead.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 2 if there is something to do.")
    ] = False,
    at: Annotated[
        datetime | None, typer.Option(help="As of this day, in UTC. Default: now.")
    ] = None,
) -> None:
    """Make the partitions of `partition_every` ahead, fill them, and drop those too old to keep."""
    from .upkeep import keep_partitions

    wish = {"ahead": ahead, "keep": keep, "detach": detach, "gather": gather, "check": check}
    if keep_partitions(_profiled(model, profile), from_, at, wish, _progress, _say) and check:
        raise typer.Exit(DIFFERS)


@app.command()
def fill(
    database: Annotated[str, typer.Argument(help="The URL of the database to fill.")],
    model: Annotated[
        Path | None,
        typer.Option("--model", "-m", help="The YAML model whose samples say how rows are spread."),
    ] = None,
    profile: Profile = None,
    rows: Annotated[
        int | None,
        typer.Option(help="Rows of every table. Default: as the model's samples say, else 1,000."),
    ] = None,
    no_skew: Annotated[
        bool, typer.Option("--no-skew", help="Draw evenly, whatever shares the samples say.")
    ] = False,
    fast: Annotated[
        bool,
        typer.Option(
            "--fast", help="Drop indexes and foreign keys meanwhile: nobody else is there."
        ),
    ] = False,
) -> None:
    """Fill a database with rows that satisfy every constraint, the same rows every time."""
    from .querying import fill_database

    file = model or (DEFAULT_MODEL if DEFAULT_MODEL.is_file() else None)
    wanted = _profiled(file, profile) if file else None
    how = {"rows": rows, "skew": not no_skew, "fast": fast}
    fill_database(database, wanted, how, _say)


@app.command()
def queries(
    model: ModelFile = DEFAULT_MODEL,
    profile: Profile = None,
    against: Annotated[
        str | None,
        typer.Option(help="A database to ask instead of a scratch one: read, never written."),
    ] = None,
    rows: Annotated[
        int | None,
        typer.Option(help="Rows of every table. Default: as the model's samples say, else 1,000."),
    ] = None,
    no_skew: Annotated[
        bool, typer.Option("--no-skew", help="Draw evenly, whatever shares the samples say.")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", "-f", help="text or json")] = Format.text,
) -> None:
    """Prove that each query of the model uses the index it names. Exits 2 where one does not."""
    from .querying import ask_queries

    how = {"rows": rows, "skew": not no_skew}
    if format_ is Format.sql:
        raise VfedSchemaError("`--format sql` is for migrations: text or json")
    missed = ask_queries(_profiled(model, profile), against, how, format_, _progress, _say)
    if missed:
        raise typer.Exit(DIFFERS)


def _profiled(model: Path, profile: str | None) -> Path:
    """Return the file that a profile of a model is in."""
    if profile is None:
        return model
    from ..source.profile import is_profile

    file = model.with_name(f"{profile}{model.suffix}")
    if not is_profile(file):
        beside = sorted(p.stem for p in model.parent.glob(f"*{model.suffix}") if is_profile(p))
        known = f"known are {', '.join(beside)}" if beside else "there is none"
        raise VfedSchemaError(f"`{file}` is no profile of `{model}`: {known}")
    return file


def _profiles(model: Path, usual: str | None) -> Callable[[str | None], Path]:
    """Return what finds the file of a node's profile; one that says none has the usual one."""
    return lambda profile: _profiled(model, profile or usual)


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
    from .fleet import Fleet

    return Fleet(
        file=nodes,
        names=tuple(names or ()),
        tags=tuple(tags or ()),
        jobs=jobs,
        timeout=timeout,
        batch=batch,
        keep_going=keep_going,
    )


def _wishes(
    allow: list[str] | None, no_verify: bool, one_transaction: bool, strict: bool
) -> Wishes:
    from ..prepare import Wishes

    return Wishes(
        allow=_allowed(allow), verify=not no_verify, online=not one_transaction, strict=strict
    )


def _allowed(said: list[str] | None) -> frozenset[str]:
    from ..step import CODES

    known = (*CODES, "remake", "all")
    for hazard in said or ():
        if hazard not in known:
            raise VfedSchemaError(f"no hazard is called `{hazard}`; known are {', '.join(known)}")
    return frozenset(said or ())


def _write(path: Path, text: str) -> None:
    from .artifacts import write

    write(path, text)
