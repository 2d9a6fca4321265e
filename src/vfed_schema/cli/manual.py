"""The manual page, made of what --help says: one page for all commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import typer.main

from .app import app

if TYPE_CHECKING:
    from typer.core import TyperCommand

_CODES = (
    ("0", "same, or done"),
    ("1", "an error, told in one line"),
    ("2", "it differs"),
    ("3", "refused, because of a hazard that nobody has allowed"),
)
_VARIABLES = (
    ("DATABASE_URL", "The database, where --from does not say one."),
    ("PGSERVICE, PGDATABASE, PGHOST", "The same, as psql takes them."),
    ("VFED_SCHEMA_MODEL, …", "Any option, for every command that has it."),
    ("VFED_SCRATCH_URL", "A server where scratch databases may be made."),
    (
        "VFED_SCRATCH_PROVIDER",
        "Where scratch servers come from: url, binaries, embedded, container.",
    ),
    ("VFED_SCRATCH_TRUST", "1: a model may have functions in C and in untrusted languages."),
    ("VFED_POSTGRES_BINDIRS", "Folders with server programs."),
    ("VFED_CACHE_DIR", "Where initialised clusters and remembered answers are kept."),
    ("VFED_MEMORY", "0: that nothing differed, or nothing was to be written, is not remembered."),
    ("VFED_PYTHON", "The interpreter that models of SQLAlchemy or Django are imported in."),
)
_FILES = (
    ("schema/tables.yaml", "The model, unless told otherwise."),
    ("generated/", "The lock and what else is made of the model."),
    ("pyproject.toml, vfed-schema.toml", "Settings: options that are said once."),
)


def page() -> str:
    """Return the page in the man macros."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    group: Any = typer.main.get_command(app)
    yield f'.TH VFED-SCHEMA 1 "" "vfed-schema {version("vfed-schema")}" "User Commands"'
    yield ".SH NAME"
    yield f"vfed-schema \\- {_plain(str(group.help)).rstrip('.')}"
    yield ".SH SYNOPSIS"
    yield ".B vfed-schema"
    yield ".I command"
    yield "[options]"
    yield ".SH COMMANDS"
    for name, command in group.commands.items():
        yield from _command(name, command)
    yield ".SH EXIT STATUS"
    yield from _pairs(_CODES)
    yield ".SH ENVIRONMENT"
    yield from _pairs(_VARIABLES)
    yield ".SH FILES"
    yield from _pairs(_FILES)


def _command(name: str, command: TyperCommand) -> Iterator[str]:
    shown = [p for p in command.params if not getattr(p, "hidden", False) and p.name != "help"]
    arguments = [p for p in shown if p.param_type_name == "argument"]
    asked = "".join(f" {_argument(p)}" for p in arguments)
    yield f".SS {_plain(name + asked)}"
    yield from _text(command.help or "")
    for param in shown:
        yield ".TP"
        yield f".B {_plain(_argument(param) if param in arguments else _option(param))}"
        yield from _text(_help(param))


def _argument(param: Any) -> str:
    name = str(param.name).rstrip("_").upper()
    return name if param.required else f"[{name}]"


def _option(param: Any) -> str:
    said = ", ".join(sorted(param.opts, key=len))
    return said if param.is_flag else f"{said} {_metavar(param)}"


def _metavar(param: Any) -> str:
    choices = getattr(param.type, "choices", None)
    return "|".join(map(str, choices)) if choices else str(param.type.name).upper()


def _help(param: Any) -> str:
    said = str(param.help or "")
    value = param.default
    if (
        getattr(param, "is_flag", False)
        or value is None
        or callable(value)
        or value == []
        or "Default:" in said
    ):
        return said
    return f"{said.rstrip('.')}. Default: {getattr(value, 'value', value)}."


def _text(said: str) -> Iterator[str]:
    """Yield paragraphs; a line must not begin with what roff takes for a command."""
    for number, part in enumerate(re.split(r"\n\s*\n", said.strip())):
        if number:
            yield ".PP"
        for line in wrap(_plain(part), 78, break_long_words=False, break_on_hyphens=False):
            yield f"\\&{line}" if line.startswith((".", "'")) else line


def _pairs(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for word, said in pairs:
        yield ".TP"
        yield f".B {_plain(word)}"
        yield from _text(said)


def _plain(text: str) -> str:
    """Return text as roff prints it."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "\\&...")
    return text.replace("`", "\\(ga").replace("'", "\\(aq")
