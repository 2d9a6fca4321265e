"""Write the model of what is there, and prove that it says the same."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath

from ..artifacts import write
from ..bookkeeping import is_bookkeeping
from ..errors import SourceError, VfedSchemaError
from ..model import Model
from ..ref import Ref
from ..sources import LOCK_MAJOR, Given, Workshop, given, workshop

EVERYWHERE = Ref("schema", ("public",))


def write_model(
    source: str, folder: Path | None, split: str, verify: bool, note: Callable[[str], None]
) -> Iterator[Path]:
    """Write the model of a source below a folder, as a file, or to stdout; yield what was written.

    Unless told otherwise it is built before that, and what comes out otherwise is named.
    """
    from ..emit.model import files, left_out

    with workshop(note) as shop, given(source, shop, LOCK_MAJOR) as found:
        found = _without_books(_whole(found, source), note)
        for told in left_out(found.model):
            note(f"note: {told}")
        if (folder is None or _is_file(folder)) and split != "one":
            raise SourceError(f"`--split {split}` wants a folder: say `--output`")
        model = _sound(found, shop) if verify else found.model
        written = list(files(model, split))
        if verify:
            _verify(found, written, shop)
        if folder is None:
            sys.stdout.writelines(text for _, text in written)
            return
        placed = [(folder if _is_file(folder) else folder / path, text) for path, text in written]
        if there := [path for path, _ in placed if path.exists()]:
            raise SourceError(f"`{there[0]}` is there already: it is not overwritten")
        for path, text in placed:
            write(path, text)
            yield path


def _is_file(output: Path) -> bool:
    """True for what is called as a file of a model is, and is no folder."""
    return output.suffix in (".yaml", ".yml") and not output.is_dir()


def _whole(found: Given, source: str) -> Given:
    """Return a source that owns all it has. Raises SourceError where some of it is of others.

    What every database has is nobody's: a model that says nothing of it has it too.
    """
    model = found.model
    if others := sorted(model.external - {EVERYWHERE}):
        told = f"{others[0]}{f' and {len(others) - 1} more' if others[1:] else ''}"
        raise SourceError(
            f"`{source}` has objects of others, {told}: import takes what is whole, such as the URL"
            " of a database that has them"
        )
    if not model.external:
        return found
    return _of(found, Model(model.values(), model.edges, about=model.about))


def _of(found: Given, model: Model) -> Given:
    return Given(name=found.name, model=model, major=found.major, live=found.live)


def _without_books(found: Given, note: Callable[[str], None]) -> Given:
    """Return a source without what other tools remember in it, unless something else needs that."""
    model = found.model
    books = {ref for ref in model if is_bookkeeping(model.top(ref))}
    if not books:
        return found
    needed = {model.top(e.used) for e in model.edges if e.used in books and e.user not in books}
    books = {ref for ref in books if model.top(ref) not in needed}
    for ref in sorted({model.top(ref) for ref in books}):
        note(f"note: left out: {ref}, in which another tool remembers what it ran")
    kept = [obj for ref, obj in model.items() if ref not in books]
    edges = [edge for edge in model.edges if edge.user not in books]
    return _of(found, Model(kept, edges, about=model.about))


def _sound(found: Given, shop: Workshop) -> Model:
    """Return a model in which bodies are marked that name what is not there."""
    from ..canonical import sound

    try:
        return sound(found.model, shop.server(found.major), lambda text: shop.note(f"note: {text}"))
    except VfedSchemaError:
        return found.model  # the next to ask for a server says why there is none


def _verify(found: Given, written: Sequence[tuple[PurePath, str]], shop: Workshop) -> None:
    """Build what was written on a scratch server, and say what is not as it was."""
    from ..canonical import compiled
    from ..diff import diff, overlay
    from ..proof import settle
    from ..source import read

    live = found.model
    try:
        server = shop.server(found.major)
        with tempfile.TemporaryDirectory() as folder:
            for path, text in written:
                write(Path(folder) / path, text)
            again = compiled(read(Path(folder) / written[0][0]), server, lambda text: None)
        goal = settle(live, overlay(live, again), server, lambda text: None, judged=True)
    except VfedSchemaError as error:
        shop.note(f"note: NOT VERIFIED: {error}")
        return
    for change in diff(live, goal):
        shop.note(f"note: what was written makes it otherwise: {change.ref}")
