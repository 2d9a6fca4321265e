"""Anything that gives a model: a URL, a YAML model, a script of SQL, a lock, a commit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .connection import is_url
from .errors import SourceError
from .frameworks import is_framework, script
from .lock import Header, Lock, OtherFormat, dump, load, peek, prints
from .model import Model
from .source import digest, refuse_no_file, text_of
from .source.profile import is_profile

if TYPE_CHECKING:
    from psycopg import Connection

    from .catalog import Reading
    from .gitted import Place
    from .scratch import Server

Note = Callable[[str], None]

# The major whose spelling a new lock is written in: the newest, which the embedded server has.
LOCK_MAJOR = 18


@dataclass(slots=True)
class Workshop:
    """Scratch servers, started when first asked for and kept until the end."""

    note: Note
    _stack: ExitStack
    servers: dict[int | None, Server] = field(default_factory=dict)

    def server(self, major: int | None = None) -> Server:
        """Return a scratch server of this major, or of another if there is none to be had.

        Raises ScratchError if there is none at all.
        """
        from . import scratch

        if major not in self.servers:
            self.servers[major] = self._stack.enter_context(
                scratch.server(major=major, note=self.note)
            )
        return self.servers[major]


@contextmanager
def workshop(note: Note) -> Iterator[Workshop]:
    """Open a workshop for as long as the context lasts."""
    with ExitStack() as stack:
        yield Workshop(note, stack)


class Given:
    """A source: what it is at once, its model when that is first asked for."""

    def __init__(
        self,
        *,
        name: str,
        model: Model | Callable[[], Model],
        major: int,
        live: Connection[Any] | None = None,
        header: Header | None = None,
        reading: Reading | None = None,
        files: tuple[Path, ...] = (),
    ) -> None:
        self.name, self.major, self.live, self.header = name, major, live, header
        self.reading = reading  # of the catalog of a database
        self.files = files  # all that a model is made of, where no more than files are asked
        self._model = model

    @property
    def model(self) -> Model:
        """Return the model. Raises SourceError or CatalogError where it cannot be made."""
        if not isinstance(self._model, Model):
            self._model = self._model()
        return self._model

    def called(self, name: str) -> Given:
        """Return the same source by another name, whatever files it was made of."""
        model = self._model
        return Given(name=name, model=model, major=self.major, live=self.live, header=self.header)

    def became(self, model: Model) -> Given:
        """Return the same source with something else in it."""
        return Given(
            name=self.name, model=model, major=self.major, live=self.live, header=self.header
        )


def lock_path(model: Path) -> Path:
    """Return where the lock of a model is kept: `generated/`, beside the model's folder.

    What is laid over a model has a folder of its own in there.
    """
    home = model.parent
    if home.resolve().name == "schema":
        home = home.parent if home.name == "schema" else home / ".."
    folder = home / "generated"
    return (folder / model.stem if is_profile(model) else folder) / "catalog.jsonl"


@contextmanager
def given(
    source: str,
    shop: Workshop,
    major: int | None = None,
    *,
    model: Path | None = None,
    standing: bool = False,
) -> Iterator[Given]:
    """Read a source; a script is built on a server of `major`, if there is one.

    Of a commit, `model` says which model's lock is meant, where no path is said. `standing` is to
    have the standing of a catalog as well.

    Raises SourceError or CatalogError.
    """
    if is_url(source):
        with _live(source, standing) as found:
            yield found
        return
    if source.startswith("git:"):
        yield _commit(source, model or Path("schema/tables.yaml"), shop, major)
        return
    if is_framework(source):
        yield _framework(source, shop, major)
        return
    path = Path(source)
    if path.suffix in (".yaml", ".yml"):
        yield of_model(path, shop)
    elif path.suffix == ".sql":
        yield _script(path, shop, major)
    elif path.suffix == ".jsonl":
        yield _lock(text_of(path), str(path), files=(path,))
    else:
        raise SourceError(
            f"`{source}` is no source: give a postgresql:// URL, a .yaml model, a .sql script, a"
            " .jsonl lock, git:REVISION for the lock of a commit, git:REVISION:path for any of its"
            " files, sqlalchemy:MODULE:BASE, or django:SETTINGS"
        )


@contextmanager
def _live(url: str, standing: bool) -> Iterator[Given]:
    from .catalog import Reading
    from .connection import connect, safe

    with connect(url) as conn:
        reading = Reading(conn, standing=standing, another=partial(connect, url))
        with closing(reading):
            yield Given(
                name=safe(url),
                model=partial(reading.model, lazy=True),
                major=reading.major,
                live=conn,
                reading=reading,
            )


def _script(path: Path, shop: Workshop, major: int | None) -> Given:
    from .canonical import from_sql

    server = shop.server(major)
    return Given(name=str(path), model=from_sql(path, server, shop.note), major=server.major)


def _framework(source: str, shop: Workshop, major: int | None) -> Given:
    from psycopg.conninfo import conninfo_to_dict

    from .canonical import from_text

    server = shop.server(major)
    with server.database() as empty:
        parts = {k: str(v) for k, v in conninfo_to_dict(empty.conninfo).items() if v}
        text = script(source, parts)
    return Given(name=source, model=from_text(text, source, server, shop.note), major=server.major)


def _lock(text: str, file: str, name: str = "", files: tuple[Path, ...] = ()) -> Given:
    """Return what a lock holds. Raises SourceError where its first line is no lock's."""
    header = peek(text, file)
    return Given(
        name=name or file,
        model=lambda: load(text, file)[0],
        major=header.major,
        header=header,
        files=files,
    )


def _commit(source: str, model: Path, shop: Workshop, major: int | None) -> Given:
    """Read a file of a commit; where none is said, the model's lock, or else the model itself."""
    from .gitted import PREFIX, Absent, place

    lock = place(source, lock_path(model))
    if lock.said and not lock.path.endswith(".jsonl"):
        return _checked_out(lock, shop, major)
    try:
        return _lock(lock.text(), lock.name)
    except (Absent, OtherFormat) as error:
        if lock.said:
            raise
        whole = place(f"{PREFIX}{lock.revision}:{model.as_posix()}", model)
        try:
            found = _checked_out(whole, shop, major)
        except Absent:
            raise error from None
        shop.note(f"{error}: its model was built anew")
        return found


def _checked_out(there: Place, shop: Workshop, major: int | None) -> Given:
    """Build a model or a script of a commit; of a model, its lock is taken if that is fresh."""
    from .gitted import READ

    if not there.path.endswith(READ):
        raise SourceError(
            f"`{there.source}`: of a commit, a .jsonl lock, a .yaml model or a .sql script is read"
        )
    with there.checked_out() as file:
        if file.suffix == ".sql":
            return _script(file, shop, major).called(there.name)
        try:
            found = ready(file)
        except SourceError:  # a lock that cannot be read says no more than none
            found = None
        found = found or _compiled(file, shop)
    return found.called(there.name)


def ready(path: Path) -> Given | None:
    """Return the canonical form of a YAML model if its lock is up to date: no server is asked."""
    lock = lock_path(path)
    if path.suffix not in (".yaml", ".yml") or not (path.is_file() and lock.is_file()):
        return None
    text = text_of(lock)
    header = peek(text, str(lock))
    if not fresh(header, path):
        return None
    files = (lock, *(path.parent / name for name in header.files))
    return _lock(text, str(lock), str(path), files)


def of_model(path: Path, shop: Workshop) -> Given:
    """Return the canonical form of a YAML model: its lock, if that is up to date, or built anew."""
    lock = lock_path(path)
    refuse_no_file(path)
    if there := ready(path):
        return there
    if lock.is_file():
        shop.note(
            f"{lock} is out of date: building the model anew; `vfed-schema generate` writes it"
        )
    return _compiled(path, shop)


def _compiled(path: Path, shop: Workshop) -> Given:
    made = compile_lock(path, shop)
    return Given(name=str(path), model=made.model, major=made.header.major, header=made.header)


def fresh(header: Header, path: Path) -> bool:
    """True if a lock was made of the files as they are now."""
    home = path.parent
    files = [home / name for name in header.files]
    if not all(f.is_file() for f in files) or path.resolve() not in {f.resolve() for f in files}:
        return False
    return digest(files, home) == header.digest


def compile_lock(path: Path, shop: Workshop, major: int = LOCK_MAJOR) -> Lock:
    """Build a YAML model on a scratch server and return its lock.

    Where there is one already, only what has changed since is built. Raises SourceError, with
    every place, where a rule of lint is silenced that there is not.
    """
    from .canonical import compiled
    from .canonical.again import recompiled, since, untouched
    from .canonical.names import qualified
    from .source import read

    source = read(path)
    if any(obj.of_model for obj in source.model.values()):
        from .lint.silences import refuse_unknown

        refuse_unknown(source.model, lambda: source)
    base = digest([source.base], path.parent) if source.base else ""
    base += "".join(sorted(prints(source.model, external=True).values()))
    base = sha256(base.encode()).hexdigest()[:16]
    last = _last(lock_path(path))
    if last and last.header.base != base:
        last = None
    known = since(source, last.model, last.header.said) if last else None
    model = untouched(known) if known and last and last.header.major == major else None
    if model is None:
        server = shop.server(major)
        major = server.major
        if known and last and last.header.major == major:
            model = recompiled(known, server, shop.note)
        if model is None:
            model = compiled(source, server, shop.note)
    files = tuple(_relative(f, path.parent) for f in source.files)
    written = qualified(source.model, model)
    said = known.said if known and written is known.written else prints(written)
    header = Header(digest=source.digest, files=files, major=major, base=base, said=said)
    return Lock(dump(model, header, last), model, header)


def _last(file: Path) -> Lock | None:
    """Return the lock that was made last, whatever it was made of, if it can be read."""
    try:
        text = text_of(file) if file.is_file() else ""
        return Lock(text, *load(text, str(file), said=True)) if text else None
    except SourceError:
        return None


def _relative(file: Path, home: Path) -> str:
    return Path(os.path.relpath(file, home)).as_posix()
