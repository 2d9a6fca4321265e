"""PostgreSQL schema as code: one YAML model, proven migrations.

    import vfed_schema

    with vfed_schema.workshop() as shop:
        migration = vfed_schema.plan(url, "schema/tables.yaml", shop=shop)
        vfed_schema.apply(url, migration)

What there is, is in `__all__`; docs/api.md tells it by example. Importing the package costs
nothing: the rest is imported when it is first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import ApplyError as ApplyError
    from .api import Asked as Asked
    from .api import CatalogError as CatalogError
    from .api import Change as Change
    from .api import Database as Database
    from .api import Difference as Difference
    from .api import Hazard as Hazard
    from .api import Migration as Migration
    from .api import Model as Model
    from .api import Object as Object
    from .api import PlanError as PlanError
    from .api import Queries as Queries
    from .api import Ref as Ref
    from .api import Refusal as Refusal
    from .api import ScratchError as ScratchError
    from .api import Source as Source
    from .api import SourceError as SourceError
    from .api import Step as Step
    from .api import VfedSchemaError as VfedSchemaError
    from .api import Workshop as Workshop
    from .api import apply as apply
    from .api import diff as diff
    from .api import fill as fill
    from .api import generate as generate
    from .api import introspect as introspect
    from .api import keep_partitions as keep_partitions
    from .api import plan as plan
    from .api import queries as queries
    from .api import read as read
    from .api import rollback as rollback
    from .api import to_json as to_json
    from .api import to_sql as to_sql
    from .api import to_text as to_text
    from .api import to_yaml as to_yaml
    from .api import validate as validate
    from .api import workshop as workshop

__all__ = [
    "ApplyError",
    "Asked",
    "CatalogError",
    "Change",
    "Database",
    "Difference",
    "Hazard",
    "Migration",
    "Model",
    "Object",
    "PlanError",
    "Queries",
    "Ref",
    "Refusal",
    "ScratchError",
    "Source",
    "SourceError",
    "Step",
    "VfedSchemaError",
    "Workshop",
    "apply",
    "diff",
    "fill",
    "generate",
    "introspect",
    "keep_partitions",
    "plan",
    "queries",
    "read",
    "rollback",
    "to_json",
    "to_sql",
    "to_text",
    "to_yaml",
    "validate",
    "workshop",
]


class _Package(ModuleType):
    """A package in which some functions are called as the rooms that do their work.

    Importing a room sets an attribute of its package: here the function keeps the name.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


if not TYPE_CHECKING:  # a checker takes what it finds above, and nothing else

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(".api", __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


sys.modules[__name__].__class__ = _Package
