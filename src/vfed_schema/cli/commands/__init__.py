"""The commands, by what people come for: a line each, in the order of --help."""

# isort: off
from . import writing as writing
from . import changing as changing
from . import keeping as keeping
from . import migrating as migrating
from . import linting as linting
from . import watching as watching
from . import hosting as hosting
from . import showing as showing
from . import helping as helping
