"""Decide what has to go, what is altered, and what has to come back. No order yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..diff import Change
from ..errors import PlanError, Refusal
from ..model import Model
from ..ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The objects to drop, and those to create or alter; what is in both is made again."""

    before: Model
    after: Model
    drops: frozenset[Ref]
    makes: frozenset[Ref]
    new: frozenset[Ref]  # what is created, for the first time or again
    superseded: frozenset[Ref]
    lost: tuple[str, ...]
    handed: Mapping[Ref, Ref]  # what is made again and keeps its rows, with its `heir`
    spread: _Spread
    allow: frozenset[str]

    def remake(self, refs: Iterable[Ref]) -> Work:
        """Return the same work with more objects dropped and made again. Raises Refusal."""
        for ref in refs:
            self.spread.remake(ref)
        return self.spread.work(self.allow)

    @property
    def remade(self) -> frozenset[Ref]:
        """Return what is dropped and made again, but for what stays with the rows it has."""
        return frozenset(r for r in self.drops & self.makes if not _kept(self, r))


def work(
    before: Model, after: Model, changes: Iterable[Change], major: int, allow: frozenset[str]
) -> Work:
    """Sort changes into work. Raises Refusal if rows would be lost, PlanError if all ways end."""
    spread = _Spread(before, after, major)
    for change in changes:
        spread.take(change)
    return spread.work(allow)


@dataclass(slots=True)
class _Spread:
    """Work as it grows: whatever stands on what goes, goes too, and comes back if it is wanted."""

    before: Model
    after: Model
    major: int
    drops: set[Ref] = field(default_factory=set)
    makes: set[Ref] = field(default_factory=set)
    superseded: set[Ref] = field(default_factory=set)
    because: dict[Ref, Ref] = field(default_factory=dict)
    queue: list[Ref] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def work(self, allow: frozenset[str]) -> Work:
        """Let the work spread to all that stands on it. Raises Refusal or PlanError."""
        self.spread()
        self.add_unstored()
        done = Work(
            before=self.before,
            after=self.after,
            drops=frozenset(self.drops),
            makes=frozenset(self.makes),
            new=self.new,
            superseded=frozenset(self.superseded),
            lost=tuple(sorted(self.lost)),
            handed={ref: heir for ref, heir in self.heirs() if isinstance(heir, Ref)},
            spread=self,
            allow=allow,
        )
        if not allow & {"remake", "all"}:
            _keep_rows(done, self.because)
        _keep_standing(done)
        return done

    @property
    def new(self) -> frozenset[Ref]:
        return frozenset(r for r in self.makes if r not in self.before or r in self.drops)

    def take(self, change: Change) -> None:
        ref, was, now = change.ref, change.before, change.after
        if now is None:
            self.drop(ref)
        elif was is None:
            self.makes.add(ref)
        elif was.broken:
            self.remake(ref)
        elif now.supersedes(was):
            self.supersede(ref)
        elif now.can_alter(was, self.major):
            self.makes.add(ref)
            self.displace(ref, forced=False)
        else:
            self.remake(ref)

    def drop(self, ref: Ref, because: Ref | None = None) -> None:
        if ref not in self.drops:
            self.superseded.discard(ref)  # what goes now does not wait for its successor
            self.drops.add(ref)
            self.queue.append(ref)
            if because:
                self.because[ref] = because

    def remake(self, ref: Ref, because: Ref | None = None) -> None:
        self.drop(ref, because)
        if ref in self.after:
            self.makes.add(ref)

    def displace(self, ref: Ref, *, forced: bool) -> None:
        """Take out of the way of an ALTER whatever would block it."""
        now, was = self.after[ref], self.before[ref]
        for user in self.before.users(ref):
            if now.displaces(was, self.before[user], forced=forced):
                self.remake(user, ref)

    def supersede(self, ref: Ref) -> None:
        """Make the new one beside the old; who holds rows moves over, everybody else is remade."""
        self.makes.add(ref)
        if ref in self.drops:
            return
        self.superseded.add(ref)
        for user in self.before.users(ref):
            if user in self.after and self.before.holds_rows(user):
                self.makes.add(user)
                self.displace(user, forced=self.before[ref].data_type)
            elif user in self.after and self.after[user].facet:
                self.makes.add(user)  # said again, of the new one
            else:
                self.remake(user, ref)

    def spread(self) -> None:
        while self.queue:
            gone = self.queue.pop()
            for user in self.before.users(gone):
                if user not in self.drops and not self.lets_go(user, gone):
                    self.follow(user, gone)

    def lets_go(self, user: Ref, gone: Ref) -> bool:
        """True if altering `user` is enough to stop it standing on `gone`."""
        now, was = self.after.get(user), self.before[user]
        return (
            now is not None
            and now != was
            and gone not in self.after.uses(user)
            and now.can_alter(was, self.major)
        )

    def follow(self, user: Ref, gone: Ref) -> None:
        if not self.before[user].managed:
            self.lose(user, gone)
        else:
            self.remake(user, gone)

    def lose(self, user: Ref, gone: Ref) -> None:
        """Let go what lives in a dropped object; stop where it stands on its own."""
        if self.before.uses(user).get(gone) and gone not in self.after:
            self.lost.append(str(self.before[user]))
            self.drop(user, gone)
            return
        raise PlanError(
            f"{self.before[user]} stands on {gone}, which must be dropped, and is of a kind that"
            " is not managed: drop it yourself first, and make it again after"
        )

    def heirs(self) -> Iterator[tuple[Ref, Ref | str]]:
        """Yield what is made again, with what has its rows meanwhile, or what is in the way."""
        for ref in self.drops & self.makes:
            if self.before[ref].holds_rows and (
                heir := self.before[ref].heir(self.before, self.after)
            ):
                yield ref, heir

    def add_unstored(self) -> None:
        new = self.new
        for ref, obj in self.after.items():
            if not obj.stored and obj.wanted(new):
                self.makes.add(ref)


def _keep_rows(done: Work, because: dict[Ref, Ref]) -> None:
    """Refuse to drop and remake an object whose rows would be lost on the way."""
    again = done.remade
    stuck = dict(done.spread.heirs())
    # What differs is the reason for the rest.
    for ref in sorted(again, key=lambda r: (not done.after[r].changed(done.before[r]), r)):
        if done.before.holds_rows(ref):
            home = done.before[ref].parent
            ref = home if home in stuck else ref
            way = stuck.get(ref)
            out = f"{way}, or say `--allow remake` to lose them" if way else _WAY_OUT
            raise Refusal(f"{_reason(ref, done, because)}; {out}")


def _kept(done: Work, ref: Ref) -> bool:
    """True if the rows of an object that is made again are handed on."""
    obj = done.before[ref]
    return ref in done.handed or (obj.rides and obj.parent in done.handed)


def _reason(ref: Ref, done: Work, because: dict[Ref, Ref]) -> str:
    was, now = done.before[ref], done.after[ref]
    fields = sorted(now.changed(was))
    if fields:
        told = ", ".join(f"{f} {getattr(was, f)!r} to {getattr(now, f)!r}" for f in fields)
        return f"{ref}: {told} cannot change in place, and its rows would be lost"
    return f"{ref} stands on {because.get(ref, ref)}, which has to be made again; its rows would go"


_WAY_OUT = "make the new one beside it and move the rows, or say `--allow remake` to lose them"


def _keep_standing(done: Work) -> None:
    """Refuse to drop what something that stays, or comes back, stands on."""
    gone = {ref for ref in done.drops if ref not in done.after}
    for ref in sorted(done.makes) if gone else ():
        for used in done.after.uses(ref):
            if used in gone:
                raise Refusal(
                    f"{ref} stands on {used}, which the model does not have: keep the one or"
                    " drop the other"
                )
