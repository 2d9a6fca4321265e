"""What MkDocs is told of the repository: pages at its root, and links that leave docs/."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from mkdocs.structure.files import File

ROOT_PAGES = {
    "COVERAGE.md": "project/coverage.md",
    "CHANGELOG.md": "project/changelog.md",
    "ARCHITECTURE.md": "project/architecture.md",
    "CONTRIBUTING.md": "project/contributing.md",
}
_AT_ROOT = {page: source for source, page in ROOT_PAGES.items()}
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]+)\]\((?P<target>[^)\s#:]+)(?P<anchor>#[^)\s]*)?\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that stand at the root of the repository."""
    root = posixpath.dirname(config.config_file_path)
    for source, page in ROOT_PAGES.items():
        files.append(File.generated(config, page, abs_src_path=posixpath.join(root, source)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Lead links to where things are on the site; what is not on it keeps its name alone."""
    here = str(page.file.src_uri)
    place = _AT_ROOT.get(here) or f"docs/{here}"

    def led(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), found["target"]))
        if path.startswith("docs/") and here not in _AT_ROOT:
            return found[0]
        there = ROOT_PAGES.get(path) or path.removeprefix("docs/")
        if files.get_file_from_path(there) is None:
            return found["text"]
        target = posixpath.relpath(there, posixpath.dirname(here) or ".")
        return f"[{found['text']}]({target}{found['anchor'] or ''})"

    return _LINK.sub(led, markdown)
