"""The reader of pages: what it runs, and what it does not let pass."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.page import Ran, mended, run

PAGE = """\
```text title="a/b.txt"
one
```

```sh
export WHO=you
```

```console
$ cat a/b.txt
one
$ echo hello \\
> $WHO
hello ...
$ exit_with() { return $1; }; exit_with 2   # exits 2
$ echo $?
2
```
"""


def ran(text: str, folder: Path) -> list[Ran]:
    """Run a page in a folder of its own."""
    home = folder / "page"
    home.mkdir()
    return run(text, home, {"PATH": os.environ["PATH"]})


def test_what_is_as_told_passes(tmp_path: Path) -> None:
    """Files are written, one shell runs all, commands go on in lines, and `...` is anything."""
    assert [True] * 5 == [one.as_told for one in ran(PAGE, tmp_path)]


def test_other_output_does_not_pass(tmp_path: Path) -> None:
    """A line too many, too few or another one is found."""
    for wrong in ("one\ntwo\n", "", "One\n"):
        folder = tmp_path / f"{len(wrong)}"
        folder.mkdir()
        found = ran(PAGE.replace("b.txt\none\n$ echo h", f"b.txt\n{wrong}$ echo h"), folder)

        assert [True, False, True, True, True] == [one.as_told for one in found]


def test_another_exit_code_does_not_pass(tmp_path: Path) -> None:
    """A command that fails and does not say so is found."""
    found = ran(PAGE.replace("   # exits 2", ""), tmp_path)

    assert [True, True, True, False, True] == [one.as_told for one in found]


def test_a_page_is_mended_where_it_is_wrong(tmp_path: Path) -> None:
    """What is printed takes the place of what was told, and what was left out stays so."""
    wrong = PAGE.replace("b.txt\none\n$ echo h", "b.txt\ntwo\n$ echo h")
    found = ran(wrong, tmp_path)

    assert mended(wrong, found) == PAGE


def test_what_a_page_leaves_out_it_goes_on_to_leave_out(tmp_path: Path) -> None:
    """`...` in the first line stands for all but the last lines; in a line, for what varies."""
    text = "```console\n$ printf '1\\n2\\nc 3\\nd\\n'\n...\nc ...\ne\n```\n"
    found = ran(text, tmp_path)

    assert mended(text, found) == text.replace("\ne\n", "\nd\n")


LINES = """\
```sh
false   # it fails; exits 1
printf 'a %s\\n' \\
  b
false
```

<!-- needs: nothing-like-it -->
```console
$ nothing-like-it
```
"""


def test_a_script_is_run_line_by_line(tmp_path: Path) -> None:
    """Each ends as it says, and what it prints is not compared: nor is it written into the page."""
    home = tmp_path / "page"
    home.mkdir()
    found = run(LINES, home, {"PATH": os.environ["PATH"]}, lacking={"nothing-like-it"})

    assert [(1, True), (0, True), (1, False)] == [(one.code, one.as_told) for one in found]
    assert "a b\n" == found[1].out
    assert mended(LINES, found) == LINES


def test_what_needs_something_that_is_there_is_run(tmp_path: Path) -> None:
    """A block is left out for what it needs alone."""
    found = ran(LINES, tmp_path)

    assert 127 == found[-1].code


def test_what_is_to_be_there_is_made_before(tmp_path: Path) -> None:
    """And prints nothing; where it fails, no command is run."""
    home = tmp_path / "page"
    home.mkdir()
    text = "```console\n$ cat there.txt $WHERE\nhello\n```\n"
    before = "echo hello > there.txt; echo noise; export WHERE=/dev/null"
    found = run(text, home, {"PATH": os.environ["PATH"]}, before=before)

    assert [True] == [one.as_told for one in found]
    with pytest.raises(ValueError, match="zip"):
        run(text, home, {"PATH": os.environ["PATH"]}, before="false")


def test_which_server_answered_is_not_written(tmp_path: Path) -> None:
    """What a page is mended with holds for the next minor release too."""
    text = "```console\n$ echo 'a copy, PostgreSQL 18.6'\n```\n"

    assert "a copy, PostgreSQL ...\n" in mended(text, ran(text, tmp_path))
