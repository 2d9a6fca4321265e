"""The command line, from typer's own account of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

import vfed_schema.cli  # noqa: F401  every command is known once it is imported
from tools.reference.table import code, table
from vfed_schema.cli.app import app

# Placeholders by typer's type: what a person would write there.
_TAKES = {"int": "N", "float": "N", "path": "PATH", "datetime": "DATE", "str": "TEXT"}


def page() -> str:
    """Return every command with every argument and option, in the order of --help."""
    root: Any = typer.main.get_command(app)
    head = (
        "# Command line\n\n"
        "`vfed-schema COMMAND --help` says the same at the terminal. An option that may be said\n"
        "several times is marked with `…`. `vfed-schema --version` tells versions.\n\n"
    )
    found = list(_all(root))
    rows = ((f"[{name}](#{name.replace(' ', '-')})", _first(command)) for name, command in found)
    listed = table(("command", "does"), rows)
    return head + listed + "\n" + "\n".join(_command(n, c) for n, c in found)


def _all(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command by its words; a group's come in its place."""
    for name, command in group.commands.items():
        if getattr(command, "hidden", False):
            continue
        if hasattr(command, "commands"):
            yield from _all(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def _first(command: Any) -> str:
    return (command.help or "").split("\n\n")[0]


def _command(name: str, command: Any) -> str:
    shown = [p for p in command.params if not getattr(p, "hidden", False)]
    arguments = [p for p in shown if p.param_type_name == "argument"]
    options = [p for p in shown if p.param_type_name == "option"]
    usage = " ".join(["vfed-schema", name, *map(_usage, arguments), *["[OPTIONS]"] * bool(options)])
    told = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    text = f"## {name}\n\n`{usage}`\n\n{told}\n\n"
    if rows := [*map(_argument, arguments), *map(_option, options)]:
        text += table(("", "says", "unless told"), rows)
    return text


def _usage(param: Any) -> str:
    name = param.name.upper()
    return name if param.required else f"[{name}]"


def _argument(param: Any) -> tuple[str, str, str]:
    return code(param.name.upper()), param.help or "", _default(param)


def _option(param: Any) -> tuple[str, str, str]:
    takes = "" if param.is_flag else f" {_takes(param)}"
    names = ", ".join([*param.opts, *param.secondary_opts])
    more = " …" if param.multiple else ""
    return code(names + takes) + more, " ".join(_told(param)), _default(param)


def _told(param: Any) -> Iterator[str]:
    if param.help:
        yield param.help
    if choices := getattr(param.type, "choices", None):
        yield f"One of {', '.join(code(str(getattr(c, 'value', c))) for c in choices)}."


def _takes(param: Any) -> str:
    if getattr(param.type, "choices", None):
        return str(param.name.strip("_").upper())
    return _TAKES.get(str(param.type.name), str(param.type.name).upper())


def _default(param: Any) -> str:
    if param.default in (None, False) or callable(param.default):
        return ""
    return code(str(getattr(param.default, "value", param.default)))
