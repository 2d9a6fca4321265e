"""What options are where the command line does not say them: the environment's, then the file's.

Of every option a key of its long name may stand in the file, for all commands that have it or, in a
table of a command's name, for that one; `VFED_SCHEMA_MODEL` and `VFED_SCHEMA_DIFF_MODEL` likewise.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SourceError, VfedSchemaError
from ..settings import Settings, found

if TYPE_CHECKING:
    from typer.core import TyperCommand, TyperOption

PREFIX = "VFED_SCHEMA_"
# What is asked for each time or not at all.
_NEVER = frozenset(
    {"help", "version", "url", "yes", "check", "output", "entry", "at"}
    | {"fix", "rules", "explain", "accept", "until"}
)
_SCRATCH = {
    "url": "VFED_SCRATCH_URL",
    "provider": "VFED_SCRATCH_PROVIDER",
    "bindirs": "VFED_POSTGRES_BINDIRS",
}
# What the commands of a group take too, such as those of `ci`: as `diff` does.
_SHARED = ("model", "profile")
_FILES = (".yaml", ".yml", ".sql", ".jsonl")

Defaults = dict[str, dict[str, Any]]
Options = dict[str, "TyperOption"]


def defaults(commands: Mapping[str, TyperCommand], words: list[str]) -> Defaults:
    """Return what each command's options are where its `words` do not say them.

    Raises SourceError with the place in the file, or VfedSchemaError for the environment, where a
    key is unknown or its value is none.
    """
    known = {name: _options(command) for name, command in commands.items()}
    made: Defaults = {name: {} for name in known}
    if settings := found(Path.cwd()):
        _of_file(settings, known, made)
    _of_environment(known, made)
    for command in made.values():
        if "nodes" in command or any(w.partition("=")[0] == "--nodes" for w in words):
            command.pop("from_", None)  # which is for one database
            command.pop("to", None)
    for name, group in commands.items():
        for inner, command in getattr(group, "commands", {}).items():
            made[name][inner] = _shared(made["diff"], command)
    return made


def _shared(usual: Mapping[str, Any], command: TyperCommand) -> dict[str, Any]:
    names = {param.name for param in command.params}
    return {name: usual[name] for name in _SHARED if name in usual and name in names}


def _options(command: TyperCommand) -> Options:
    """Return a command's options by their long names."""
    made: Options = {}
    for param in command.params:
        for said in param.opts if param.param_type_name == "option" else ():
            name = said.removeprefix("--")
            if said.startswith("--") and name not in _NEVER:
                made[name] = param  # type: ignore[assignment]
    return made


def _of_file(settings: Settings, known: dict[str, Options], made: Defaults) -> None:
    everywhere = {name for options in known.values() for name in options}
    for key, value in settings.values.items():
        if key == "scratch":
            _scratch(settings, value)
        elif key in known and isinstance(value, dict):
            for inner, said in value.items():
                if inner not in known[key]:
                    raise _unknown(settings, [*known[key]], key, inner)
                _put(
                    made[key],
                    known[key][inner],
                    _typed(settings, known[key][inner], said, key, inner),
                )
        elif key in everywhere:
            for name, options in known.items():
                if key in options and options[key].name not in made[name]:
                    _put(made[name], options[key], _typed(settings, options[key], value, key))
        else:
            raise _unknown(settings, [*sorted(everywhere), *known, "scratch"], key)


def _put(command: dict[str, Any], option: TyperOption, value: Any) -> None:
    assert option.name
    if option.name == "from_" and os.environ.get("DATABASE_URL"):
        return  # the environment goes before the file
    command[option.name] = value


def _unknown(settings: Settings, known: list[str], *keys: str) -> SourceError:
    from difflib import get_close_matches

    near = get_close_matches(keys[-1], known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(dict.fromkeys(known))}"
    return settings.wrong(f"unknown key `{keys[-1]}`; {hint}", *keys)


def _typed(settings: Settings, option: TyperOption, value: Any, *keys: str) -> Any:
    """Return a value as its option takes it."""
    many = option.multiple
    items = value if many and isinstance(value, list) else [value]
    flag = option.is_flag
    for item in items:
        if isinstance(item, list | dict) or isinstance(item, bool) != flag:
            wanted = "true or false" if flag else "a list of texts" if many else "a value"
            raise settings.wrong(f"`{keys[-1]}` is {wanted}", *keys)
        _convert(option, item, lambda why: settings.wrong(f"`{keys[-1]}`: {why}", *keys))
    items = [_placed(settings, option, item) for item in items]
    return items if many else items[0]


def _convert(option: TyperOption, value: Any, wrong: Any) -> None:
    try:
        option.type.convert(value if option.is_flag else str(value), option, None)
    except Exception as error:
        said = getattr(error, "message", None)
        if said is None:
            raise
        raise wrong(str(said).rstrip(".")) from None


def _placed(settings: Settings, option: TyperOption, value: Any) -> Any:
    """Return a path as it is from here: in the file it is from the file's folder."""
    if not isinstance(value, str):
        return value
    file = option.type.name in ("path", "file") or value.endswith(_FILES)
    if not file or re.match(r"\w+:", value) or Path(value).is_absolute():
        return value
    return os.path.relpath(settings.path.parent / value)


def _scratch(settings: Settings, value: Any) -> None:
    """Say where scratch servers come from, unless the environment does."""
    if not isinstance(value, dict):
        raise settings.wrong("`scratch` is a table: url, provider, bindirs", "scratch")
    for key, said in value.items():
        if key not in _SCRATCH:
            raise _unknown(settings, [*_SCRATCH], "scratch", key)
        texts = said if isinstance(said, list) and key == "bindirs" else [said]
        if not all(isinstance(text, str) for text in texts):
            raise settings.wrong(f"`{key}` is a text", "scratch", key)
        os.environ.setdefault(_SCRATCH[key], os.pathsep.join(texts))


def _of_environment(known: dict[str, Options], made: Defaults) -> None:
    """Lay $VFED_SCHEMA_… over what the file says; that of one command goes before."""
    said = {k: v for k, v in os.environ.items() if k.startswith(PREFIX) and v}
    used: set[str] = set()
    for name, options in known.items():
        for key, option in options.items():
            word = _variable(key)
            for variable in (PREFIX + word, f"{PREFIX}{_variable(name)}_{word}"):
                if variable in said:
                    used.add(variable)
                    assert option.name
                    made[name][option.name] = _from_text(variable, option, said[variable])
    for variable in sorted(said.keys() - used):
        from difflib import get_close_matches

        near = get_close_matches(
            variable, [PREFIX + _variable(k) for o in known.values() for k in o], 1
        )
        hint = f"; did you mean `{near[0]}`?" if near else ""
        raise VfedSchemaError(f"`{variable}` in the environment is no option{hint}")


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")


def _from_text(variable: str, option: TyperOption, text: str) -> Any:
    items = re.split(r"[,\s]+", text.strip()) if option.multiple else [text]
    for item in items:
        _convert(option, item, lambda why: VfedSchemaError(f"`${variable}`: {why}"))
    return items if option.multiple else items[0]
