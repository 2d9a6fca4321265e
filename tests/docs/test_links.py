"""Links between pages lead somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.page import DOCS, ROOT, prose

PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _prose(path: Path) -> str:
    """Return a page without what is code."""
    return re.sub(r"`[^`\n]*`", "`", prose(path.read_text()))


@cache
def _anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as Git hosts and MkDocs both make them."""
    found = re.findall(r"^#+ (.+)$", prose(path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in found}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    """What a page links to is in the repository, and has the heading that is meant."""
    lost = []
    for link in _LINK.findall(_prose(path)):
        target, _, anchor = link.partition("#")
        if re.match(r"\w+:", target):
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            lost.append(link)

    assert [] == lost


def test_every_page_is_led_to() -> None:
    """Whoever begins at the site's first page or README finds each page by links alone."""
    seen: set[Path] = set()
    waiting = [DOCS / "index.md", ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path.suffix == ".md" and path not in seen and path.is_file():
            seen.add(path)
            targets = (link.partition("#")[0] for link in _LINK.findall(_prose(path)))
            waiting += [(path.parent / target).resolve() for target in targets if target]

    assert set(DOCS.rglob("*.md")) <= seen
