"""What stands on what: found once for a model, and kept up where a few of its objects change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from .ref import Ref


class Edge(NamedTuple):
    """`user` stands on `used`; `auto` if dropping `used` drops `user` with it (deptype `a`)."""

    user: Ref
    used: Ref
    auto: bool = False


class Edges(Protocol):
    """Edges that are read when they are asked for: all, or those of some users."""

    def __call__(self) -> Iterable[Edge]: ...

    def of(self, users: Collection[Ref]) -> Iterable[Edge]: ...


Needs = Iterable[tuple[Ref, Iterable[Ref]]]  # objects, and what they stand on by their own fields


class Dependencies(NamedTuple):
    """What objects stand on by the catalog alone, and who stands on them by all that is known.

    Where one is made of another, what has not changed is the same list in both.
    """

    uses: dict[Ref, list[tuple[Ref, bool]]]
    users: dict[Ref, list[Ref]]

    @classmethod
    def of(cls, edges: Iterable[Edge], needs: Needs) -> Dependencies:
        """Return what edges and objects tell."""
        uses: dict[Ref, list[tuple[Ref, bool]]] = {}
        users: dict[Ref, list[Ref]] = {}
        for user, used, auto in edges:
            uses.setdefault(user, []).append((used, auto))
            users.setdefault(used, []).append(user)
        for ref, needed in needs:
            for used in needed:
                users.setdefault(used, []).append(ref)
        return cls(uses, users)

    def altered(self, gone: Needs, edges: Iterable[Edge], needs: Needs) -> Dependencies:
        """Return the same without some objects, and with what others stand on.

        >>> a, b, c = (Ref("view", (name,)) for name in "abc")
        >>> was = Dependencies.of([Edge(b, a), Edge(c, a)], ())
        >>> now = was.altered([(c, ())], [Edge(c, b)], ())
        >>> [[ref.path for ref in now.users.get(used, ())] for used in (a, b)]
        [[('b',)], [('c',)]]
        >>> now.uses[b] is was.uses[b]
        True
        """
        uses, users = dict(self.uses), dict(self.users)
        lost: dict[Ref, set[Ref]] = {}
        for ref, needed in gone:
            for used in (*needed, *(used for used, _ in uses.pop(ref, ()))):
                lost.setdefault(used, set()).add(ref)
        for used, which in lost.items():
            users[used] = [user for user in users.get(used, ()) if user not in which]
        more = Dependencies.of(edges, needs)
        for used, found in more.users.items():
            users[used] = [*users.get(used, ()), *found]
        return Dependencies(uses | more.uses, users)
