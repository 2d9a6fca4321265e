"""What the command that writes pages and pictures does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..artifacts import write
from ..emit.pages.binding import bound
from ..emit.pages.book import Book
from ..errors import SourceError
from ..sources import given, workshop
from .work import Say, notes

_SUFFIXES = {".html": "html", ".htm": "html", ".svg": "svg", ".mmd": "mermaid", ".md": "markdown"}
_FORMATS = ("html", "markdown", "svg", "mermaid")


def write_docs(
    model: Path,
    from_: str | None,
    output: Path,
    formats: Sequence[str],
    title: str | None,
    check: bool,
    say: Say,
) -> list[tuple[Path, str]]:
    """Write the pages of a source; return each file that was not as it should be, and its fate.

    In a folder, Markdown that was written before and is no page any more goes. With `check`,
    nothing is touched. Raises SourceError where the source or the output is at fault.
    """
    wanted = _wanted(output, formats)
    with workshop(notes(say)) as shop, given(from_ or str(model), shop, model=model) as found:
        book = bound(found.model, title or f"Schema of {found.name}")
        files = dict(_files(book, output, wanted))
        left = _left_over(output, files) if "markdown" in wanted else []
    stale = [(path, "stale" if check else "wrote") for path in files if _differs(path, files[path])]
    if not check:
        for path, _ in stale:
            write(path, files[path])
        for path in left:
            path.unlink()
    return stale + [(path, "left over" if check else "removed") for path in left]


def _wanted(output: Path, formats: Sequence[str]) -> list[str]:
    """Return the formats that are meant. Raises SourceError where a file's name says another."""
    alone = _SUFFIXES.get(output.suffix.lower())
    if alone is None:
        return list(dict.fromkeys(formats)) or list(_FORMATS)
    if formats and set(formats) != {alone}:
        said = ", ".join(formats)
        raise SourceError(f"`{output}` would be {alone}, not {said}: give a folder for several")
    return [alone]


def _files(book: Book, output: Path, wanted: Sequence[str]) -> Iterator[tuple[Path, str]]:
    from ..emit.pages.html import html
    from ..emit.pages.markdown import markdown, one_file
    from ..emit.pages.mermaid import mermaid
    from ..emit.pages.svg import svg

    alone = output.suffix.lower() in _SUFFIXES
    for format_, name, render in (
        ("html", "index.html", html),
        ("svg", "schema.svg", svg),
        ("mermaid", "schema.mmd", mermaid),
        ("markdown", "", one_file),
    ):
        if format_ not in wanted:
            continue
        if alone or name:
            yield output if alone else output / name, render(book)
        else:
            yield from ((output / path, text) for path, text in markdown(book).items())


def _differs(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") != text
    except (OSError, ValueError):
        return True


def _left_over(output: Path, files: dict[Path, str]) -> list[Path]:
    """Return what was written for objects that are no more: our own first line tells it."""
    from ..emit.pages.markdown import BANNER

    def ours(path: Path) -> bool:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip("\n") == BANNER

    if not output.is_dir():
        return []
    return [path for path in sorted(output.glob("*.md")) if path not in files and ours(path)]
