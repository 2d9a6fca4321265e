"""Lint: what Postgres takes and people regret. Rules look at the canonical model, never at SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..errors import Mark, VfedSchemaError
from ..finding import Finding, Level
from ..model import Model
from .facts import Facts
from .rule import Fix, Found, Remove, Rule
from .rules import BY_NAME, RULES
from .silences import Silences, refuse_unknown

if TYPE_CHECKING:
    from ..source import Source

__all__ = ["RULES", "Linted", "Told", "chosen", "lint", "rule", "severe"]

_UNUSED = "unused-silence"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, and what would mend it, if anything does."""

    finding: Finding
    found: Found
    rule: Rule

    @property
    def fixable(self) -> bool:
        """True if there is a file to mend, and something to be done in it."""
        return bool(self.found.fix and self.finding.mark)


@dataclass(frozen=True, slots=True)
class Linted:
    """What rules have found in a model, and how much of that somebody has silenced."""

    told: tuple[Told, ...]
    silenced: int
    rules: tuple[str, ...] = ()  # those that were asked

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(told.finding for told in self.told)

    @property
    def quiet(self) -> tuple[str, ...]:
        """The rules that had nothing to tell."""
        loud = {told.rule.name for told in self.told}
        return tuple(name for name in self.rules if name not in loud)

    @property
    def fixable(self) -> tuple[Told, ...]:
        return tuple(told for told in self.told if told.fixable)

    def without(self, fixes: Collection[Fix]) -> Linted:
        """Return the same, where some fixes cannot be made."""
        told = (
            replace(one, found=one.found._replace(fix=None)) if one.found.fix in fixes else one
            for one in self.told
        )
        return replace(self, told=tuple(told))


Marks = Callable[[], "Source | None"]


def lint(model: Model, rules: Iterable[Rule], written: Marks = lambda: None) -> Linted:
    """Return what rules find in a model.

    `written` gives the model as it is written, which knows the place of everything; it is called
    where there is something to tell. Raises SourceError where a rule is silenced that there is not.
    """
    refuse_unknown(model, written)
    wanted = tuple(rules)
    facts, silences = Facts(model), Silences(model)
    left: list[tuple[Rule, Found]] = []
    silenced = 0
    for one in wanted:
        for found in one.check(facts):
            if silences.silent(found.ref, one.name):
                silenced += 1
            else:
                left.append((one, found))
    if BY_NAME[_UNUSED] in wanted:
        asked = frozenset(one.name for one in wanted) - {_UNUSED}
        left += ((BY_NAME[_UNUSED], found) for found in _unused(silences, asked))
    source = written() if left else None
    told = (_told(one, found, source) for one, found in left)
    rules_ = tuple(one.name for one in wanted)
    return Linted(tuple(sorted(told, key=_place)), silenced, rules_)


def _unused(silences: Silences, rules: frozenset[str]) -> Iterator[Found]:
    for silence in silences.unused(rules):
        where = silence.target or "the model"
        if not silences.silent(silence.ref, _UNUSED):
            message = f"`{silence.rule}` finds nothing to be silent about in {where}"
            yield Found(silence.ref, message, "reason", Remove(silence.ref, "reason"))


def _told(one: Rule, found: Found, source: Source | None) -> Told:
    finding = Finding(
        rule=one.name,
        level=one.level,
        message=found.message,
        subject=str(found.ref),
        mark=source.mark(found.ref, found.field) if source else None,
        help=one.instead,
    )
    return Told(finding, found, one)


def _place(told: Told) -> tuple[Mark, str, str, str]:
    finding = told.finding
    return (finding.mark or Mark("", 0, 0), finding.subject, finding.rule, finding.message)


def chosen(only: Iterable[str], skip: Iterable[str], *, every: bool = False) -> tuple[Rule, ...]:
    """Return the rules that somebody asks for: the usual ones, unless told otherwise.

    Raises VfedSchemaError where there is no such rule.
    """
    named, left = {rule(name).name for name in only}, {rule(name).name for name in skip}
    if named:
        return tuple(r for r in RULES if r.name in named - left)
    return tuple(r for r in RULES if (r.usual or every) and r.name not in left)


def rule(name: str) -> Rule:
    """Return the rule of a name. Raises VfedSchemaError where there is none."""
    if name not in BY_NAME:
        close = get_close_matches(name, BY_NAME, 1, 0.5)
        hint = f"did you mean `{close[0]}`?" if close else "`vfed-schema lint --rules` lists them"
        raise VfedSchemaError(f"no rule is called `{name}`; {hint}")
    return BY_NAME[name]


def severe(findings: Iterable[Finding], level: Level) -> bool:
    """True if a finding is as bad as a level, or worse."""
    order = list(Level)
    return any(order.index(f.level) <= order.index(level) for f in findings)
