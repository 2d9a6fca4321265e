"""models.py in SQLAlchemy's style: a declarative class for every table, a Table for every view.

What SQLAlchemy can say is there: types, keys, constraints, indexes, comments, schemas, sequences.
What it has no word for is named at the head of the file, and is schema.sql's to make. Tables of
others and views are in a MetaData of their own, so that `create_all` leaves them alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...model import Model
from ..python.module import banner, constant, exported, json_alias, sets
from ..python.spelling import imports, words
from ..python.text import docstring
from .before import events, sequences, types
from .context import NAMES, Context
from .tables import external, record_of
from .types import OTHER, OTHER_CLASS
from .unsaid import unsaid

_HOMES = (
    ("sqlalchemy.dialects", ("pg",)),
    ("sqlalchemy.orm", NAMES),
    ("sqlalchemy.types", ("UserDefinedType",)),
)


def render(model: Model) -> str:
    """Return the text of models.py: the same for the same model, as ruff would format it.

    Raises SourceError where two relations are to have one class.
    """
    return "\n".join(_lines(Context(model)))


def _lines(context: Context) -> Iterator[str]:
    """Yield the file, part by part."""
    body = [text for record in context.found.records for text in record_of(context, record)]
    head = [*events(context), *types(context), *sequences(context)]
    outside = [external(context, t) for t in context.elsewhere]
    used = _used(context, [*body, *head, *outside])
    yield banner(context.model, context.found, *unsaid(context))
    yield ""
    yield from _with_module(imports(used, _HOMES))
    yield ""
    yield from exported(_exported(context, used))
    yield ""
    yield constant(context.model)
    yield from json_alias(used)
    yield from ["", *sets(context.found)] if context.found.aliases else []
    base = 'class Base(DeclarativeBase):\n    """What every class of the model stands on."""\n'
    other = [OTHER_CLASS] if OTHER in used else []
    yield _stacked([*other, base, *_metadata(context), *head, *outside, *body])


def _metadata(context: Context) -> Iterator[str]:
    if context.elsewhere:
        doc = docstring(
            "Tables that `create_all` leaves alone: others', and those it has no word for."
        )
        yield f"EXTERNAL: Final = sa.MetaData()\n{doc}"
    if any(r.ref.kind == "view" for r in context.found.records):
        doc = docstring("Views, to be read from: schema.sql makes them.")
        yield f"VIEWS: Final = sa.MetaData()\n{doc}"


def _exported(context: Context, used: set[str]) -> Iterator[str]:
    yield from ("SCHEMA_VERSION", "Base")
    yield from (a.name for a in context.found.aliases)
    yield from ("Json",) if "Json" in used else ()
    yield from ("EXTERNAL",) if context.elsewhere else ()
    yield from ("VIEWS",) if any(r.ref.kind == "view" for r in context.found.records) else ()
    yield from (v for ref, v in context.variables.items() if ref.kind in ("table", "view"))
    yield from (r.name for r in context.found.records if context.mapped(r))


def _used(context: Context, texts: list[str]) -> set[str]:
    mapped = [r for r in context.found.records if context.mapped(r)]
    said = [context.annotation(f, r) for r in mapped for f in r.fields]
    used = (words(said) - {"pg", "Range", "ranges", "MultiRange"}) | {
        "Final",
        "DeclarativeBase",
    }
    used |= {"Literal", "TypeAlias"} if context.found.aliases else set()
    used |= {"Mapped", "mapped_column"} if mapped else set()
    whole = "\n".join([*texts, *said])
    used |= {word for word in ("pg", OTHER) if re.search(rf"\b{word}\b[.(]", whole)}
    used |= {"Any", "UserDefinedType"} if OTHER in used else set()
    used |= {"Any"} if "**how: Any" in whole else set()
    return used | ({"Json", "TypeAlias"} if any(re.fullmatch("_*Json", w) for w in used) else set())


def _stacked(blocks: Iterable[str]) -> str:
    """Return statements one below the other, with two empty lines around each class."""
    text, after = "", False
    for block in blocks:
        is_class = block.startswith(("class ", "@"))
        text += ("\n\n" if is_class or after else "") + block.rstrip("\n") + "\n"
        after = is_class
    return text


def _with_module(lines: Iterable[str]) -> Iterator[str]:
    """Yield the imports, with that of SQLAlchemy itself before its parts'."""
    begun = False
    for said in lines:
        if said.startswith("from sqlalchemy") and not begun:
            begun = True
            yield "import sqlalchemy as sa"
        yield said.replace("dialects import pg", "dialects import postgresql as pg")
