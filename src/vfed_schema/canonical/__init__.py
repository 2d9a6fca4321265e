"""Let Postgres be the judge: build a model in a scratch database and read it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diff import missing, overlay
from ..errors import Mark, SourceError, in_words
from ..model import Context, Model
from ..objects import only_written
from ..record import replace
from ..ref import Ref
from ..source import within
from .bench import Bench, Failure, Note, bench, bench_in, run_script, run_text, untrusted
from .build import Search, as_written, copied, homes, rebuilt, settled
from .names import qualified

if TYPE_CHECKING:
    from psycopg import Connection

    from ..scratch import Server
    from ..source import Source

__all__ = [
    "Bench",
    "Failure",
    "bench",
    "bench_in",
    "compiled",
    "copied",
    "from_sql",
    "from_text",
    "rebuilt",
    "script_into",
    "sound",
    "untrusted",
    "with_stubs",
]


def compiled(source: Source, server: Server, note: Note) -> Model:
    """Return a model in Postgres's own spelling, with what it relies on in other people's objects.

    Raises SourceError, with the place in the model's file, where Postgres refuses it.
    """
    with bench(server, note) as db:
        if source.base:
            db.script(source.base)
        base = db.read()
        if source.base and (lacks := missing(base, source.model)):
            raise SourceError("; ".join(lacks), source.mark(min(source.model.external)))
        goal = overlay(base, with_stubs(source.model, base))
        _refuse(db.build(goal, Search(goal, source.model)), source)
        there = db.read()
        found = _claimed(there, base, qualified(source.model, there))
    return settled(found, server, note)


def with_stubs(model: Model, base: Model) -> Model:
    """Own what nobody else makes: where there is no base, what is relied on is stood in for."""
    return Model(
        model.values(), model.edges, external=model.external & set(base), about=model.about
    )


def _claimed(found: Model, base: Model, written: Model) -> Model:
    """Keep what the model owns and what that stands on, and what only the file can know."""
    made = {ref for ref in set(found) - set(base) if found[ref].managed}
    owned = (set(written) | made) - written.external
    external = {ref for ref in written.external if ref in found}
    for ref in owned:
        external |= {used for used in found.uses(ref) if used not in owned and used in found}
    external |= homes(external, found) - owned
    objects = [as_written(found[r], written) for r in owned | external if r in found]
    objects += [obj for obj in written.values() if not obj.stored]
    # What says no more than what holds anyway, or scratch has no part in, is not read back.
    unread = (o for o in written.values() if o.stated or not written.provable(o.ref))
    objects += [obj for obj in unread if obj.ref not in found]
    edges = [e for e in found.edges if e.user in owned]
    return Model(objects, edges, external=external, about=written.about)


def sound(model: Model, server: Server, note: Note) -> Model:
    """Return a model in which bodies are marked that no server would take today.

    They name what is not there. `note` is told which.
    """
    import psycopg

    marked = dict(model)
    kept: dict[str, Any] = {"unchecked": True}
    with bench(server, note) as db:
        copied(model, db)
        db.check(True)
        for ref, obj in model.items():
            if "unchecked" not in only_written(type(obj)):
                continue
            step = next(obj.create(Context(model, model, frozenset())))
            db.search((ref.path[0], "public"))
            try:
                db.run(step.once)
            except psycopg.errors.InsufficientPrivilege:
                continue  # whatever it names, nobody has looked
            except psycopg.Error:
                marked[ref] = replace(obj, **kept)
                note(f"its body names what is not there, and is marked `unchecked`: {ref}")
    return Model(marked.values(), model.edges, about=model.about)


def from_sql(path: Path, server: Server, note: Note) -> Model:
    """Return what a script of SQL builds in an empty database."""
    with bench(server, note) as db:
        db.script(path)
        return _unsaid(db.read())


def from_text(text: str, called: str, server: Server, note: Note) -> Model:
    """Return what a text of SQL, however it is called, builds in an empty database."""
    with bench(server, note) as db:
        run_text(text, called, db.run)
        return _unsaid(db.read())


def _unsaid(found: Model) -> Model:
    return Model((obj.unsaid() for obj in found.values()), found.edges)


def script_into(conn: Connection[Any], path: Path) -> None:
    """Run a script in any database. Raises SourceError with the place in it."""
    run_script(path, lambda sql: conn.execute(sql.encode(), prepare=True))


def _refuse(failures: list[Failure], source: Source) -> None:
    """Turn a server's complaints into ones about the model's file."""
    if failures:
        failure = failures[0]
        obj, mark = _blamed(failure, source)
        raise SourceError(f"{obj}: {in_words(failure.error)}{untrusted(failure.error)}", mark)


def _blamed(failure: Failure, source: Source) -> tuple[Ref, Mark | None]:
    """Return the object whose text a server's complaint points into, and the place."""
    model = source.model
    refs = [ref for ref in failure.step.refs if ref in model]
    position = int(failure.error.diag.statement_position or 0) - 1
    for ref in refs if position >= 0 else ():
        for name in type(model[ref]).__struct_fields__:
            for text in _texts(getattr(model[ref], name)):
                at = _offset(failure.step.sql, text.strip(), position)
                if at is not None:
                    lead = len(text) - len(text.lstrip())
                    return ref, within(source.mark(ref, name), text, at + lead)
    guilty = (refs or list(failure.step.refs))[0]
    return guilty, source.mark(guilty)


def _offset(sql: str, text: str, position: int) -> int | None:
    """Return where a position of a statement is in a text that stands in it."""
    start = sql.find(text)
    while start >= 0:
        if start <= position < start + len(text):
            return position - start
        start = sql.find(text, start + 1)
    return None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
