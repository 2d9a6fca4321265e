"""A migration, drift or findings as a comment under a pull request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..diff import Change
from ..errors import VfedSchemaError
from ..finding import Finding
from ..migration import Migration
from ..ref import Ref
from ..shown import visible
from ..sql import how_many
from .cost import told as costs
from .drift import Drift
from .fitting import Part, fitted
from .markup import clean, code, fence, row, words
from .mermaid import mermaid
from .paint import Paint
from .plain import counted as levels
from .report import called, inside, notes_of, summary
from .script import blocks
from .terminal import by_top, counted, told, whole
from .whose import also, lead, told_states

ALIKE = 40  # hazards of one kind that are told in full; the rest are named
LINE = 10_000  # characters: in a comment nothing is broken into two lines
_SIGNED = re.compile(r"(  |        )([-+~]) (.*)")
_SHOWN = 300  # characters of a name of a source

_WORDS = {"+": "added", "~": "changed", "-": "dropped"}
_STRAYED = {"+": "missing", "~": "changed", "-": "extra"}


def marker(id_: str) -> str:
    """Return the line by which a bot finds the comment again.

    Raises VfedSchemaError where the name would end it.
    """
    if not re.fullmatch(r"[\w.:/@+ -]{1,100}", id_) or "--" in id_:
        raise VfedSchemaError(
            f"`{id_}` cannot name a comment: take letters, digits and single `- . : / @ + _`"
        )
    return f"<!-- vfed-schema: {id_} -->\n"


def comment(migration: Migration, *, id_: str, limit: int) -> str:
    """Return a migration as a comment of at most `limit` characters.

    What does not fit goes in this order: the diagram, the way back, the changes in detail, the
    SQL, the notes, the table, the hazards; each from its end.
    """
    title = words(summary(migration).partition(": ")[0])
    head = f"{marker(id_)}### Schema: {title}\n\n{_about(migration)}"
    if migration.same:
        return (
            f"{marker(id_)}### Schema: nothing to do\n\n{_ways(migration.origin, migration.target)}"
        )
    return fitted(
        [
            Part(head=head, items=("\n",)),
            _table(migration),
            _hazards(migration),
            Part(head="\n**Notes**\n\n", items=_items(notes_of(migration)), name="notes", first=5),
            _folded("Every change", _detail(migration), "diff", "lines of the changes", 3),
            _folded("SQL", _sql(blocks(migration.plan.steps)), "sql", "statements of the SQL", 4),
            _back(migration),
            _folded("Diagram", _diagram(migration), "mermaid", "of the diagram", 1),
        ],
        limit,
    )


def _diagram(migration: Migration) -> list[str]:
    return [mermaid(migration)] if migration.plan.changes or migration.plan.renamed else []


def _about(migration: Migration) -> str:
    _, _, sure = summary(migration).partition(": ")
    ways = _ways(migration.origin, migration.target)
    return f"{ways}\n{words(sure)}\n" if sure else ways


def _ways(origin: str, target: str) -> str:
    return f"From {code(origin[:_SHOWN])} to {code(target[:_SHOWN])}.\n"


def _table(migration: Migration) -> Part:
    rows = []
    groups = by_top(migration.plan.changes, migration.before, migration.after)
    for top, changes in groups.items():
        sign = whole(top, changes)
        model = migration.after if sign == "+" else migration.before
        content = inside([c.ref for c in changes if c.ref != top], model) if sign else ""
        said = content.strip(" ()") if sign else counted(changes, _WORDS)
        rows.append(row(code(sign or "~"), code(str(top)), said))
    for was, now in migration.plan.renamed:
        said = f"was {code(str(was))}" if was != now else "parts renamed"
        rows.append(row(code("~"), code(str(now)), said))
    for ref in sorted(migration.plan.remade):
        rows.append(row(code("~"), code(str(ref)), "dropped and made again, unchanged"))
    for what in migration.one_sided:
        rows.append(row("", code(what), "not managed"))
    return Part(head=_HEAD, items=tuple(rows), name="objects of the table", first=6)


# Nobody is to run half of it.
_CUT = "-- CUT HERE: there is more than fits into a comment"
_HEAD = "| | object | |\n|---|---|---|\n"


def _hazards(migration: Migration) -> Part:
    lines: list[str] = []
    counts: Counter[str] = Counter()
    likewise: dict[str, list[str]] = {}
    for hazard, step, said in costs(migration):
        counts[hazard.code] += 1
        if counts[hazard.code] <= ALIKE:
            lines.append(f"- **{hazard.code}**: {words(said)}\n")
        else:
            what = str(step.refs[0]) if step.refs else ".".join(step.table)
            likewise.setdefault(hazard.code, []).append(what)
    for code_, named in likewise.items():
        lines.append(f"- **{code_}**: likewise {len(named)} more: {words(', '.join(named))}\n")
    return Part(head="\n**Hazards**\n\n", items=tuple(lines), name="hazards", first=7)


def _items(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"- {words(line)}\n" for line in lines)


def _detail(migration: Migration) -> Iterator[str]:
    """Yield each change, with its sign where a `diff` has it."""
    groups = by_top(migration.plan.changes, migration.before, migration.after)
    for top, changes in groups.items():
        sign = whole(top, changes)
        yield f"{sign or ' '} {visible(str(top))}\n"
        if not sign:
            yield from _lines(top, changes)
    for was, now in migration.plan.renamed:
        yield visible(f"! {was}: {called(was, now)}") + "\n"
    for ref in sorted(migration.plan.remade):
        yield visible(f"! {ref}: dropped and made again, unchanged") + "\n"


def _lines(top: Ref, changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        yield from (f"{_in_diff(line)}\n" for line in told(change, top, Paint(False), LINE))


def _in_diff(line: str) -> str:
    """Return a line with its sign where a `diff` has it: `!` is neither added nor taken away."""
    found = _SIGNED.fullmatch(line)
    if not found:
        return f"  {line[4:] if line.startswith(' ' * 10) else line[2:]}"
    indent, sign, text = found.groups()
    return f"{'!' if sign == '~' else sign} {indent[2:]}{text}"


def _back(migration: Migration) -> Part:
    if migration.back is None:
        return Part(head="", items=(f"\nThere is no way back: {words(migration.no_return)}\n",))
    items = _sql(blocks(migration.back.steps))
    return _folded("Rollback SQL", items, "sql", "statements of the way back", 2)


def _sql(found: Iterable[str]) -> Iterator[str]:
    return (f"{block}\n\n" for block in found)


def _folded(title: str, items: Iterable[str], language: str, name: str, first: int) -> Part:
    """Return a block of code that opens when somebody asks for it."""
    told = [clean(item) for item in items]
    if told:
        told[-1] = told[-1].rstrip("\n")
    before, after = fence("".join(told), language)
    return Part(
        head=f"\n<details><summary>{title}</summary>\n\n{before}",
        items=tuple(told),
        foot=f"{after}\n</details>\n",
        more=_CUT if language == "sql" else "",
        name=name,
        first=first,
    )


def drift_comment(drift: Drift, *, id_: str, limit: int) -> str:
    """Return drift as a comment of at most `limit` characters: first the details go."""
    whose = told_states(drift.verdicts.values())
    title = whose or f"{how_many(len(drift.changes) + len(drift.strange), 'object')} drifted"
    title = "no drift" if drift.same else title
    head = f"{marker(id_)}### Schema: {title}\n\n{_ways(drift.origin, drift.target)}"
    groups = by_top(drift.changes, drift.before, drift.after)
    rows = [row(code(str(top)), counted(of, _STRAYED)) for top, of in groups.items()]
    rows += [row(code(told), "not managed") for told in drift.strange]
    return fitted(
        [
            Part(head=head, items=("\n",)),
            Part(head="| object | |\n|---|---|\n", items=tuple(rows), name="objects", first=3),
            Part(head="\n", items=_items(_reasons(drift)), name="reasons", first=2),
            _folded("Every difference", _strayed(drift), "diff", "lines of the differences", 1),
        ],
        limit,
    )


def _reasons(drift: Drift) -> Iterator[str]:
    """Yield why an object is no drift, and who made what is."""
    for ref, verdict in drift.verdicts.items():
        told = "; ".join(also(verdict))
        if told or lead(verdict):
            yield f"{lead(verdict)}{ref}{f': {told}' if told else ''}"


def _strayed(drift: Drift) -> Iterator[str]:
    """Yield each difference: `-` is what is there and is not to be."""
    for top, changes in by_top(drift.changes, drift.before, drift.after).items():
        yield f"  {visible(str(top))}\n"
        yield from _lines(top, changes)


def finding_comment(findings: Sequence[Finding], *, id_: str, limit: int) -> str:
    """Return findings as a comment of at most `limit` characters."""
    rows = (
        row(f.level.value, code(f.rule), code(f.subject), words(f.message), code(str(f.mark or "")))
        for f in findings
    )
    head = "| | rule | object | | where |\n|---|---|---|---|---|\n"
    return fitted(
        [
            Part(head=f"{marker(id_)}### Schema: {levels(findings)}\n", items=("\n",)),
            Part(head=head, items=tuple(rows), name="findings", first=1),
        ],
        limit,
    )
