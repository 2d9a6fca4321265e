"""A database, a folder with a model, and commands between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Done
from tests.cli.inside import inside
from vfed_schema.scratch import Database
from vfed_schema.sources import lock_path

ONE = """
version: one
tables:
  item:
    columns: {id: {type: int, primary_key: true}, name: text, size: int}
    indexes: {item_name: [name]}
  part:
    columns: {id: {type: int, primary_key: true}}
"""

LOCKS: dict[str, str] = {}


class Place:
    """The server of the tests is the scratch server too: no command has to start one."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder, self.database = folder, database
        self.scratch = {
            "VFED_SCRATCH_PROVIDER": "url",
            "VFED_SCRATCH_URL": database.admin_conninfo,
        }

    def model(self, text: str) -> None:
        """Write the model, and the lock that it had when a test compiled it before."""
        (self.folder / "tables.yaml").write_text(text)
        lock = lock_path(self.folder / "tables.yaml")
        if text not in LOCKS:
            assert self.vfed("generate", "--model", "tables.yaml").code == 0
            LOCKS[text] = lock.read_text()
        lock.parent.mkdir(exist_ok=True)
        lock.write_text(LOCKS[text])

    def said(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def vfed(self, *arguments: str) -> Done:
        return inside(*arguments, cwd=self.folder, **self.scratch)

    def run(self, command: str, *arguments: str, url: str | None = None) -> Done:
        where = ("--from", url or self.database.admin_conninfo)
        model = () if command == "rollback" else ("--model", "tables.yaml")
        return self.vfed(command, *where, *model, *arguments)

    def apply(self, *arguments: str) -> None:
        done = self.run("apply", "--yes", "--no-verify", *arguments)

        assert done.code == 0, done.err

    def drift(self, *arguments: str) -> list[str]:
        """Return a line for each object that differs, without the one that counts."""
        return self.run("drift", *arguments).out.splitlines()[:-1]


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Place:
    place = Place(tmp_path, database)
    place.model(ONE)
    return place
