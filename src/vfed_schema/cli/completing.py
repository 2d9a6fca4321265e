"""What a shell offers while a command is typed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ..errors import VfedSchemaError
from .app import COMPLETING, DEFAULT_MODEL


def script(shell: str) -> str:
    """Return what a shell has to read to complete commands, options and their values."""
    typers = import_module("typer.completion")
    made: str = typers.get_completion_script(
        prog_name="vfed-schema", complete_var=COMPLETING, shell=shell
    )
    return made


def ready() -> None:
    """Let a shell be answered that asks what could stand here."""
    import_module("typer.completion").get_completion_inspect_parameters()


def profiles(model: Path | str | None, incomplete: str) -> list[str]:
    """Return the names of the profiles beside a model, the project's own unless told."""
    from ..source.profile import is_profile

    try:
        file = Path(model) if model else _usual() or DEFAULT_MODEL
        beside = sorted(path for path in file.parent.glob(f"*{file.suffix}") if is_profile(path))
    except (OSError, VfedSchemaError):
        return []  # a shell has no place for complaints
    return [path.stem for path in beside if path.stem.startswith(incomplete)]


def _usual() -> Path | None:
    from ..settings import found

    settings = found(Path.cwd())
    said = settings.values.get("model") if settings else None
    return settings.path.parent / str(said) if settings and said else None


def hazards(incomplete: str) -> list[str]:
    """Return what may be allowed."""
    from ..step import ALLOWED

    return [hazard for hazard in ALLOWED if hazard.startswith(incomplete)]


def formats(command: str | None, incomplete: str) -> list[str]:
    """Return the formats that a command has."""
    from ..emit.formats import DRIFTS, FINDINGS, MIGRATIONS

    known = {"drift": [*DRIFTS], "lint": [*FINDINGS]}.get(command or "", [*MIGRATIONS])
    return [name for name in known if name.startswith(incomplete)]
