"""A page of the documentation: its files, its commands, and what they print.

    ```yaml title="schema/tables.yaml"    a file, written before what comes after it
    ```console                            `$ ` begins a command, `> ` goes on with it, the rest is
                                          what it prints, on stdout and stderr; `...` is what varies
    ```sh                                 a command a line, run as it stands; what it prints is its
                                          affair; a line that ends with `\\` goes on with the next
    <!-- needs: alembic -->               before a block: left out where nothing of that name is

A command ends with 0, or with what it says itself: `$ vfed-schema diff   # exits 2`. What has to
be there before a page begins, and is no business of its reader, is a script in tests/docs/before/.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.M | re.S)
_TITLE = re.compile(r'title="([^"]+)"')
_NEEDS = re.compile(r"<!-- needs: (.+) -->\s*\Z")
_EXIT = re.compile(r"#.*\bexits (\d+)\s*$")
_VERSION = re.compile(r"(?<=PostgreSQL )1[3-9](?:\.\d+|beta\d+|rc\d+)?(?=$| |\))")
_MARK = "\x1e"


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: what it is of, its title, its body, and where in the page that begins.

    `needs` are the programs that it is about, where those are no part of an installation.
    """

    language: str
    title: str | None
    body: str
    start: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what it is to print; `start` and `end` are where that stands in the page."""

    text: str
    printed: str
    start: int
    end: int
    compared: bool = True

    @property
    def code(self) -> int:
        """The exit code that the command says it has."""
        found = _EXIT.search(self.text)
        return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class File:
    """A file that the page shows."""

    path: str
    body: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that was run: how it ended, and what it printed."""

    command: Command
    code: int
    out: str

    @property
    def as_told(self) -> bool:
        """True if it ended and printed as the page says."""
        return self.command.code == self.code and (
            not self.command.compared
            or bool(_pattern(self.command.printed).fullmatch(_trimmed(self.out)))
        )


def fences(text: str) -> Iterator[Fence]:
    """Yield the fenced blocks of a page."""
    for found in _FENCE.finditer(text):
        info = found["info"].strip()
        title = _TITLE.search(info)
        language = info.split()[0] if info else ""
        needs = _NEEDS.search(text, 0, found.start())
        yield Fence(
            language,
            title[1] if title else None,
            found["body"],
            found.start("body"),
            tuple(needs[1].split()) if needs else (),
        )


def prose(text: str) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", text)


def parts(text: str, lacking: Container[str] = ()) -> Iterator[File | Command]:
    """Yield the files and commands of a page, in order, but for those that need what is lacking."""
    for fence in fences(text):
        if any(need in lacking for need in fence.needs):
            continue
        if fence.title:
            yield File(fence.title, fence.body)
        elif fence.language == "sh":
            end = fence.start + len(fence.body)
            for line in re.findall(r"(?:.*\\\n)*.+\n", fence.body):
                yield Command(line.rstrip("\n"), "", end, end, compared=False)
        elif fence.language == "console":
            yield from _commands(fence)


def _commands(fence: Fence) -> Iterator[Command]:
    assert fence.body.startswith("$ "), f"a console block begins with a command: {fence.body}"

    place = fence.start
    for session in re.split(r"^(?=\$ )", fence.body, flags=re.M)[1:]:
        lines = session.splitlines(keepends=True)
        said = 1
        while said < len(lines) and lines[said].startswith("> "):
            said += 1
        text = "".join(line[2:] for line in lines[:said]).rstrip("\n")
        start = place + sum(map(len, lines[:said]))
        place += len(session)
        yield Command(text, "".join(lines[said:]), start, place)


def run(
    text: str,
    folder: Path,
    env: Mapping[str, str],
    *,
    before: str = "",
    lacking: Container[str] = (),
) -> list[Ran]:
    """Run a page's commands in one shell, in a folder, and return how they ended."""
    found = list(parts(text, lacking))
    script = folder.with_suffix(".sh")
    first = f"set -e\n{{ :\n{before}\n}} >&2\nset +e\nexec 2>&1\n"
    script.write_text((first if before else "exec 2>&1\n") + "".join(map(_line, found)))
    done = subprocess.run(
        ["bash", script],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=300,
    )
    said = [piece.rpartition(_MARK) for piece in done.stdout.split(f"{_MARK}\n")[:-1]]
    commands = [part for part in found if isinstance(part, Command)]
    return [
        Ran(command, int(code), out) for command, (out, _, code) in zip(commands, said, strict=True)
    ]


def _line(part: File | Command) -> str:
    if isinstance(part, File):
        path = shlex.quote(part.path)
        return f"mkdir -p $(dirname {path}); cat > {path} <<'END OF FILE'\n{part.body}END OF FILE\n"
    # What a command leaves in `$?` is there for the next one.
    mark = f"printf '{_MARK}%d{_MARK}\\n' $code"
    return f"(exit ${{code:-0}})\n{part.text}\ncode=$?; {mark}\n"


def mended(text: str, ran: list[Ran]) -> str:
    """Return a page with what its commands print, where that is not as it says.

    What it leaves out, or says to vary, it does afterwards too; which server answered never stays.
    """
    for one in reversed(ran):
        if one.command.compared and not one.as_told:
            printed = _kept(one.command.printed, _trimmed(one.out))
            text = text[: one.command.start] + printed + text[one.command.end :]
    return text


def _kept(printed: str, out: str) -> str:
    told, lines = printed.splitlines(), out.splitlines()
    if told[:1] == ["..."]:
        lines = ["...", *lines[len(lines) - len(told) + 1 :]] if len(told) > 1 else ["..."]
    varying = [line for line in told if "..." in line.removeprefix("...")]
    same = (
        next((t for t in varying if re.fullmatch(_varying(t), n)), _VERSION.sub("...", n))
        for n in lines
    )
    return "".join(f"{line}\n" for line in same)


def _trimmed(out: str) -> str:
    """Return what was printed without spaces that nobody sees: psql's lines are full of them."""
    text = "\n".join(line.rstrip() for line in out.splitlines()).rstrip("\n")
    return f"{text}\n" if text else ""


def _pattern(printed: str) -> re.Pattern[str]:
    lines = [
        r"(?:.*\n)*?" if line.strip() == "..." else rf"{_varying(line)}\n"
        for line in _trimmed(printed).splitlines()
    ]
    return re.compile("".join(lines))


def _varying(line: str) -> str:
    return ".*".join(map(re.escape, line.split("...")))
