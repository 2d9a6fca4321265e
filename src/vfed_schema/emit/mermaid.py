"""A diagram of what changes, and what that stands on, in Mermaid: hosts of code draw it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..migration import Migration
from ..ref import Ref
from .terminal import by_top, counted, whole

NODES = 60  # a diagram of more is no help, and hosts draw no more than 500 lines
LONGEST = 60  # characters of a name

_STYLES = """\
  classDef made stroke:#0072b2,stroke-width:3px
  classDef gone stroke:#d55e00,stroke-width:3px,stroke-dasharray:6 4
  classDef changed stroke-width:3px
  classDef same stroke-dasharray:1 3
"""
_CLASSES = {"+": "made", "-": "gone", "": "changed"}
_WORDS = {"+": "added", "~": "changed", "-": "dropped"}


def mermaid(migration: Migration) -> str:
    """Return a flowchart: an arrow leads to what an object stands on."""
    groups = by_top(migration.plan.changes, migration.before, migration.after)
    tops = list(groups)[:NODES]
    signs = {top: whole(top, groups[top]) for top in tops}
    arrows = sorted(set(_arrows(tops, migration)))[: NODES * 4]
    around = sorted({ref for pair in arrows for ref in pair} - set(tops))[:NODES]
    names = {ref: f"n{number}" for number, ref in enumerate([*tops, *around])}
    lines = ["flowchart LR"]
    for top in tops:
        inside = "" if signs[top] else counted(groups[top], _WORDS)
        lines.append(_node(names[top], signs[top] or "~", top, inside, _CLASSES[signs[top]]))
    lines += [_node(names[ref], "", ref, "", "same") for ref in around]
    if left := len(groups) - len(tops):
        lines.append(f'  more["and {left} more"]')
    lines += [f"  {names[a]} --> {names[b]}" for a, b in arrows if a in names and b in names]
    return "\n".join(lines) + "\n" + _STYLES


def _arrows(tops: Iterable[Ref], migration: Migration) -> Iterator[tuple[Ref, Ref]]:
    """Yield outermost objects that change, each with one that something in it stands on."""
    meant = set(tops)
    for model in (migration.before, migration.after):
        for ref in model:
            top = model.top(ref)
            if top in meant:
                for used in model.uses(ref):
                    home = model.top(used) if used in model else top
                    if home != top and not model[home].shared:
                        yield top, home


def _node(name: str, sign: str, ref: Ref, inside: str, style: str) -> str:
    label = f"{sign} {_text(str(ref))}".strip() + (f"<br/>{inside}" if inside else "")
    return f'  {name}["{label}"]:::{style}'


def _text(text: str) -> str:
    """Return a text as a label may hold it: by their numbers what is neither letter nor digit."""
    told = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return re.sub(r"[^\w .…]", lambda m: f"#{ord(m[0])};", told)
