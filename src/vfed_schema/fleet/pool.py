"""Do something to many databases at once, so that no slow or dead one holds the others up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Generic, TypeVar

from ..connection import cancel_all
from ..errors import CatalogError, VfedSchemaError, in_words
from .file import Node

T = TypeVar("T")

GRACE = 5.0  # seconds that what is interrupted has to end


@dataclass(slots=True)
class Done(Generic[T]):
    """What came of one node: a result or an error, and how long it took in seconds."""

    node: Node
    result: T | None = None
    error: VfedSchemaError | None = None
    seconds: float = 0.0
    started: float = field(default_factory=time.monotonic)


def each(
    nodes: Sequence[Node],
    action: Callable[[Node], T],
    *,
    jobs: int,
    timeout: float | None,
    go_on: Callable[[Done[T]], bool] = lambda done: True,
) -> Iterator[Done[T]]:
    """Do something to each node, `jobs` at a time, and yield each as it ends, or runs out of time.

    After one for which `go_on` is false, no other is begun; those that are under way end. What
    has run out of time is left to itself: its place is given to the next. Where somebody stops it,
    so are the servers stopped.
    """
    waiting = list(reversed(nodes))
    ended: Queue[Done[T]] = Queue()
    under_way: dict[str, Done[T]] = {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < jobs:
                done: Done[T] = Done(waiting.pop())
                under_way[done.node.name] = done
                threading.Thread(target=_run, args=(action, done, ended), daemon=True).start()
            for done in _next(ended, under_way, timeout):
                if done.node.name not in under_way:
                    continue  # it was given up
                del under_way[done.node.name]
                done.seconds = time.monotonic() - done.started
                yield done
                if not go_on(done):
                    waiting.clear()
    except KeyboardInterrupt:
        _end(ended, under_way)
        raise


def _end(ended: Queue[Done[T]], under_way: dict[str, Done[T]]) -> None:
    """Have servers stop what is under way, and give it a moment to write down where it stopped."""
    over = time.monotonic() + GRACE
    while under_way and time.monotonic() < over:
        cancel_all()
        with suppress(Empty):
            under_way.pop(ended.get(timeout=0.2).node.name, None)


def _run(action: Callable[[Node], T], done: Done[T], ended: Queue[Done[T]]) -> None:
    try:
        done.result = action(done.node)
    except VfedSchemaError as error:
        done.error = error
    except Exception as error:
        done.error = CatalogError(in_words(error))
    ended.put(done)


def _next(
    ended: Queue[Done[T]], under_way: dict[str, Done[T]], timeout: float | None
) -> Iterator[Done[T]]:
    """Yield what ends next, or what has run out of time."""
    now = time.monotonic()
    left = None
    if timeout is not None:
        left = max(0.0, min(done.started for done in under_way.values()) + timeout - now)
    try:
        yield ended.get(timeout=left)
    except Empty:
        assert timeout is not None
        now = time.monotonic()
        for done in [d for d in under_way.values() if now >= d.started + timeout]:
            late: Done[T] = Done(done.node, started=done.started)
            late.error = CatalogError(f"no answer within {timeout:g} s")
            yield late
