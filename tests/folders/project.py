"""A model beside a folder of migrations."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from vfed_schema.folders import TOOLS
from vfed_schema.folders.check import Checked, check
from vfed_schema.folders.new import Order, new
from vfed_schema.migration import Wishes
from vfed_schema.source import read
from vfed_schema.sources import Workshop, given

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
NO_ALEMBIC = "" if find_spec("alembic") or shutil.which("alembic") else "there is no Alembic here"

ENV = "# Alembic's own env.py would stand here.\nraise SystemExit('it is not run')\n"
PLAN = "%syntax-version=1.0.0\n%project=shop\n"


@dataclass(slots=True)
class Project:
    """A model and a folder, and what the commands do with them."""

    home: Path
    shop: Workshop
    tool: str
    said: list[str] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        if self.tool == "alembic":
            self.put("env.py", ENV)
            (self.folder / "versions").mkdir()
        if self.tool == "sqitch":
            self.put("sqitch.plan", PLAN)
        self.shop.note = self.said.append

    @property
    def folder(self) -> Path:
        return self.home / "migrations"

    @property
    def model(self) -> Path:
        return self.home / "tables.yaml"

    def put(self, name: str, text: str) -> Path:
        """Write a file of the folder by hand."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def files(self) -> dict[str, str]:
        """Return what the folder holds, but for what Python compiled of it."""
        found = (p for p in sorted(self.folder.rglob("*")) if p.is_file() and p.suffix != ".pyc")
        return {p.relative_to(self.folder).as_posix(): p.read_text() for p in found}

    def new(self, message: str, **wishes: object) -> list[str]:
        """Write a migration, and return the names of the files."""
        self.turn += 1
        with given(str(self.model), self.shop) as target:
            order = Order(
                folder=self.folder,
                tool=TOOLS[self.tool],
                message=message,
                now=START + timedelta(hours=self.turn),
                base=read(self.model).base,
                wishes=Wishes(**wishes),  # type: ignore[arg-type]
            )
            written = new(order, target, self.shop, lambda text: None)[1]
        return [path.relative_to(self.folder).as_posix() for path in written]

    def check(self) -> Checked:
        """Replay the folder, there and back."""
        with given(str(self.model), self.shop) as target:
            return check(
                self.folder,
                TOOLS[self.tool],
                read(self.model).base,
                target,
                self.shop,
                backwards=True,
                progress=lambda text: None,
            )
