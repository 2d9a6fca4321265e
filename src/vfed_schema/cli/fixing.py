"""What `lint --fix` does: edits, rounds of them, and the proof."""

from __future__ import annotations

from pathlib import Path

from ..artifacts import amend
from ..errors import SourceError, VfedSchemaError
from ..lint import Linted, lint
from ..lint.mending import mended, unexpected
from ..lint.rule import Fix, Rule
from ..model import Model
from ..shown import visible
from ..source import read
from ..sources import Workshop, compile_lock
from .work import Say


def mend(
    name: str, model: Model, linted: Linted, rules: tuple[Rule, ...], shop: Workshop, say: Say
) -> Linted:
    """Mend in the files of a YAML model what can be, and return what is found then.

    Raises SourceError where the source is no such model, or the files would not say what they
    should: they are left as they were.
    """
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        raise SourceError(f"`--fix` changes a model in YAML, and `{name}` is none")
    kept: dict[Path, bytes] = {}
    try:
        done, refused = _written(path, linted, kept, say)
        now = _proven(path, model, linted, done, rules, shop) if done else linted
    except BaseException:
        for file, content in kept.items():
            file.write_bytes(content)
        raise
    for file in kept:
        say(f"mended {visible(str(file))}")
    return now.without(refused)


def _written(
    path: Path, linted: Linted, kept: dict[Path, bytes], say: Say
) -> tuple[list[Fix], set[Fix]]:
    """Edit the files, round by round; return the fixes that are in them, and that cannot be."""
    left = [told.found.fix for told in linted.fixable if told.found.fix]
    done: list[Fix] = []
    refused: set[Fix] = set()
    while left:
        now = mended(read(path), left)
        for told in dict.fromkeys(now.refused.values()):
            say(f"note: {told}")
        for file, edits in now.edits.items():
            kept.setdefault(file, file.read_bytes())
            amend(file, edits)
        done += now.done
        refused |= set(now.refused)
        left = [fix for fix in left if fix not in {*done, *refused}]
    return done, refused


def _proven(
    path: Path,
    before: Model,
    linted: Linted,
    done: list[Fix],
    rules: tuple[Rule, ...],
    shop: Workshop,
) -> Linted:
    """Build what is written now, and return what is found in it. Raises SourceError."""
    try:
        after = compile_lock(path, shop).model
        now = lint(after, rules, lambda: read(path))
    except VfedSchemaError as error:
        raise SourceError(f"what was mended does not build; nothing is changed: {error}") from None
    meant = {(t.finding.rule, t.finding.subject) for t in linted.fixable if t.found.fix in done}
    there = {(f.rule, f.subject) for f in now.findings}
    wrong = [f"{subject}: {rule} is found still" for rule, subject in sorted(meant & there)]
    wrong += unexpected(before, after, done)
    if wrong:
        raise SourceError(f"{path}: not mended, and nothing is changed: {'; '.join(wrong)}")
    return now
