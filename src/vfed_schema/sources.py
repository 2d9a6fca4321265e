"""Anything that gives a model: a URL, a YAML model, a script of SQL, a lock, a commit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import SourceError
from .lock import Header, OtherFormat, dump, load, peek, prints
from .model import Model
from .source import digest, text_of
from .source.profile import is_profile

if TYPE_CHECKING:
    from psycopg import Connection

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A source, read."""

    name: str
    model: Model
    major: int
    live: Connection[Any] | None = None
    header: Header | None = None


def lock_path(model: Path) -> Path:
    """Return where the lock of a model is kept: `generated/`, beside the model's folder.

    What is laid over a model has a folder of its own in there.
    """
    home = model.parent
    if home.resolve().name == "schema":
        home = home.parent if home.name == "schema" else home / ".."
    folder = home / "generated"
    return (folder / model.stem if is_profile(model) else folder) / "catalog.jsonl"


def is_url(source: str) -> bool:
    """True for what libpq connects to: a URL or key=value pairs."""
    return bool(re.match(r"postgres(ql)?://", source) or re.match(r"\s*\w+\s*=", source))


@contextmanager
def given(
    source: str, shop: Workshop, major: int | None = None, *, model: Path | None = None
) -> Iterator[Given]:
    """Read a source; a script is built on a server of `major`, if there is one.

    Of a commit, `model` says which model's lock is meant, where no path is said.

    Raises SourceError or CatalogError.
    """
    if is_url(source):
        with _live(source) as found:
            yield found
        return
    if source.startswith("git:"):
        yield _commit(source, model or Path("schema/tables.yaml"), shop, major)
        return
    path = Path(source)
    if path.suffix in (".yaml", ".yml"):
        yield of_model(path, shop)
    elif path.suffix == ".sql":
        yield _script(path, shop, major)
    elif path.suffix == ".jsonl":
        yield _lock(path)
    else:
        raise SourceError(
            f"`{source}` is no source: give a postgresql:// URL, a .yaml model, a .sql script, a"
            " .jsonl lock, or git:REVISION for the lock of a commit, git:REVISION:path for any of"
            " its files"
        )


@contextmanager
def _live(url: str) -> Iterator[Given]:
    from .catalog import connect, introspect, major_of, safe

    with connect(url) as conn:
        model = introspect(conn, lazy=True)
        yield Given(name=safe(url), model=model, major=major_of(conn), live=conn)


def _script(path: Path, shop: Workshop, major: int | None) -> Given:
    from .canonical import from_sql

    server = shop.server(major)
    return Given(name=str(path), model=from_sql(path, server, shop.note), major=server.major)


def _lock(path: Path) -> Given:
    model, header = load(text_of(path), str(path))
    return Given(name=str(path), model=model, major=header.major, header=header)


def _commit(source: str, model: Path, shop: Workshop, major: int | None) -> Given:
    """Read a file of a commit; where none is said, the model's lock, or else the model itself."""
    from .gitted import PREFIX, Absent, place

    lock = place(source, lock_path(model))
    if lock.said and not lock.path.endswith(".jsonl"):
        return _checked_out(lock, shop, major)
    try:
        told, header = load(lock.text(), lock.name)
        return Given(name=lock.name, model=told, major=header.major, header=header)
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
            return replace(_script(file, shop, major), name=there.name)
        try:
            found = ready(file)
        except SourceError:  # a lock that cannot be read says no more than none
            found = None
        found = found or _compiled(file, shop)
    return replace(found, name=there.name)


def ready(path: Path) -> Given | None:
    """Return the canonical form of a YAML model if its lock is up to date: no server is asked."""
    lock = lock_path(path)
    if path.suffix not in (".yaml", ".yml") or not (path.is_file() and lock.is_file()):
        return None
    if not fresh(lock, path):
        return None
    found = _lock(lock)
    return Given(name=str(path), model=found.model, major=found.major, header=found.header)


def of_model(path: Path, shop: Workshop) -> Given:
    """Return the canonical form of a YAML model: its lock, if that is up to date, or built anew."""
    lock = lock_path(path)
    if not path.is_file():
        raise SourceError(f"cannot read `{path}`: no such file")
    if there := ready(path):
        return there
    if lock.is_file():
        shop.note(
            f"{lock} is out of date: building the model anew; `vfed-schema generate` writes it"
        )
    return _compiled(path, shop)


def _compiled(path: Path, shop: Workshop) -> Given:
    model, header = load(compile_lock(path, shop))
    return Given(name=str(path), model=model, major=header.major, header=header)


def fresh(lock: Path, path: Path) -> bool:
    """True if the lock was made of the files as they are now."""
    header = peek(text_of(lock), str(lock))
    home = path.parent
    files = [home / name for name in header.files]
    if not all(f.is_file() for f in files) or path.resolve() not in {f.resolve() for f in files}:
        return False
    return digest(files, home) == header.digest


def compile_lock(path: Path, shop: Workshop, major: int = LOCK_MAJOR) -> str:
    """Build a YAML model on a scratch server and return the text of its lock.

    Where there is one already, only what has changed since is built.
    """
    from .canonical import compiled
    from .canonical.again import recompiled
    from .canonical.names import qualified
    from .source import read

    source = read(path)
    server = shop.server(major)
    base = digest([source.base], path.parent) if source.base else ""
    base += "".join(sorted(prints(source.model, external=True).values()))
    base = sha256(base.encode()).hexdigest()[:16]
    model = None
    last = _last(lock_path(path))
    if last and last.header and (last.major, last.header.base) == (server.major, base):
        model = recompiled(source, last.model, last.header.said, server, shop.note)
    if model is None:
        model = compiled(source, server, shop.note)
    files = tuple(_relative(f, path.parent) for f in source.files)
    said = prints(qualified(source.model, model))
    header = Header(digest=source.digest, files=files, major=server.major, base=base, said=said)
    return dump(model, header)


def _last(lock: Path) -> Given | None:
    """Return the lock that was made last, whatever it was made of, if it can be read."""
    try:
        return _lock(lock) if lock.is_file() else None
    except SourceError:
        return None


def _relative(file: Path, home: Path) -> str:
    import os

    return Path(os.path.relpath(file, home)).as_posix()
