"""The pytest plugin: `schema_db`, an empty database of the model for each test.

Loaded wherever vfed-schema is installed, so it imports nothing before a fixture is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .api import Database, Source
    from .testing import SchemaDatabase, Template


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("vfed_schema_model", "the model that `schema_db` is made of", default="")
    parser.addini("vfed_schema_profile", "a profile that is laid over the model", default="")


@pytest.fixture(scope="session")
def schema_model(pytestconfig: pytest.Config) -> Path:
    """The model's file: as pytest's ini file says, the project's own settings, or a conftest.py."""
    from .errors import SourceError
    from .settings import found

    home, said = pytestconfig.rootpath, {}
    if settings := found(home):
        said = {"home": settings.path.parent, **settings.values}
    model = said.get("home", home) / str(said.get("model", "schema/tables.yaml"))
    if named := str(pytestconfig.getini("vfed_schema_model")):
        model = home / named
    profile = str(pytestconfig.getini("vfed_schema_profile") or said.get("profile", ""))
    file: Path = model.with_name(f"{profile}{model.suffix}") if profile else model
    if not file.is_file():
        raise SourceError(f"cannot read `{file}`: say `vfed_schema_model` in pytest's ini file")
    return file


@pytest.fixture(scope="session")
def schema_template(schema_model: Path) -> Iterator[Template]:
    """The model, built once in the session: `schema_template.copy()` gives more databases of it."""
    from .testing import templates

    with templates(schema_model) as template:
        yield template


@pytest.fixture
def schema_db(schema_template: Template) -> Iterator[SchemaDatabase]:
    """An empty database of the model: `schema_db.url`, or `schema_db.conn` in autocommit mode."""
    with schema_template.copy() as database:
        yield database


@pytest.fixture
def assert_no_drift(schema_model: Path, schema_template: Template) -> Callable[..., None]:
    """Return what fails where a database is not as the model, or another one, says."""
    from .testing import assert_no_drift

    def check(database: Database | SchemaDatabase, model: Source | None = None) -> None:
        __tracebackhide__ = True
        assert_no_drift(database, model or schema_model, shop=schema_template.shop)

    return check
