"""Which pages there are, and what all of them begin with."""

from __future__ import annotations

from tools.reference import commands, costs, environment, keys

PAGES = {
    "command-line": commands.page,
    "keys": keys.page,
    "hazards": costs.hazards_page,
    "exit-codes": costs.codes_page,
    "environment": environment.page,
}
_MADE = "<!-- Made of the code by `make reference`: change it there. -->"


def page(name: str) -> str:
    """Return the text of a reference page, as it is to be committed."""
    # The title goes first: MkDocs takes no other line for one.
    title, _, rest = PAGES[name]().partition("\n")
    return f"{title}\n\n{_MADE}\n{rest.rstrip()}\n"
