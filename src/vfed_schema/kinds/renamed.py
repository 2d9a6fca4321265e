"""Renames of what is no object of its own: labels, attributes, columns of views."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from ..errors import Refusal
from ..ref import Ref
from ..sql import name
from ..step import Step


def renames(
    ref: Ref,
    pairs: tuple[str, ...],
    there: Collection[str],
    action: str,
    spelled: Callable[[str], str] = name,
) -> Iterator[tuple[Step, Step]]:
    """Yield the step of each `new=old` that is still to be renamed, and the one that takes it back.

    `{}` in the action are the old name and the new one. Raises Refusal where both are there.
    """
    for pair in pairs:
        now, _, old = pair.partition("=")
        if old in there and now in there:
            raise Refusal(f"{ref}: the database has both `{old}` and `{now}`")
        if old in there:
            was, to = spelled(old), spelled(now)
            yield Step(sql=action.format(was, to)), Step(sql=action.format(to, was))
