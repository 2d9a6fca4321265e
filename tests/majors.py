"""What has to hold on other majors at hand: the oldest of them, and the machine's own.

The newest is the embedded server's, on which the whole suite runs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

from vfed_schema.errors import ScratchError
from vfed_schema.scratch import binaries

NEWEST = 18
TESTS = ("tests/scenarios", "tests/kinds", "tests/renames", "tests/canonical")


def main() -> int:
    try:
        offers = binaries.offers(None, lambda text: None)
    except ScratchError as error:
        sys.stdout.write(f"no other major is at hand: {error}\n")
        return 0
    found = {offer.major for offer in offers}
    chosen = sorted(({min(found)} | (_own() & found)) - {NEWEST})
    sys.stdout.write(f"majors at hand: {sorted(found)}; trying {chosen}\n")
    sys.stdout.flush()
    runs = [_started(major, alone=len(chosen) == 1) for major in chosen]
    failed = False
    for run in runs:
        sys.stdout.write(run.communicate()[0] or "")
        failed |= run.returncode != 0
    return int(failed)


def _started(major: int, *, alone: bool) -> subprocess.Popen[str]:
    """Start the tests on a major: two majors have a processor each, and one alone has both."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-n", "2" if alone else "0", *TESTS],
        env={**os.environ, "VFED_TEST_MAJOR": str(major)},
        stdout=None if alone else subprocess.PIPE,
        text=True,
    )


def _own() -> set[int]:
    """Return the major that the machine's pg_config tells of, if it has one."""
    if not shutil.which("pg_config"):
        return set()
    told = subprocess.run(["pg_config", "--version"], capture_output=True, text=True, check=False)
    return {int(number) for number in re.findall(r" (\d+)", told.stdout)[:1]}


if __name__ == "__main__":
    sys.exit(main())
