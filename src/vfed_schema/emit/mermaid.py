"""A diagram of what changes, and what that stands on, in Mermaid: hosts of code draw it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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
    otherwise = _otherwise(migration)
    every = sorted({*groups, *otherwise}, key=lambda ref: (ref.path, ref.kind))
    tops = every[:NODES]
    signs = {top: whole(top, groups.get(top, ())) for top in tops}
    arrows = sorted(set(_arrows(tops, migration)))[: NODES * 4]
    around = sorted({ref for pair in arrows for ref in pair} - set(tops))[:NODES]
    names = {ref: f"n{number}" for number, ref in enumerate([*tops, *around])}
    lines = ["flowchart LR", *([] if tops else ['  none["no object that is managed differs"]'])]
    for top in tops:
        inside = "" if signs[top] else counted(groups.get(top, ()), _WORDS)
        told = [part for part in (*otherwise.get(top, ()), inside) if part]
        lines.append(_node(names[top], signs[top] or "~", top, told, _CLASSES[signs[top]]))
    lines += [_node(names[ref], "", ref, [], "same") for ref in around]
    if left := len(every) - len(tops):
        lines.append(f'  more["and {left} more"]')
    lines += [f"  {names[a]} --> {names[b]}" for a, b in arrows if a in names and b in names]
    return "\n".join(lines) + "\n" + _STYLES


def _otherwise(migration: Migration) -> dict[Ref, list[str]]:
    """Return what is said in the box of what is renamed or made again, or has such a part."""
    told: dict[Ref, list[str]] = defaultdict(list)
    parts: dict[Ref, Counter[str]] = defaultdict(Counter)
    for was, now in migration.plan.renamed:
        top = migration.after.top(now) if now in migration.after else now
        if top != now:
            parts[top]["renamed"] += 1
        else:
            told[top].append(f"was {_text(str(was))}" if was != now else "parts renamed")
    for ref in migration.plan.remade:
        model = migration.after if ref in migration.after else migration.before
        if (top := model.top(ref)) != ref:
            parts[top]["made again"] += 1
        else:
            told[top].append("made again")
    for top, counts in parts.items():
        told[top].append(", ".join(f"{count} {word}" for word, count in counts.items()))
    return told


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


def _node(name: str, sign: str, ref: Ref, inside: Iterable[str], style: str) -> str:
    # A sign alone at the start would make an item of a list.
    label = f"({sign}) {_text(str(ref))}" if sign else _text(str(ref))
    label += "".join(f"<br/>{told}" for told in inside)
    return f'  {name}["{label}"]:::{style}'


def _text(text: str) -> str:
    """Return a text as a label may hold it: by their numbers what is neither letter nor digit."""
    told = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return re.sub(r"[^\w .…]", lambda m: f"#{ord(m[0])};", told)
