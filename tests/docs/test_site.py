"""The site builds, without a warning and without the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.docs.page import DOCS, ROOT, fences

PARTS = ("mkdocs", "material", "mkdocs_awesome_nav")
_ASKED = re.compile(
    r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=\"?((?:https?:)?//[^\"> ]+)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as a folder. Skips where MkDocs is not installed."""
    lacks = [name for name in PARTS if find_spec(name) is None]
    if lacks:
        pytest.skip(f"the extra `docs` is not installed: no {', '.join(lacks)}")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        # Nobody answers there: a page that is fetched when the site is built fails.
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "https_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    return folder


def test_every_page_is_on_the_site(site: Path) -> None:
    """MkDocs has no complaint, of links and anchors neither, and no page is left out."""
    pages = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}

    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_every_page_is_in_the_navigation(site: Path) -> None:
    """The first page's navigation leads to each page, those from the repository's root too."""
    text = (site / "index.html").read_text()
    led = set(re.findall(r'<a href="?([^" >]+\.html)"? class="md-nav__link', text))
    pages = {str(path.relative_to(site)) for path in site.rglob("*.html")}

    assert pages - {"404.html"} == led | {"index.html"}


def test_what_is_to_be_typed_is_shown_as_that(site: Path) -> None:
    """No block comes out as text: MkDocs knows each, with its title, after a comment too."""
    pages = {path: path.read_text() for path in DOCS.rglob("*.md")}
    for path, text in pages.items():
        shown = (site / path.relative_to(DOCS).with_suffix(".html")).read_text()

        assert sum(1 for _ in fences(text)) == len(re.findall('<div class="language-', shown)), path


def test_the_site_asks_the_network_for_nothing(site: Path) -> None:
    """No font, script, style or picture is somebody else's."""
    asked = {each for path in site.rglob("*.html") for each in _ASKED.findall(path.read_text())}

    assert set() == asked
