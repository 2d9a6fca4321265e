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
    for major in chosen:
        environment = {**os.environ, "VFED_TEST_MAJOR": str(major)}
        command = [sys.executable, "-m", "pytest", "-q", *TESTS]
        if subprocess.run(command, env=environment, check=False).returncode:
            return 1
    return 0


def _own() -> set[int]:
    """Return the major that the machine's pg_config tells of, if it has one."""
    if not shutil.which("pg_config"):
        return set()
    told = subprocess.run(["pg_config", "--version"], capture_output=True, text=True, check=False)
    return {int(number) for number in re.findall(r" (\d+)", told.stdout)[:1]}


if __name__ == "__main__":
    sys.exit(main())
