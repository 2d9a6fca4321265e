"""The program: `vfed-schema`, or `python -m vfed_schema` where that is not on the path."""

from __future__ import annotations


def main() -> None:
    """Run the command line; who presses Ctrl-C while it is still being read is heard too."""
    try:
        from .cli import main as run
    except KeyboardInterrupt:
        import os
        import sys

        sys.stderr.write("interrupted\n")
        sys.stderr.flush()
        os._exit(130)
    run()


if __name__ == "__main__":
    main()
