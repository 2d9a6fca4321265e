"""Say under what is to be merged what it does to a database, and whether that is meant."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from ..connection import is_url
from ..emit.places import from_root
from ..errors import HostError
from .base import source
from .child import Done, harmless, run
from .hosts import Host, Merge, marked

Say = Callable[[str], None]

SAME, ERROR, DIFFERS, REFUSED = range(4)
LABEL = "allow-"
_LONGEST = 100  # characters of a comment's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be reviewed, and how."""

    model: Path
    profile: str = ""
    from_: str = ""  # else the commit that it is merged into
    allow: frozenset[str] = frozenset()
    gate: frozenset[str] = frozenset({"data-loss"})  # what has to be allowed
    comment: bool = True
    key: str = ""
    quality: Path | None = None  # where GitLab's report of code quality goes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What came of comparing."""

    done: Done
    told: dict[str, Any]  # empty where there is no plan
    body: str

    @property
    def hazards(self) -> frozenset[str]:
        return frozenset(h["code"] for s in self.told.get("steps", ()) for h in s["hazards"])


def review(host: Host, wish: Wish, say: Say, show: Say) -> int:
    """Compare, comment, and return 0, 1 for an error, or 3 for a hazard that nobody allowed.

    `show` is for what the host reads from a log. Raises HostError where the host refuses, but for
    a comment that we may not write: a fork's token may not.
    """
    merge = host.merge
    labels = merge.labels if merge else frozenset()
    labelled = frozenset(n.removeprefix(LABEL) for n in labels if n.startswith(LABEL))
    allow = wish.allow | (labelled & _codes())
    marker = f"<!-- vfed-schema: {_key(wish)} -->"
    found = _compared(host, wish, merge, allow, marker, say)
    show(found.done.out)
    say(harmless(found.done.err))
    refused = frozenset() if allow & {"all"} else (wish.gate & found.hazards) - allow
    body = found.body + _gate(refused, found)
    host.summary(body.partition("\n")[2])
    url, failed = "", None
    if wish.comment and merge and merge.number is not None:
        try:
            url = _comment(host, merge.number, marker, body, found, say)
        except HostError as error:
            failed = error
    host.output(
        changed=str(not found.told.get("same", True)).lower(),
        hazards=" ".join(sorted(found.hazards)),
        refused=" ".join(sorted(refused)),
        comment_url=url,
    )
    if refused:
        say(f"not allowed: {', '.join(sorted(refused))}; {_ways(refused)}")
    if failed:
        raise failed
    if refused:
        return REFUSED
    if found.told:
        return SAME
    return found.done.code or ERROR


def _codes() -> frozenset[str]:
    from ..step import CODES

    return frozenset((*CODES, "remake", "all"))


def _key(wish: Wish) -> str:
    """Return what names the comment: another for each model and profile of a repository."""
    usual = f"{from_root(str(wish.model))} {wish.profile}".strip()
    said = wish.key.strip() or usual
    told = re.sub(r"-{2,}", "-", re.sub(r"[^\w.:/@+ -]", "_", said))
    if told == said and len(told) <= _LONGEST:
        return told
    return f"{told[: _LONGEST - 9]} {crc32(said.encode()):08x}"  # two that look alike are two


def _compared(
    host: Host, wish: Wish, merge: Merge | None, allow: frozenset[str], marker: str, say: Say
) -> _Found:
    origin = wish.from_ or (source(merge, wish.model, say) if merge else None)
    url = origin if origin and is_url(origin) else None
    with tempfile.TemporaryDirectory() as folder:
        comment, plan = Path(folder) / "comment.md", Path(folder) / "plan.json"
        arguments = ["diff", "--model", str(wish.model)]
        arguments += ["--profile", wish.profile] if wish.profile else []
        # Nothing is what the model's base makes, whatever the project's settings name.
        arguments += [] if url else ["--from", origin or ""]
        arguments += [word for code in sorted(allow & _codes()) for word in ("--allow", code)]
        arguments += ["--format", "github" if host.name == "GitHub" else "text"]
        arguments += ["--format", f"markdown={comment}", "--format", f"json={plan}"]
        arguments += ["--format", f"gitlab={wish.quality}"] if wish.quality else []
        arguments += ["--comment-id", _key(wish), "--comment-limit", str(host.limit - 2_000)]
        done = run(arguments, database=url, without=not origin)
        if comment.is_file() and plan.is_file():
            told = json.loads(plan.read_text(encoding="utf-8"))
            return _Found(done=done, told=told, body=comment.read_text(encoding="utf-8"))
    said = fenced(done.err.strip()[-5_000:] or f"exit code {done.code}")
    return _Found(done=done, told={}, body=f"{marker}\n### Schema: there is no plan\n\n{said}\n")


def _gate(refused: frozenset[str], found: _Found) -> str:
    if refused:
        told = ", ".join(f"`{code}`" for code in sorted(refused))
        return f"\n**Not allowed yet**: {told}. {_ways(refused).capitalize()}.\n"
    return ""


def _ways(refused: frozenset[str]) -> str:
    labels = " and ".join(f"`{LABEL}{code}`" for code in sorted(refused))
    return f"if that is meant, give it the label {labels}"


def _comment(host: Host, number: int, marker: str, body: str, found: _Found, say: Say) -> str:
    """Write the comment, or write it anew; return its URL."""
    try:
        there = marked(host.comments(number), marker)
        if there is None:
            if found.told.get("same"):
                return ""
            return host.comment(number, body)
        if there.body.strip() != body.strip():
            host.edit(number, there.id, body)
        return there.url
    except HostError as error:
        if error.status not in (401, 403, 404):
            raise
        say(f"note: no comment was written: {error}; a run for a fork may not, and others need"
            " the right to write comments")  # fmt: skip
        return ""


def fenced(text: str) -> str:
    """Return a text as a block that nothing in it can end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
