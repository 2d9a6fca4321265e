"""The commands, by what people come for: a line each, in the order of --help."""

# isort: off
from . import writing as writing
from . import changing as changing
from . import keeping as keeping
from . import migrating as migrating
