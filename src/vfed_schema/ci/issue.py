"""Tell what a command finds in an issue: opened, written anew, and closed when it finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import HostError
from .child import Done, harmless, run
from .hosts import Host, marked
from .review import fenced

Say = Callable[[str], None]

_LONGEST = 50_000  # characters of what was found


def tell_issue(
    host: Host, arguments: Sequence[str], title: str, label: str, say: Say, show: Say
) -> int:
    """Run a command of ours, tell an issue what it found, and return its exit code.

    What went wrong is no finding: the issue stays as it is. Raises HostError.
    """
    done = run(arguments)
    show(harmless(done.out))
    say(harmless(done.err))
    if done.code not in (0, 2):
        return done.code
    marker = f"<!-- vfed-schema: {title} -->"
    there = marked(host.issues(label), marker)
    if done.code == 0:
        if there:
            host.close(there.id, "Nothing is found any more.")
            say(f"closed {there.url}")
        return 0
    body = _body(marker, arguments, done)
    if there is None:
        say(f"opened {host.open(title, body, label)}")
    elif there.body.strip() != body.strip():
        host.rewrite(there.id, body)
        say(f"written anew: {there.url}")
    return done.code


def _body(marker: str, arguments: Sequence[str], done: Done) -> str:
    out = done.out.strip()
    if len(out) > _LONGEST:
        out = f"{out[:_LONGEST]}\n… and more: see the log"
    parts = [marker, f"`vfed-schema {arguments[0]}` finds:", fenced(out)]
    if err := done.err.strip()[-5_000:]:
        parts.append(fenced(err))
    return "\n\n".join(parts) + "\n"


def checked(title: str) -> str:
    """Return a title that can name an issue. Raises HostError."""
    if "--" in title or ">" in title or not title.strip() or "\n" in title:
        raise HostError(f"`{title}` cannot name an issue: leave out `--` and `>`")
    return title.strip()
