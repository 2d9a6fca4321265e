"""Revisions of Alembic: Python files in `versions/`, each with the one before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..emit.script import statement
from ..errors import Mark, SourceError
from ..plan.groups import groups
from ..source import text_of
from ..step import Step
from .entry import MARK, Entry, Files, Message, Part
from .wording import head, told

NAME = "alembic"
WHOLE = False
FRESH = True
# What SQLAlchemy takes for a parameter, and for a colon that is none, as it looks for them.
_COLON = re.compile(r"(?<![:\w\\]):(?=\w+(?![:\w]))|(?<=\\):(?=\w*(?![:\w]))")


@dataclass(frozen=True, slots=True)
class Revision:
    """What a revision's file says of itself."""

    id: str
    down: tuple[str, ...]
    path: Path
    after: tuple[str, ...] = ()  # what it depends on besides


def is_here(folder: Path) -> bool:
    """True if there is an environment of Alembic's, or revisions in `versions/`."""
    return (folder / "env.py").is_file() and (folder / "versions").is_dir()


def read(folder: Path) -> tuple[Entry, ...]:
    """Return the revisions, each after those that it is built on. Raises SourceError."""
    return tuple(
        Entry(name=revision.id, path=revision.path, ours=MARK in text_of(revision.path))
        for revision in revisions(folder)
    )


def revisions(folder: Path) -> tuple[Revision, ...]:
    """Return what the revisions say of themselves, in order. Raises SourceError."""
    if not is_here(folder):
        raise SourceError(
            f"`{folder}` is no folder of Alembic's: `alembic init {folder}` makes one"
        )
    found: dict[str, Revision] = {}
    paths = (folder / "versions").rglob("*.py")
    for revision in map(_revision, sorted(p for p in paths if p.name != "__init__.py")):
        if revision.id in found:
            other = found[revision.id].path.name
            raise SourceError(f"`{revision.path}`: `{other}` has the same revision")
        found[revision.id] = revision
    before = {r.id: {_whole(d, found, r) for d in (*r.down, *r.after)} for r in found.values()}
    try:
        return tuple(found[id_] for id_ in TopologicalSorter(before).static_order())
    except CycleError:
        raise SourceError(f"`{folder}`: the revisions go round in a circle") from None


def heads(found: Sequence[Revision]) -> list[str]:
    """Return the revisions that none is built on."""
    below = {down for revision in found for down in (*revision.down, *revision.after)}
    return [r.id for r in found if not any(r.id.startswith(down) for down in below)]


def _whole(said: str, found: dict[str, Revision], by: Revision) -> str:
    """Return a revision in full, of which a file may say the beginning."""
    match = [id_ for id_ in found if id_.startswith(said)]
    if said in found:
        return said
    if len(match) != 1:
        raise SourceError(f"`{by.path}` is built on `{said}`, which is not there")
    return match[0]


def _revision(path: Path) -> Revision:
    text = text_of(path)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        mark = Mark(str(path), error.lineno or 1, error.offset or 1)
        raise SourceError(f"not Python: {error.msg}", mark) from None
    said: dict[str, object] = {}
    for name, node, value in _assigned(tree):
        try:
            said[name] = ast.literal_eval(value) if value else None
        except ValueError:
            mark = Mark(str(path), node.lineno, node.col_offset + 1)
            raise SourceError(f"`{name}` is no plain text", mark) from None
    if "revision" not in said:
        raise SourceError(f"`{path}` says no `revision` that can be read: assign it as plain text")
    down, after = _several(said.get("down_revision")), _several(said.get("depends_on"))
    return Revision(str(said["revision"]), down, path, after)


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, ast.expr | None]]:
    """Yield what a module assigns to a name of Alembic's, one by one or several at once."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        value = getattr(node, "value", None)
        pairs = [pair for target in targets for pair in _pairs(target, value)]
        for target, said in pairs:
            if isinstance(target, ast.Name) and target.id in _SAID:
                yield target.id, node, said


def _pairs(target: ast.expr, value: Any) -> list[tuple[ast.expr, Any]]:
    """Return the parts of `a, b = 1, 2`; what cannot be taken apart belongs to each name whole."""
    if not isinstance(target, (ast.Tuple, ast.List)):
        return [(target, value)]
    parts = getattr(value, "elts", ())
    if len(parts) != len(target.elts):
        return [(each, ast.Name("unknown")) for each in target.elts]
    return list(zip(target.elts, parts, strict=True))


_SAID = ("revision", "down_revision", "depends_on")


def _several(said: object) -> tuple[str, ...]:
    if said is None:
        return ()
    return tuple(said) if isinstance(said, (tuple, list)) else (str(said),)


def advice(parts: Sequence[Part]) -> str:
    """There is nothing to know."""
    return ""


def files(folder: Path, message: Message, parts: Sequence[Part]) -> Files:
    """Return a revision for all parts together. Raises SourceError where there are two heads."""
    last = heads(revisions(folder))
    if len(last) > 1:
        told_ = ", ".join(last)
        raise SourceError(
            f"`{folder}` has several heads: {told_}; `alembic merge heads` joins them"
        )
    (part,) = parts
    down = last[0] if last else None
    seed = f"{down}{message.now.isoformat()}{message.text}"
    revision = sha256(seed.encode()).hexdigest()[:12]
    body = _text(message, revision, down, part)
    return [(folder / "versions" / f"{revision}_{message.slug[:40].strip('_')}.py", body)]


def _text(message: Message, revision: str, down: str | None, part: Part) -> str:
    lead = "\n".join(head(message)).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    back = f"    raise NotImplementedError({told(part.no_return)!r})"
    if part.down is not None:
        back = _body(part.down)
    return f'''"""{lead}

Revision ID: {revision}
Revises: {down or ""}
Create Date: {message.now:%Y-%m-%d %H:%M:%S}
"""

from alembic import op

revision = {_quoted(revision)}
down_revision = {_quoted(down) if down else None}
branch_labels = None
depends_on = None


def upgrade() -> None:
{_body(part.up)}


def downgrade() -> None:
{back}
'''


def _quoted(said: str) -> str:
    return '"' + said + '"'


def _body(steps: Sequence[Step]) -> str:
    """Return statements that run steps; Alembic's transaction is ended where one has to end."""
    lines: list[str] = []
    inside = False  # something has been done in the transaction that Alembic has begun
    for group in groups(steps):
        if not group.transaction:
            lines += [_BLOCK, *(_call(step, "        ") for step in group.steps)]
            inside = False
            continue
        if inside:
            lines += [_BLOCK, "        pass  # what is above is committed"]
        if any(step.unchecked for step in group.steps):
            lines.append('    op.execute("SET LOCAL check_function_bodies = off")')
        lines += [_call(step, "    ") for step in group.steps]
        inside = True
    return "\n".join(lines) or "    pass"


_BLOCK = "    with op.get_context().autocommit_block():"


def _call(step: Step, indent: str) -> str:
    sql = _COLON.sub(r"\\:", statement(step).removesuffix(";"))
    escaped = sql.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'{indent}op.execute(\n{indent}    """\n{escaped}\n"""\n{indent})'


def linear(found: Sequence[Revision]) -> bool:
    """True if each revision is built on the one before it alone."""
    before = ["", *(r.id for r in found)]
    return all(
        len(r.down) <= 1 and not r.after and was.startswith("".join(r.down))
        for was, r in zip(before, found, strict=False)
    ) and all(r.down for r in found[1:])
