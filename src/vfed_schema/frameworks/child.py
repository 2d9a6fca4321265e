"""Runs in the user's interpreter: imports models, and writes the SQL that makes their tables.

    python child.py sqlalchemy|django MODULE NAME ANSWER

Nothing of vfed-schema is imported here: it may not be installed there.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import sysconfig
import traceback
from typing import Any


class Wrong(Exception):
    """What was asked for is not there: the message says all."""


def main(framework: str, module: str, name: str, answer: str) -> None:
    """Write the statements, or what went wrong and where."""
    sys.path[0] = os.getcwd()
    os.dup2(2, 1)  # results go to stdout, and what users print is none
    told: dict[str, Any]
    try:
        make = {"sqlalchemy": of_sqlalchemy, "django": of_django}[framework]
        told = {"statements": [s.strip().rstrip(";") for s in make(module, name) if s.strip()]}
    except Wrong as error:
        told = {"error": str(error)}
    except (Exception, SystemExit) as error:
        told = {"error": _in_words(error), **_place(error)}
    with open(answer, "w", encoding="utf-8") as file:
        json.dump(told, file)


def _in_words(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _place(error: BaseException) -> dict[str, Any]:
    """Return the last place in the user's own code that an error went through."""
    others = [os.path.realpath(p) for p in sysconfig.get_paths().values()]
    others += [os.path.realpath(__file__)]
    if isinstance(error, SyntaxError) and error.filename:
        return {"file": os.path.relpath(error.filename), "line": error.lineno}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = os.path.realpath(frame.filename)
        if os.path.isfile(file) and not file.startswith(tuple(others)):
            return {"file": os.path.relpath(file), "line": frame.lineno}
    return {}


def _framework(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise Wrong(
            f"`{name}` is not installed for {sys.executable}: install it there, or name the"
            " interpreter of your project with $VFED_PYTHON"
        ) from None


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name + ".").startswith(error.name + "."):
            raise
        raise Wrong(f"there is no module `{error.name}` in {os.getcwd()} or installed") from None


def of_sqlalchemy(module: str, name: str) -> list[str]:
    """Return what `create_all` sends, and the schemas that it takes for granted."""
    sa = _framework("sqlalchemy")
    metadata = found = _module(module)
    for part in name.split("."):
        if not hasattr(found, part):
            raise Wrong(f"`{module}` has no `{name}`")
        found = getattr(found, part)
    metadata = getattr(found, "metadata", found)
    if not isinstance(metadata, sa.MetaData):
        raise Wrong(
            f"`{name}` is a {type(found).__name__}: give a MetaData, or the Base that has one"
        )
    if not metadata.tables:
        raise Wrong(f"`{name}` has no tables: name a module that imports all of your models")
    _only_postgres(sa, metadata)
    made: list[str] = []

    def take(statement: Any, *_: Any, **__: Any) -> None:
        made.append(str(statement.compile(dialect=engine.dialect)))

    # Named parameters: with the driver's own, every % in a text would come out twice.
    engine = sa.create_mock_engine("postgresql://", take, paramstyle="named")
    homes = {table.schema for table in metadata.tables.values()} | {metadata.schema}
    quote = engine.dialect.identifier_preparer.quote
    schemas = [f"CREATE SCHEMA IF NOT EXISTS {quote(home)}" for home in sorted(homes - {None})]
    metadata.create_all(engine, checkfirst=False)
    return [*schemas, *made]


def _only_postgres(sa: Any, metadata: Any) -> None:
    """Raise Wrong where a column's type is another database's."""
    for table in metadata.tables.values():
        for column in table.columns:
            home = type(column.type).__module__
            if home.startswith("sqlalchemy.dialects.") and ".postgresql" not in home:
                raise Wrong(
                    f"{table.fullname}.{column.name} is of {home.split('.')[2]}'s type"
                    f" {type(column.type).__name__}: PostgreSQL has none of that name"
                )


def of_django(settings: str, label: str) -> list[str]:
    """Return what the schema editor makes the models of an app with, or of all of them."""
    django = _framework("django")
    _module(settings)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    django.setup()
    from django.apps import apps
    from django.db import connection

    if connection.vendor != "postgresql":
        engine = connection.settings_dict["ENGINE"]
        raise Wrong(
            f'`{settings}` has DATABASES["default"] with the engine `{engine}`: only models of'
            " django.db.backends.postgresql can be read"
        )
    if label and label not in apps.app_configs:
        known = ", ".join(sorted(apps.app_configs))
        raise Wrong(f"no app has the label `{label}`; known are {known}")
    # The editor asks its server for the version and for the spelling of values: any will do, and
    # the user's own is left alone.
    connection.settings_dict.update(json.loads(os.environ["VFED_EMPTY_DATABASE"]), OPTIONS={})
    models = _models(apps, label)
    if not models:
        raise Wrong(f"`{label or settings}` has no models that make a table")
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for model in models:
            editor.create_model(model)
    return [s for s in editor.collected_sql if not s.startswith("--")]


def _models(apps: Any, label: str) -> list[Any]:
    """Return the models of an app, or of all, with what they refer to."""
    config = apps.get_app_config(label) if label else apps
    queue = list(config.get_models())
    found: dict[Any, None] = {}
    while queue:
        model = queue.pop(0)
        meta = model._meta
        if model in found or meta.proxy or not meta.managed or meta.swapped:
            continue
        found[model] = None
        for field in (*meta.local_fields, *meta.local_many_to_many):
            if isinstance(getattr(field, "related_model", None), type):
                queue.append(field.related_model._meta.concrete_model)
    return list(found)


if __name__ == "__main__":
    main(*sys.argv[1:5])
