"""Steps in the words of a migration's file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..emit.script import comments, script, statement
from ..plan.groups import groups
from ..sql import block, text
from ..step import Step
from .entry import MARK, Message

NO_RETURN = "there is no way back"


def head(message: Message) -> list[str]:
    """Return what every file begins with."""
    return [message.text, "", f"{MARK}.", *message.head]


def whole(steps: Iterable[Step], lead: Sequence[str] = ()) -> str:
    """Return steps as a script that says itself where its transactions begin and end."""
    return script(steps, lead).strip("\n")


def in_one(steps: Sequence[Step]) -> str:
    """Return steps as a script whose one transaction is the tool's own."""
    told = [statement(step) for step in steps]
    if any(step.unchecked for step in steps) and in_transaction(steps):
        told.insert(0, "SET LOCAL check_function_bodies = off;")
    return "\n\n".join(told)


def in_transaction(steps: Sequence[Step]) -> bool:
    """True unless it is a statement that runs in no transaction."""
    return all(step.in_transaction for step in steps)


def together(steps: Sequence[Step]) -> bool:
    """True if steps share one transaction, or one of them is alone and outside of any."""
    return len(list(groups(steps))) <= 1


def refusal(why: str) -> str:
    """Return SQL that fails, and says that there is no way back."""
    raised = f"    RAISE EXCEPTION USING MESSAGE = {text(told(why))};"
    return f"{block(raised)};"


def told(why: str) -> str:
    """Return in one line that there is no way back, and why."""
    return f"{NO_RETURN}: {' '.join(why.split())}"


def noted(lines: Iterable[str]) -> str:
    """Return lines as SQL comments."""
    return comments(lines)
