"""`python -m vfed_schema`, where the script is not on the path."""

from .cli import main

main()
